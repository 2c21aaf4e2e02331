-- Notices to robots and hooks, written in the transaction of what they tell of, sent by the worker of `notify`.
-- state: pending (due at due_at), sending (claimed; due_at = end of the lease), sent, dead. Texts in `body` are masked.

CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    shop TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    conversation TEXT NOT NULL,
    tier INTEGER NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    touched_at INTEGER,
    last_code TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_due ON outbox (endpoint, due_at, id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_settled ON outbox (state, touched_at) WHERE state IN ('sent', 'dead');
CREATE INDEX outbox_touched ON outbox (endpoint, touched_at) WHERE touched_at IS NOT NULL;
CREATE INDEX outbox_conversation ON outbox (shop, conversation);
CREATE INDEX outbox_subject ON outbox (endpoint, subject) WHERE state = 'pending';

-- Endpoints that said that they are gone. `mark` = a digest of the address: another address is another endpoint.
CREATE TABLE endpoints (
    name TEXT PRIMARY KEY,
    disabled TEXT NOT NULL,
    mark TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;
