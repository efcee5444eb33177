"""Statistics that are nearly full: each counter stops at its maximum, alone, and nothing reverts (REP-2)."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.actors import DAY
from engine.effort import budget
from engine.pair import Pair
from engine.scenes import deep
from engine.system import DEPLOYER, account
from eth_utils import keccak
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.amounts import ECOM, MAX_SUPPLY
from ecomchain.model.reputation import Reputation
from ecomchain.model.structs_trade import Fault, Sale

MARKET, BUYER = account(0xFA4E), account(0xB0B)
SELLER, DISTRIBUTOR = 1, 2
WIDTHS = {
    "seller": (32, 56, 56, 56, 56),
    "seller marks": (32, 40, 24, 32, 16, 16, 32, 56),
    "distributor": (32, 32, 56, 56, 56),
    "distributor marks": (32, 40, 24, 32, 16, 16, 32, 56),
    "buyer": (32, 56, 56, 24, 32, 16, 32),
    "day": (96, 96, 32),
}
"""Bits of the fields of each struct of ``IReputation``, which are packed from the lowest bit on."""


def words(name: str) -> st.SearchStrategy[tuple[int, ...]]:
    """Values of the fields, mostly near their maximum."""
    fields = (st.integers(0, 3).map(lambda less, top=2**bits - 1: top - less) for bits in WIDTHS[name])
    return st.tuples(*(st.one_of(field, st.just(0)) for field in fields))


AMOUNTS = st.integers(0, MAX_SUPPLY) | st.integers(0, 3 * ECOM) | st.just(MAX_SUPPLY)


@given(
    before=st.fixed_dictionaries({name: words(name) for name in WIDTHS}),
    proceeds=AMOUNTS,
    commission=st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)),
    fiat=st.tuples(AMOUNTS, st.integers(0, 10_000)),
    fault=st.sampled_from(Fault),
)
@budget(250)
def test_record__any_statistics__each_counter_stops_at_its_maximum(
    before: dict[str, tuple[int, ...]],
    proceeds: int,
    commission: tuple[int, int],
    fiat: tuple[int, int],
    fault: Fault,
) -> None:
    """The model adds without bounds, and shows what the counters can hold."""
    pair = deep()
    pair.rewind()
    pair.do("reputation", "setMarket", DEPLOYER, MARKET, True)
    # When the seller's allowance is used up to is no counter: it is never later than now.
    before["seller"] = (*before["seller"][:4], (pair.chain.now - DAY) * 65_536)
    for name, values in before.items():
        _write(pair, name, values)
    _fill(pair.world.reputation, before, pair.chain.now // DAY)
    _compare(pair)
    total = proceeds * commission[0] // 10_000
    sale = Sale(
        order=1,
        shop=SELLER,
        distributor=DISTRIBUTOR,
        buyer=BUYER,
        escrow=proceeds,
        proceeds=proceeds,
        commission=total,
        closing=total * commission[1] // 10_000,
        fiat=fiat[0],
        fiat_sold=fiat[0] * fiat[1] // 10_000,
        fault=fault,
    )
    assert pair.do("reputation", "record", MARKET, sale).error is None
    _compare(pair)


def _compare(pair: Pair) -> None:
    for view, key in (("seller", SELLER), ("distributor", DISTRIBUTOR), ("buyer", BUYER)):
        pair.same("reputation", view, key)
    pair.same("reputation", "day", pair.chain.now // DAY)


def _fill(model: Reputation, values: dict[str, tuple[int, ...]], today: int) -> None:
    """The same statistics in the model."""
    seller, distributor, buyer = model.sellers[SELLER], model.distributors[DISTRIBUTOR], model.buyers[BUYER]
    (seller.orders, seller.volume, seller.counted, seller.commission, used) = values["seller"]
    model.allowances[SELLER].used_until = type(model.allowances[SELLER].used_until)(used, 65_536)
    (
        distributor.orders,
        distributor.counted_orders,
        distributor.volume,
        distributor.counted,
        distributor.commission,
    ) = values["distributor"]
    (buyer.orders, buyer.volume, buyer.counted, *ratings, buyer.lost, buyer.fiat_orders) = values["buyer"]
    buyer.scores.count, buyer.scores.total = ratings
    for name, marks in (
        ("seller marks", model.seller_marks[SELLER]),
        ("distributor marks", model.distributor_marks[DISTRIBUTOR]),
    ):
        (*ratings, marks.missed, marks.lost, marks.fiat_orders, marks.fiat_volume) = values[name]
        for scores, (count, total) in zip(
            (marks.scores, marks.partner_scores), (ratings[:2], ratings[2:]), strict=True
        ):
            scores.count, scores.total = count, total
    day = model.days[today]
    (day.counted, day.volume, day.orders) = values["day"]


def _write(pair: Pair, name: str, values: tuple[int, ...]) -> None:
    """Put them where the contract keeps them."""
    word = offset = 0
    for bits, value in zip(WIDTHS[name], values, strict=True):
        word |= value << offset
        offset += bits
    key = {"buyer": int(BUYER, 16), "day": pair.chain.now // DAY}.get(name)
    key = key or (SELLER if name.startswith("seller") else DISTRIBUTOR)
    pair.chain.store(pair.system.reputation.address, _place(key, _bases()[name]), word)


def _place(key: int, base: int) -> int:
    """Where Solidity keeps a mapping's value."""
    return int.from_bytes(keccak(key.to_bytes(32, "big") + base.to_bytes(32, "big")), "big")


@cache
def _bases() -> dict[str, int]:
    """The slot of each mapping of statistics, found by what the views then answer."""
    pair = deep()
    pair.rewind()
    reads: dict[str, Callable[[], Any]] = {
        "seller": lambda: pair.view("reputation", "seller", 7)[0],
        "seller marks": lambda: pair.view("reputation", "seller", 7)[1],
        "distributor": lambda: pair.view("reputation", "distributor", 7)[0],
        "distributor marks": lambda: pair.view("reputation", "distributor", 7)[1],
        "buyer": lambda: pair.view("reputation", "buyer", account(7)),
        "day": lambda: pair.view("reputation", "day", 7),
    }
    found = {}
    for base in range(32):
        pair.chain.store(pair.system.reputation.address, _place(7, base), 2**256 - 1)
        found |= {name: base for name, read in reads.items() if name not in found and any(read())}
    pair.rewind()
    return found
