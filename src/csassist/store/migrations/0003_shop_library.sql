-- What a shop adds to the rules: its product cards, its approved scripts in all their versions, what agents proposed.

-- One counter a shop: it moves with every change that decisions can see.
CREATE TABLE libraries (
    shop TEXT PRIMARY KEY,
    version INTEGER NOT NULL
) WITHOUT ROWID;

-- A deleted card keeps its row without a card, so that its version is never given out twice.
CREATE TABLE products (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    form INTEGER NOT NULL,
    card BLOB,
    UNIQUE (shop, id)
);

-- Every version of a script; the newest one counts.
CREATE TABLE shop_scripts (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT,
    proposal_id TEXT,
    form INTEGER NOT NULL,
    script BLOB NOT NULL,
    UNIQUE (shop, id, version)
);

CREATE TABLE proposals (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    agent_id TEXT,
    form INTEGER NOT NULL,
    proposal BLOB NOT NULL,
    UNIQUE (shop, id)
);
CREATE INDEX proposals_recent ON proposals (shop, at, id);
CREATE INDEX proposals_open ON proposals (shop, at, id) WHERE state = 'open';
