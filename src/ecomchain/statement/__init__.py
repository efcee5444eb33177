"""What an account owns, earns and holds locked 资产管理: gathered, checked against the chain, and shown.

statement(system, address)        # a Statement, plain data
layout.document(statement, "zh")  # for people: text or HTML
"""

from ecomchain.statement.figures import Statement
from ecomchain.statement.gather import statement

__all__ = ["Statement", "statement"]
