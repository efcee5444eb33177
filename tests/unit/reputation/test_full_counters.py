"""Counters at their maximum stay there, and hold up neither a closing order nor a rating (REP-2)."""

from typing import Any

import pytest
from ape import chain
from clock import DAY, next_block_at, now
from eth_abi import encode
from eth_utils import keccak
from orders import place, today
from scene import CID, plain

from .standing import Direction, distributor_of, fulfilled, seller_of

TALLY = (32, 56, 56, 56)
WIDTHS = {
    "seller": (*TALLY, 56),
    "distributor": (32, 32, 56, 56, 56),
    "marks": (32, 40, 24, 32, 16, 16, 32, 56),
    "buyer": (32, 56, 56, 24, 32, 16, 32),
    "day": (96, 96, 32),
}
"""Bits of each field, from the lowest; the structs of `IReputation`."""


def most(name: str) -> tuple[int, ...]:
    return tuple(2**width - 1 for width in WIDTHS[name])


def pack(name: str, values: tuple[int, ...]) -> int:
    word, offset = 0, 0
    for width, value in zip(WIDTHS[name], values, strict=True):
        word |= value << offset
        offset += width
    return word


def write(
    reputation: Any, kind: str, key: Any, name: str, found: tuple[int, ...], wanted: tuple[int, ...]
) -> None:
    """Replace the one word of a mapping's ``key`` that holds ``found``, which must not be all zero."""
    assert any(found)
    slots = []
    for slot in range(64):
        place_ = "0x" + keccak(encode([kind, "uint256"], [key, slot])).hex()
        held = chain.provider.make_request("eth_getStorageAt", [reputation.address, place_, "latest"])
        if int(held, 16) == pack(name, found):
            slots.append(place_)
    (place_,) = slots
    word = "0x" + pack(name, wanted).to_bytes(32, "big").hex()
    chain.provider.make_request("anvil_setStorageAt", [reputation.address, place_, word])


@pytest.fixture
def full(system, market, disputes, reputation, scene, arbitrator):
    """Every counter of everybody in the scene at its maximum; only the seller's allowance is as it was.

    Each word has been written by trade before, so that it can be found.
    """
    market.confirm(fulfilled(system, scene, 1, kind="mixed"), sender=scene.buyer)
    order = fulfilled(system, scene, 1)
    market.confirm(order, sender=scene.buyer)
    for direction in Direction:
        reputation.rate(market, order, direction, 5, CID, sender=rater(scene, direction))
    shop, other = scene.shop, scene.shops[0]
    tally, marks = seller_of(system, shop)
    write(reputation, "uint256", shop, "seller", tally, (*most("seller")[:4], tally[4]))
    write(reputation, "uint256", shop, "marks", marks, most("marks"))
    tally, marks = distributor_of(system, other)
    write(reputation, "uint256", other, "distributor", tally, most("distributor"))
    write(reputation, "uint256", other, "marks", marks, most("marks"))
    buyer = plain(reputation.buyer(scene.buyer))
    write(reputation, "address", scene.buyer.address, "buyer", buyer, most("buyer"))
    fill_today(reputation)


def rater(scene: Any, direction: Direction) -> Any:
    """Of an order through the first distributor."""
    others = {Direction.PAYMENT: scene.seller, Direction.PARTNER: scene.distributors[0]}
    return others.get(direction, scene.buyer)


def fill_today(reputation: Any) -> None:
    day = plain(reputation.day(today()))
    if any(day):
        write(reputation, "uint256", today(), "day", day, most("day"))


def assert_full(system: Any, scene: Any) -> None:
    tally, marks = seller_of(system, scene.shop)
    assert (tally[:4], marks) == (most("seller")[:4], most("marks"))
    assert distributor_of(system, scene.shops[0]) == (most("distributor"), most("marks"))
    assert plain(system.reputation.buyer(scene.buyer)) == most("buyer")


def test_full__every_view__answers_the_maximum(system, reputation, scene, full):
    assert_full(system, scene)
    assert plain(reputation.day(today())) == most("day")


@pytest.mark.parametrize("kind", ["tokens", "mixed", "fiat"])
@pytest.mark.parametrize("ending", ["confirm", "cancel", "ruled for the buyer", "ruled for the seller"])
def test_full__orders_close__and_nothing_overflows(
    system, market, disputes, reputation, scene, arbitrator, full, kind, ending
):
    if ending == "cancel":
        order = place(system, scene, scene.escrowed, 1)
        next_block_at(market.order(order).deadline)
        market.cancel(order, sender=scene.buyer)
    else:
        order = fulfilled(system, scene, 1, kind=kind)
        if ending == "confirm" or kind == "fiat":
            market.confirm(order, sender=scene.buyer)
        else:
            disputes.raiseDispute(order, CID, sender=scene.buyer)
            disputes.contest(order, CID, sender=scene.seller)
            bps = 4_000 if ending == "ruled for the buyer" else 6_000
            disputes.rule(order, bps, sender=arbitrator)
    assert market.order(order).state == 4
    assert_full(system, scene)


def test_full__day__orders_close_on_it(system, market, reputation, scene, full):
    place(system, scene, scene.instant, 1)
    assert plain(reputation.day(today())) == most("day")
    assert_full(system, scene)


@pytest.mark.parametrize("direction", Direction)
def test_full__ratings__go_and_nothing_overflows(system, market, reputation, scene, full, direction):
    order = fulfilled(system, scene, 1)
    market.confirm(order, sender=scene.buyer)
    assert not reputation.rate(market, order, direction, 5, CID, sender=rater(scene, direction)).failed
    assert_full(system, scene)


SCORES = {
    Direction.PRODUCT: ("marks", 0),
    Direction.SERVICE: ("marks", 0),
    Direction.PAYMENT: ("buyer", 3),
    Direction.PARTNER: ("marks", 2),
}
"""Where a direction's number of ratings is; their sum is the next field."""


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("room", [0, 1])
def test_full__number_of_ratings__the_sum_stops_with_it(system, market, reputation, scene, direction, room):
    """The two keep giving an average: one more rating counts in both, or in neither."""
    name, field = SCORES[direction]
    rate_once(system, scene, direction, 5)
    found, most_ratings = scores_of(system, scene, direction), most(name)[field]
    wanted = list(found)
    wanted[field : field + 2] = most_ratings - room, 2 * most_ratings
    key = {Direction.SERVICE: scene.shops[0], Direction.PAYMENT: scene.buyer.address}.get(
        direction, scene.shop
    )
    write(reputation, "address" if name == "buyer" else "uint256", key, name, found, tuple(wanted))
    for _ in range(2):
        rate_once(system, scene, direction, 3)
    after = scores_of(system, scene, direction)
    assert after[field : field + 2] == (most_ratings, 2 * most_ratings + 3 * room)


def rate_once(system: Any, scene: Any, direction: Direction, score: int) -> None:
    """An order through the first distributor is confirmed, and rated."""
    order = fulfilled(system, scene, 1)
    system.market.confirm(order, sender=scene.buyer)
    system.reputation.rate(system.market, order, direction, score, CID, sender=rater(scene, direction))


def scores_of(system: Any, scene: Any, direction: Direction) -> tuple[int, ...]:
    """The struct that a direction's ratings are in."""
    if direction == Direction.PAYMENT:
        return tuple(plain(system.reputation.buyer(scene.buyer)))
    if direction == Direction.SERVICE:
        return tuple(distributor_of(system, scene.shops[0])[1])
    return tuple(seller_of(system, scene.shop)[1])


def test_full__level__is_still_read(system, registry, reputation, scene, full):
    """The sum of the ratings is full long before it could be too small: 2**40 - 1 of 2**32 - 1."""
    assert reputation.levelOf(scene.shops[0]) == 5
    links = registry.carried(scene.shops[0]).links
    registry.syncLevel(scene.shops[0], sender=scene.stranger)
    assert registry.carried(scene.shops[0]).links == 32 * links


@pytest.mark.parametrize("full_one", range(4))
def test_full__one_counter__leaves_its_neighbours_alone(system, market, reputation, scene, full_one):
    """One that stops must not spill into the next one of its word."""
    market.confirm(fulfilled(system, scene, 1), sender=scene.buyer)
    tally, _ = seller_of(system, scene.shop)
    filled = tuple(most("seller")[i] if i == full_one else value for i, value in enumerate(tally))
    write(reputation, "uint256", scene.shop, "seller", tally, filled)
    next_block_at(now() + 8 * DAY)
    market.confirm(fulfilled(system, scene, 1), sender=scene.buyer)
    after, _ = seller_of(system, scene.shop)
    doubled = tuple(2 * value for value in tally[:4])
    assert after[:4] == tuple(most("seller")[i] if i == full_one else doubled[i] for i in range(4))
