-- What agents promised, one row a promise. `state` = open, warned, overdue, kept, broken. The due time of an unsettled
-- one is part of the conversation's due_at; a conversation that is closed still has its promises to keep, so the clock
-- asks for due conversations whether they are closed or not (who closes one decides its due_at).

CREATE TABLE promises (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    agent_id TEXT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    settled_at INTEGER,
    form INTEGER NOT NULL,
    promise BLOB NOT NULL,
    UNIQUE (shop, id)
);
CREATE INDEX promises_conversation ON promises (shop, conversation, made_at);
CREATE INDEX promises_unsettled ON promises (shop, due_at) WHERE state IN ('open', 'warned', 'overdue');

DROP INDEX conversations_due;
CREATE INDEX conversations_due ON conversations (due_at) WHERE due_at IS NOT NULL;
