-- What became of cards, what scripts do to the heat, what is remembered of customers, how things ended.

-- Cards of earlier versions keep NULL: nobody can tell any more whose they were, and no report counts them.
ALTER TABLE suggestions ADD COLUMN script_id TEXT;
ALTER TABLE suggestions ADD COLUMN kind TEXT;
-- `distance` = share of the text that an agent changed; `seq` = the agent's message that a card was sent with.
ALTER TABLE feedback ADD COLUMN distance REAL;
ALTER TABLE feedback ADD COLUMN seq INTEGER;
CREATE INDEX feedback_recent ON feedback (shop, at);

-- One row a decision with cards, until it is settled whether they were shown in time. Rows come in the order of time,
-- so a plain append is index enough: the table holds a minute of traffic.
CREATE TABLE cards_due (
    at INTEGER NOT NULL,
    shop TEXT NOT NULL,
    ids TEXT NOT NULL
);

-- A dated table of effects: only what changed has a row, a script's effect as of a version is its newest row up to it.
CREATE TABLE effect_tables (
    shop TEXT NOT NULL,
    version INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    PRIMARY KEY (shop, version)
) WITHOUT ROWID;

CREATE TABLE script_effects (
    shop TEXT NOT NULL,
    script_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    change REAL NOT NULL,
    low REAL,
    high REAL,
    expected REAL NOT NULL,
    effect REAL NOT NULL,
    PRIMARY KEY (shop, script_id, version)
) WITHOUT ROWID;

-- `notes` are the integrator's, `added` the agents' (JSON lists). `conversation` = the one seen last.
CREATE TABLE customers (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    value TEXT,
    orders INTEGER,
    notes TEXT NOT NULL DEFAULT '[]',
    added TEXT NOT NULL DEFAULT '[]',
    type TEXT NOT NULL DEFAULT '',
    conversation TEXT,
    last_hot_at INTEGER,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (shop, id)
) WITHOUT ROWID;

CREATE TABLE outcomes (
    shop TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    conversation TEXT,
    customer TEXT,
    order_id TEXT,
    value REAL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (shop, id)
) WITHOUT ROWID;
CREATE INDEX outcomes_conversation ON outcomes (shop, conversation) WHERE conversation IS NOT NULL;
CREATE INDEX outcomes_recent ON outcomes (shop, at);
