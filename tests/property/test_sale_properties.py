"""Private rounds over the whole range of their terms (SALE-1)."""

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.actors import BUYERS, PEOPLE, WEALTH
from engine.effort import budget
from engine.merkle import Tree
from engine.pair import Pair
from engine.scenes import empty
from engine.system import DEPLOYER, PRESALE
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.amounts import ECOM
from ecomchain.model.sale import MAX_DURATION, MAX_LENGTH
from ecomchain.model.structs import Cid
from ecomchain.model.structs_sale import Payment, SaleTerms, Unsold

AMOUNTS = st.integers(1, 10**9 * ECOM) | st.integers(1, 3) | st.integers(ECOM, 2 * ECOM)
PRICES = st.integers(1, 2**96 - 1) | st.integers(1, 10**6)
TREASURY = PEOPLE[-1]


@given(
    price=PRICES,
    cap=AMOUNTS,
    caps=st.lists(AMOUNTS, min_size=3, max_size=3),
    purchases=st.lists(st.tuples(st.integers(0, 2), AMOUNTS), max_size=8),
)
@budget(100)
def test_buy__any_purchases__stay_within_every_cap(
    price: int, cap: int, caps: list[int], purchases: list[tuple[int, int]]
) -> None:
    """To the unit; and what all paid is never less than what all bought is worth."""
    pair, tree = _round(price, cap, dict(zip(BUYERS, caps, strict=True)))
    bought, paid = dict.fromkeys(BUYERS, 0), 0
    for index, amount in purchases:
        buyer = BUYERS[index]
        error = _buy(pair, tree, buyer, amount)
        fits = amount <= caps[index] - bought[buyer] and amount <= cap - sum(bought.values())
        assert (error is None) is fits
        if fits:
            bought[buyer] += amount
            paid += -(-amount * price // ECOM)
        assert pair.same("sale", "position", 1, buyer) == (bought[buyer], 0)
    assert pair.view("sale", "round", 1)[2] == sum(bought.values()) <= cap
    assert pair.view("money", "balanceOf", TREASURY) == paid
    assert paid * ECOM >= sum(bought.values()) * price


@given(
    amount=AMOUNTS,
    duration=st.integers(0, MAX_DURATION) | st.integers(0, 3),
    share=st.integers(0, 100),
    steps=st.lists(st.integers(0, MAX_DURATION // 4) | st.integers(0, 2), max_size=8),
)
@budget(100)
def test_vested__any_terms__grows_to_what_was_bought(
    amount: int, duration: int, share: int, steps: list[int]
) -> None:
    """Never back, nothing before the cliff, all at the end; releases on the way add up to it."""
    cliff = duration * share // 100
    pair, tree = _round(10**6, amount, {BUYERS[0]: amount}, cliff=cliff, duration=duration)
    assert _buy(pair, tree, BUYERS[0], amount) is None
    end, before = pair.view("sale", "round", 1)[4], 0
    pair.warp(end - pair.chain.now)
    for step in [*steps, max(duration - sum(steps), 0)]:
        pair.warp(step)
        since, vested = pair.chain.now - end, pair.same("sale", "vested", 1, BUYERS[0])
        assert before <= vested <= amount
        assert vested == 0 or since >= cliff
        if since >= duration:
            assert vested == amount
        error = pair.do("sale", "release", PRESALE, 1, BUYERS[0]).error
        assert error == (None if vested > before else "NothingToRelease")
        before = vested
        assert pair.view("token", "balanceOf", BUYERS[0]) - WEALTH == vested
    assert before == amount
    assert pair.same("sale", "obligations") == pair.same("sale", "unreserved")


@given(amount=AMOUNTS, cap=AMOUNTS, unsold=st.sampled_from(list(Unsold)), length=st.integers(1, MAX_LENGTH))
@budget(60)
def test_close__any_round__leaves_what_was_bought(amount: int, cap: int, unsold: Unsold, length: int) -> None:
    """And what no round has taken; the rest is gone, once."""
    pair, tree = _round(1, cap, {BUYERS[0]: cap}, unsold=unsold, length=length)
    sold = amount if _buy(pair, tree, BUYERS[0], amount) is None else 0
    assert sold == (amount if amount <= cap else 0)
    pair.warp(pair.view("sale", "round", 1)[4] - pair.chain.now)
    assert pair.do("sale", "close", BUYERS[1], 1).value == cap - sold
    assert pair.do("sale", "close", BUYERS[1], 1).error == "AlreadyClosed"
    left = pair.same("sale", "unreserved") + sold
    assert pair.same("sale", "obligations") == left
    assert pair.view("token", "balanceOf", pair.system.sale.address) == left


def _round(
    price: int,
    cap: int,
    caps: dict[str, int],
    *,
    cliff: int = 0,
    duration: int = 0,
    unsold: Unsold = Unsold.TREASURY,
    length: int = 1_000,
) -> tuple[Pair, Tree]:
    """A round that is open, with buyers who have enough."""
    pair = empty()
    pair.rewind()
    sale, money = pair.system.sale.address, pair.system.money.address
    pair.do("token", "approve", PRESALE, sale, 2**256 - 1)
    pair.do("sale", "fund", PRESALE, 10**9 * ECOM)
    for buyer in BUYERS:
        pair.do("money", "mint", buyer, buyer, 2**200)
        pair.do("money", "approve", buyer, sale, 2**256 - 1)
    tree = Tree.of(pair.world.sale.chain_id, 1, sale, caps)
    now = pair.chain.now
    terms = SaleTerms(
        (Payment(money, price),), cap, now, now + length, cliff, duration, TREASURY, unsold, tree.root, Cid()
    )
    assert pair.do("sale", "createRound", DEPLOYER, 1, terms).error is None
    return pair, tree


def _buy(pair: Pair, tree: Tree, buyer: str, amount: int) -> str | None:
    """The error, if any."""
    cap, proof, money = tree.amounts[buyer], tree.proof(buyer), pair.system.money.address
    return pair.do("sale", "buy", buyer, 1, money, amount, 2**256 - 1, cap, proof).error
