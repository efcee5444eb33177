CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- What the seller's codes are on the chain: indices within the shop; a number that was given to a row before it was sent.
CREATE TABLE product (key TEXT PRIMARY KEY, title TEXT NOT NULL DEFAULT '', listing INTEGER UNIQUE, number INTEGER) WITHOUT ROWID;
CREATE TABLE task (code TEXT PRIMARY KEY, task INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE shop (key TEXT PRIMARY KEY, shop INTEGER NOT NULL UNIQUE) WITHOUT ROWID;

-- Every transaction, on record before it is sent. States: signed, mined, failed, lost.
CREATE TABLE tx (
  id INTEGER PRIMARY KEY, sender TEXT NOT NULL, nonce INTEGER NOT NULL, hash TEXT NOT NULL UNIQUE, raw BLOB NOT NULL,
  state TEXT NOT NULL, block INTEGER, gas INTEGER
);
CREATE INDEX tx_state ON tx (state);
CREATE TABLE call (
  tx INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, number INTEGER,
  PRIMARY KEY (tx, seq)
) WITHOUT ROWID;
