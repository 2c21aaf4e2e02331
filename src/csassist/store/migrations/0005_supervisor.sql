-- The supervisor's half: how escalations are handled, what was done (append-only), what only the agent was told.

-- One row an escalation that somebody was called to, owns or closed; the same states as its alerts.
CREATE TABLE escalations (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    team_id TEXT,
    tier INTEGER NOT NULL,
    state TEXT NOT NULL,
    owner TEXT,
    opened_at INTEGER NOT NULL,
    called_at INTEGER,
    delivered_at INTEGER,
    seen_at INTEGER,
    seen_by TEXT,
    claimed_at INTEGER,
    closed_at INTEGER,
    closed_by TEXT,
    reason TEXT NOT NULL DEFAULT '',
    responsibility TEXT NOT NULL DEFAULT '',
    remind_at INTEGER,
    reminders INTEGER NOT NULL DEFAULT 0,
    level INTEGER NOT NULL DEFAULT 0,
    form INTEGER NOT NULL,
    intervention BLOB NOT NULL,
    UNIQUE (shop, id)
);
CREATE INDEX escalations_conversation ON escalations (shop, conversation);
CREATE INDEX escalations_recent ON escalations (shop, opened_at, id);
CREATE INDEX escalations_open ON escalations (shop, opened_at, id) WHERE state <> 'closed';
CREATE INDEX escalations_undelivered ON escalations (shop, conversation) WHERE state = 'raised';

-- An escalation that nobody was called to has no row: it is found by its conversation.
CREATE INDEX conversations_escalation ON conversations (shop, escalation_id) WHERE escalation_id IS NOT NULL;

DROP INDEX alerts_open;
CREATE INDEX alerts_open ON alerts (shop, at) WHERE state <> 'closed';

-- Every deed once, in a chain: `hash` covers the row and the hash before it. Nobody changes or takes away a row.
CREATE TABLE audit (
    shop TEXT NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    conversation TEXT NOT NULL,
    escalation_id TEXT,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    facts TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (shop, n)
) WITHOUT ROWID;
CREATE INDEX audit_conversation ON audit (shop, conversation, n);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;

-- What a supervisor said to the agent alone: its own record, read by no transcript, export or notice.
CREATE TABLE whispers (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (shop, id)
);
CREATE INDEX whispers_conversation ON whispers (shop, conversation, at);
CREATE INDEX whispers_agent ON whispers (shop, agent_id, at);
