-- What is known of the chain, row by row. Every table but `account` has the block that a row came with, so that
-- blocks can be taken back. Addresses are numbers in `account`; amounts that fit 63 bits are micro-Ecom.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- Windows that were read, by their last block.
CREATE TABLE window (block INTEGER PRIMARY KEY, hash BLOB NOT NULL);
-- UTC days that are over: their last block, which may be of an earlier day.
CREATE TABLE day (day INTEGER PRIMARY KEY, first INTEGER NOT NULL, block INTEGER NOT NULL, hash BLOB NOT NULL,
                  time INTEGER NOT NULL);
CREATE TABLE account (id INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE);
CREATE TABLE market (account INTEGER PRIMARY KEY, block INTEGER NOT NULL);
-- `task` and `link` name the link, 0 for none; `link` is the closing distributor's shop.
CREATE TABLE placed (market INTEGER, id INTEGER, block INTEGER NOT NULL, buyer INTEGER NOT NULL, shop INTEGER NOT NULL,
                     task INTEGER NOT NULL, link INTEGER NOT NULL, PRIMARY KEY (market, id)) WITHOUT ROWID;
-- `path`: the shops from the one nearest the seller to the link's own, four bytes each.
CREATE TABLE link (task INTEGER, shop INTEGER, block INTEGER NOT NULL, path BLOB NOT NULL,
                   PRIMARY KEY (task, shop)) WITHOUT ROWID;
-- A counted sale. `closer` is the closing distributor's shop if it was paid, else 0, and `part` its part; `uppers` the
-- paid ones above it, 4 bytes of shop and 8 of part each, nearest the seller first.
CREATE TABLE sale (market INTEGER, id INTEGER, block INTEGER NOT NULL, day INTEGER NOT NULL, shop INTEGER NOT NULL,
                   buyer INTEGER NOT NULL, counted INTEGER NOT NULL, closer INTEGER NOT NULL, part INTEGER NOT NULL,
                   uppers BLOB NOT NULL, PRIMARY KEY (market, id)) WITHOUT ROWID;
CREATE INDEX sale_day ON sale (day);
CREATE TABLE rating (market INTEGER, id INTEGER, direction INTEGER, block INTEGER NOT NULL, day INTEGER NOT NULL,
                     score INTEGER NOT NULL, PRIMARY KEY (market, id, direction)) WITHOUT ROWID;
CREATE INDEX rating_day ON rating (day);
CREATE TABLE transfer (block INTEGER, log INTEGER, day INTEGER NOT NULL, shop INTEGER NOT NULL, owner INTEGER NOT NULL,
                       PRIMARY KEY (block, log)) WITHOUT ROWID;
CREATE INDEX transfer_day ON transfer (day);
-- Changes of live locks: `micro` * 1e12 + `rest` of the token's smallest unit, both with the change's sign.
CREATE TABLE lock (block INTEGER, log INTEGER, day INTEGER NOT NULL, shop INTEGER NOT NULL, micro INTEGER NOT NULL,
                   rest INTEGER NOT NULL, PRIMARY KEY (block, log)) WITHOUT ROWID;
CREATE INDEX lock_day ON lock (day);
-- Who posted a content first.
CREATE TABLE post (digest BLOB PRIMARY KEY, block INTEGER NOT NULL, day INTEGER NOT NULL, shop INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE kappa (block INTEGER, log INTEGER, day INTEGER NOT NULL, bps INTEGER NOT NULL, PRIMARY KEY (block, log))
    WITHOUT ROWID;
CREATE TABLE logged (block INTEGER, log INTEGER, day INTEGER NOT NULL, batch BLOB NOT NULL, PRIMARY KEY (block, log))
    WITHOUT ROWID;
-- Rare events as they are: of pool, root game and factor votes. Values are JSON, numbers as text, bytes as 0x.
CREATE TABLE notice (block INTEGER, log INTEGER, day INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
                     PRIMARY KEY (block, log)) WITHOUT ROWID;
