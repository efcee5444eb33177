"""A keeper: does what time allows anyone to do, so that nobody has to remember.

keeper.run(...)             # what `ape run bot` does, see docs/keeper.md
Keeper(...).pass_once()     # one look at everything that is open, and what could be done about it

What exists is read from events into a store (`scan`, `effects`), what is due from views (`jobs`), and every
action is tried by a call immediately before it is sent (`trying`, `sender`): so a keeper needs no trust, any
number of them can run at once, and none loses anything when it is killed.
"""
