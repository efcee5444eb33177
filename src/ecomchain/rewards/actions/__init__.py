"""Signed social actions (RWD-3): signing one, carrying many, and telling which of them count.

    signed = actions.sign(account, actions.Action(...), chain_id, root_game)   # an Ape account or a local key
    actions.append(path, [signed])                                              # a line each, JSON

    batches, rejected = actions.read([path, ...])           # by day, from JSON lines or the binary form
    accepted = actions.accept(batches[day], domain)         # signatures checked on all cores
    accepted.batch.pack()                                   # canonical; what `logActions` takes

Any wallet signs ``actions.typed_data(...)`` (EIP-712). Only keys sign: an account that is a contract
(ERC-1271) has no actions, because its answer could differ from block to block.
"""

from ecomchain.rewards.actions.accepting import Accepted, accept
from ecomchain.rewards.actions.action import (
    FIELDS,
    KINDS,
    NAME,
    VERSION,
    Action,
    domain_separator,
    form,
    sign,
    typed_data,
)
from ecomchain.rewards.actions.batch import Batch, empty, join, unpack
from ecomchain.rewards.actions.files import append, read

__all__ = [
    "FIELDS",
    "KINDS",
    "NAME",
    "VERSION",
    "Accepted",
    "Action",
    "Batch",
    "accept",
    "append",
    "domain_separator",
    "empty",
    "form",
    "join",
    "read",
    "sign",
    "typed_data",
    "unpack",
]
