-- What a keeper knows. All of it follows from the chain, but for `sent`: a lost store is read anew.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- Windows of blocks that were read, by their last block.
CREATE TABLE window (block INTEGER PRIMARY KEY, hash BLOB NOT NULL);
-- What is open, and what was closed lately. `opened` and `closed` are blocks, `opened` 0 for what is always there. `due`
-- is the Unix time at which to look at it again; NULL: now.
CREATE TABLE item (id INTEGER PRIMARY KEY, job TEXT NOT NULL, key TEXT NOT NULL, opened INTEGER NOT NULL,
                   closed INTEGER, due INTEGER, tag TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0,
                   reason TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '', UNIQUE (job, key, opened));
CREATE INDEX item_due ON item (due) WHERE closed IS NULL;
CREATE INDEX item_tag ON item (job, tag) WHERE closed IS NULL AND tag != '';
CREATE INDEX item_closed ON item (closed) WHERE closed IS NOT NULL;
-- Transactions that were signed, before they are sent. Fees and cost are wei, as text; `outcome` NULL: not known yet.
CREATE TABLE sent (hash TEXT PRIMARY KEY, nonce INTEGER NOT NULL, time INTEGER NOT NULL, text TEXT NOT NULL,
                   actions INTEGER NOT NULL, fee TEXT NOT NULL, tip TEXT NOT NULL, outcome TEXT, gas INTEGER, cost TEXT);
CREATE INDEX sent_open ON sent (nonce) WHERE outcome IS NULL;
