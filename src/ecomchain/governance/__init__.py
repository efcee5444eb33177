"""Governing a deployed system: what is scheduled, scheduling, executing, cancelling, and applying a file.

Whatever a holder with a delay wants is scheduled on the access manager for all to see, and executed by the
same holder when the delay is over (GOV-1, GOV-2). `Desk` does it for one account; with a Safe as the account
everything is proposed to its owners instead, or written into a file for them.
"""
