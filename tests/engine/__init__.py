"""The compiled contracts in an EVM inside this process: thousands of calls a second, no node.

``Chain`` is the EVM with its clock, ``Contract`` calls one contract by its ABI, ``System`` is the
whole protocol deployed. What reverts raises ``Reverted`` with the decoded custom error.
"""
