"""Grants 首批代币: first tokens for the users that a large operator imports (DST-5).

users       who gets how much, from users.csv; names and mail addresses stay in that file
building    the tree, its files, and what the chain will be told
granting    create, look, claim
"""
