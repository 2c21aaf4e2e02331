-- The record: conversations, messages with their assessments, silences, alerts, suggestions, feedback, keys.
-- Every row belongs to a shop. Times are integer microseconds since 1970 (UTC). `form` names the stored form of a blob.

CREATE TABLE forms (
    number INTEGER PRIMARY KEY,
    fields TEXT NOT NULL UNIQUE
);

CREATE TABLE conversations (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    agent_id TEXT,
    team_id TEXT,
    tier INTEGER NOT NULL,
    degrees REAL NOT NULL,
    escalation_id TEXT,
    waiting_since INTEGER,
    due_at INTEGER,
    last_at INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    form INTEGER NOT NULL,
    state BLOB NOT NULL,
    UNIQUE (shop, id)
);
CREATE INDEX conversations_recent ON conversations (shop, last_at, id) WHERE closed = 0;
CREATE INDEX conversations_heat ON conversations (shop, degrees, id) WHERE closed = 0;
CREATE INDEX conversations_agent ON conversations (shop, agent_id) WHERE closed = 0 AND agent_id IS NOT NULL;
CREATE INDEX conversations_due ON conversations (due_at) WHERE due_at IS NOT NULL AND closed = 0;

-- One row a message, with the first answer given to it. `mark` = seq of the first bubble of its burst: the newest row
-- of a mark is the burst's point on the curve.
CREATE TABLE messages (
    shop TEXT NOT NULL,
    conversation TEXT NOT NULL,
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    sender TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    mark INTEGER NOT NULL,
    degrees REAL NOT NULL,
    tier INTEGER NOT NULL,
    stage TEXT NOT NULL,
    form INTEGER NOT NULL,
    text TEXT NOT NULL,
    attached BLOB,
    assessment BLOB NOT NULL,
    UNIQUE (shop, conversation, seq),
    UNIQUE (shop, conversation, id)
);

-- What silence decided (waiting, idle): a point on the curve and an assessment without a message.
CREATE TABLE silences (
    shop TEXT NOT NULL,
    conversation TEXT NOT NULL,
    version INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    degrees REAL NOT NULL,
    tier INTEGER NOT NULL,
    stage TEXT NOT NULL,
    form INTEGER NOT NULL,
    assessment BLOB NOT NULL,
    UNIQUE (shop, conversation, version)
);

CREATE TABLE alerts (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    escalation_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    form INTEGER NOT NULL,
    alert BLOB NOT NULL,
    UNIQUE (shop, id)
);
CREATE INDEX alerts_conversation ON alerts (shop, conversation);
CREATE INDEX alerts_open ON alerts (shop, at) WHERE state = 'raised';

CREATE TABLE suggestions (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (shop, id)
) WITHOUT ROWID;

CREATE TABLE feedback (
    shop TEXT NOT NULL,
    suggestion_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at INTEGER NOT NULL,
    text TEXT,
    reason TEXT,
    agent_id TEXT,
    PRIMARY KEY (shop, suggestion_id, outcome)
) WITHOUT ROWID;

CREATE TABLE keys (
    key_hash TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    shop TEXT NOT NULL,
    agent_id TEXT,
    teams TEXT NOT NULL,
    created_at INTEGER,
    revoked INTEGER NOT NULL
) WITHOUT ROWID;

-- One row that a readiness check rewrites, to prove that a write can be made durable.
CREATE TABLE probe (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    written INTEGER NOT NULL
);
INSERT INTO probe VALUES (1, 0);
