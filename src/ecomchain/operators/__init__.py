"""Bulk work of large operators 大型经营者: shops, listings and tasks from CSV, and back; tasks to distribute.

    table   -> schema, fields, currencies, cids     what a CSV file says, strictly
    journal, staging                                what is bound, signed and sent (SQLite)
    shopstate, planning                             what the chain has, and what is to be done
    calls, wallet, pipeline                         batches of calls, signed, journaled, sent, confirmed
    importing, exporting, openshops, opentasks      the commands

Described in docs/catalog.md.
"""
