-- Personal data: whose conversations, how far texts have aged, who runs the nightly job, the key of keyed hashes.

-- Every customer that a conversation ever had; written where the memory of a customer is.
CREATE TABLE customer_conversations (
    shop TEXT NOT NULL,
    customer TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (shop, customer, conversation)
) WITHOUT ROWID;
CREATE INDEX customer_conversations_back ON customer_conversations (shop, conversation);

-- What earlier versions wrote: the state names its customer, its form says where.
INSERT OR IGNORE INTO customer_conversations (shop, customer, conversation)
SELECT shop, customer, id FROM (
    SELECT c.shop, c.id, json_extract(c.state, '$[' || (SELECT key FROM json_each(f.fields, '$.Conversation')
     WHERE value = 'customer') || '][' || (SELECT key FROM json_each(f.fields, '$.Customer') WHERE value = 'id') || ']')
     AS customer FROM conversations AS c JOIN forms AS f ON f.number = c.form
) WHERE customer IS NOT NULL;
INSERT OR IGNORE INTO customer_conversations (shop, customer, conversation)
SELECT shop, id, conversation FROM customers WHERE conversation IS NOT NULL;

CREATE INDEX outcomes_customer ON outcomes (shop, customer) WHERE customer IS NOT NULL;
CREATE INDEX tidings_conversation ON tidings (shop, conversation) WHERE conversation IS NOT NULL;

-- Texts of messages up to `seq`, and what stands beside them older than `before`, are at `grade` (1 masked, 2 none).
CREATE TABLE aging (
    shop TEXT NOT NULL,
    conversation TEXT NOT NULL,
    grade INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    before INTEGER NOT NULL,
    PRIMARY KEY (shop, conversation, grade)
) WITHOUT ROWID;

CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE retention_runs (
    node TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    conversations INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (node, started_at)
) WITHOUT ROWID;

CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
