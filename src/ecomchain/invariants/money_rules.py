"""Invariants of the token, the vault, and the contracts that hold nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ecomchain.amounts import MAX_SUPPLY, format_ecom
from ecomchain.invariants.rule import covers, equal, invariant
from ecomchain.invariants.state import Record, State

SHARES = 35, 20, 25, 20  # percent: presale, foundation, community rewards, team (TOK-2)


@invariant("SUPPLY-1", "the supply is 10,000,000,000 Ecom, minted once in the four shares")
def supply(state: State) -> Iterator[str]:
    yield from equal("the supply", state.token.supply, MAX_SUPPLY)
    shares = [MAX_SUPPLY * percent // 100 for percent in SHARES]
    if list(state.token.minted) != shares:
        yield f"minted were {_list(state.token.minted)}, not {_list(shares)}"


@invariant("SUPPLY-2", "all balances add up to the supply")
def balances(state: State) -> Iterator[str]:
    yield from equal("the sum of all balances", sum(state.token.balances.values()), state.token.supply)


@invariant("SEAL-1", "the vault's balance is what is sealed, and covers every seal on record")
def seals(state: State) -> Iterator[str]:
    vault = state.vault
    yield from equal("totalSealed", vault.total, state.token.balances.get(vault.address, 0))
    yield from equal("circulatingSupply", vault.circulating, state.token.supply - vault.total)
    yield from covers("the vault", vault.total, sum(seal.amount for seal in vault.events))
    records: tuple[tuple[str, Mapping[Any, int], Callable[[Record], object]], ...] = (
        ("payer", vault.by_payer, lambda seal: seal.payer),
        ("reason", vault.by_reason, lambda seal: seal.reason),
        ("reason, day and ref", vault.by_day, lambda seal: (seal.reason, seal.day, seal.ref)),
    )
    for what, record, key in records:
        sums: Counter[object] = Counter()
        for seal in vault.events:
            sums[key(seal)] += seal.amount
        for name, total in sums.items():
            yield from equal(f"sealed by {what} {_name(name)}", record[name], total)


@invariant("SEAL-2", "nothing ever left the vault")
def vault_is_closed(state: State) -> Iterator[str]:
    yield from equal("what left the vault", state.token.sent.get(state.vault.address, 0), 0)


@invariant("HOLD-1", "contracts that hold no tokens move none of their own")
def idle(state: State) -> Iterator[str]:
    for name, address in state.idle.items():
        yield from equal(f"what left the {name}", state.token.sent.get(address, 0), 0)


def _list(amounts: Iterable[int]) -> str:
    return ", ".join(format_ecom(amount) for amount in amounts) or "nothing"


def _name(key: object) -> str:
    if isinstance(key, bytes):
        return key.rstrip(b"\0").decode(errors="backslashreplace")
    return ", ".join(map(_name, key)) if isinstance(key, tuple) else str(key)
