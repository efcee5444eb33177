"""Who can do what on a deployed system, and after how long: roles, functions, holders, and what is no role.

`reading.read` reads all of it, `comparing.Comparison` compares it with parameters, `changes.since` tells what
has been changed; `ape run permissions` shows it, and `ecomchain.verification` counts it among its checks.
"""
