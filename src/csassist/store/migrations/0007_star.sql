-- What people wrote on STAR cards: every change is a row, the newest of a field stands. Text NULL = as drawn again.
CREATE TABLE star_edits (
    shop TEXT NOT NULL,
    conversation TEXT NOT NULL,
    n INTEGER NOT NULL,
    escalation_id TEXT,
    field TEXT NOT NULL,
    text TEXT,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (shop, conversation, n)
) WITHOUT ROWID;

-- What is told of many conversations, or after one: spikes, recoveries, reminders to call back.
CREATE TABLE tidings (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    due_at INTEGER,
    told_at INTEGER,
    conversation TEXT,
    agent_id TEXT,
    team_id TEXT,
    facts TEXT NOT NULL,
    UNIQUE (shop, id)
);
-- Reports look back over closed ones too.
CREATE INDEX alerts_when ON alerts (shop, at);

CREATE INDEX tidings_recent ON tidings (shop, kind, at);
CREATE INDEX tidings_due ON tidings (due_at) WHERE told_at IS NULL AND due_at IS NOT NULL;
