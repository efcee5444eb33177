"""The commission formula: contracts, model and the whitepaper's fractions (COM-1 to COM-4)."""

from fractions import Fraction

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.effort import budget
from engine.scenes import RESELLERS, SELLER, WHALE, deep, order_through
from hypothesis import example, given
from hypothesis import strategies as st

from ecomchain.amounts import BPS, MAX_SUPPLY
from ecomchain.model import commission

ROUND = st.integers(0, 28).map(lambda zeros: 10**zeros)
AMOUNTS = st.one_of(st.integers(1, 100_000), st.integers(1, MAX_SUPPLY), ROUND)
RATES = st.integers(0, BPS) | st.sampled_from([0, 1, 3_333, 5_000, 9_999, BPS])
LEVELS = st.integers(0, commission.MAX_DISTRIBUTORS)


@given(AMOUNTS, RATES, RATES, LEVELS)
@example(MAX_SUPPLY, BPS, BPS, 16)
@example(MAX_SUPPLY, BPS, 0, 16)
@budget(1_500)
def test_preview__any_terms__is_the_formula(price: int, incentive: int, closing: int, n: int) -> None:
    upper, last, to_seller = deep().same("splitter", "preview", price, incentive, closing, n)
    share = Fraction(price * incentive, BPS)
    exact_last = share * Fraction(closing, BPS) if n else Fraction(0)
    exact_upper = share * Fraction(BPS - closing, BPS) / (n - 1) if n > 1 else Fraction(0)
    assert (upper, last) == (exact_upper.__floor__(), exact_last.__floor__())
    assert to_seller == price - last - upper * max(n - 1, 0) >= 0


@given(AMOUNTS, RATES, RATES, RATES, st.lists(st.booleans(), max_size=commission.MAX_DISTRIBUTORS))
@budget(500)
def test_payment__any_ending__conserves_every_unit(
    escrow: int, bps: int, incentive: int, closing: int, live: list[bool]
) -> None:
    paid = commission.payment(escrow, bps, incentive, closing, live)
    shares = paid.to_levels(len(live))
    assert min(*paid, *shares, 0) == 0
    assert paid.to_buyer + paid.to_seller + sum(shares) == escrow
    assert paid.to_buyer == escrow - escrow * bps // BPS
    assert all(share == 0 for share, is_live in zip(shares, live, strict=True) if not is_live)


@given(
    price=st.integers(1, MAX_SUPPLY * 9 // 10) | st.integers(1, 10**6),
    rates=st.tuples(RATES, RATES),
    bps=RATES,
    n=LEVELS,
    dead=st.integers(0, 2**16 - 1),
    dropped=st.integers(0, 2**16 - 1),
)
@budget(150)
def test_close__any_ending_with_dead_levels__pays_the_formula(
    price: int, rates: tuple[int, int], bps: int, n: int, dead: int, dropped: int
) -> None:
    pair = deep()
    pair.rewind()
    order, links = order_through(pair, price, *rates, n)
    for i, link in enumerate(links):
        if dead >> i & 1 and dropped >> i & 1:
            pair.do("catalog", "drop", RESELLERS[i], link)
        elif dead >> i & 1:
            pair.do("registry", "release", RESELLERS[i], link & 0xFFFFFFFF, 3, 1)
    preview, seller, owners = pair.same("market", "previewClose", order, bps)
    *parts, total = preview
    paid = commission.Payment(*parts)
    live = [not dead >> i & 1 for i in range(n)]
    assert paid == commission.payment(price, bps, *rates, live)
    assert total == sum(paid.to_levels(n))
    people = (WHALE, SELLER, *RESELLERS[:n])
    before = [pair.view("token", "balanceOf", person) for person in people]
    pair.do("market", "propose", SELLER, order, bps)
    closed = pair.do("market", "accept", WHALE, order, bps)
    assert closed.error is None
    after = [pair.view("token", "balanceOf", person) for person in people]
    gained = [now - had for now, had in zip(after, before, strict=True)]
    assert gained == [paid.to_buyer, paid.to_seller, *paid.to_levels(n)]
    assert sum(gained) == price
    assert seller == SELLER
    if bps and n:
        assert [int(owner, 16) != 0 for owner in owners] == live


@given(st.integers(1, MAX_SUPPLY * 9 // 10), RATES, RATES, st.lists(st.sampled_from(RESELLERS), max_size=16))
@budget(200)
def test_split__any_terms__conserves_every_unit(
    amount: int, incentive: int, closing: int, payees: list[str]
) -> None:
    """Payees may repeat; every place is paid."""
    pair = deep()
    pair.rewind()
    people = (WHALE, SELLER, *RESELLERS)
    before = sum(pair.view("token", "balanceOf", person) for person in people)
    outcome = pair.do("splitter", "split", WHALE, amount, incentive, closing, SELLER, payees)
    assert outcome.error is None
    assert sum(pair.view("token", "balanceOf", person) for person in people) == before
    assert sum(event["amount"] for event in outcome.all("Transfer")) == amount
    assert pair.view("token", "balanceOf", pair.system.splitter.address) == 0
