"""Reading the chain: the events that rewards are computed from, in an SQLite store.

`sync.Sync` reads final blocks only, in windows of logs, each one transaction of the store; `ingest` turns
events into rows; `store` keeps them.
"""
