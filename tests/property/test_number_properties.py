"""Identifiers, and the numbers of listings and links (SHOP-6, NUMBER-1)."""

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.actors import DISTRIBUTORS, ENOUGH, SELLERS
from engine.effort import budget
from engine.pair import Pair
from engine.scenes import empty
from engine.system import OPERATOR
from hypothesis import given
from hypothesis import strategies as st

from ecomchain import ids
from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, NO_LINK, PROMOTION
from ecomchain.model.structs import CapabilityTerms, Cid, Offer, PriceOption, TaskTerms

OWNER, RESELLER = SELLERS[0], DISTRIBUTORS[0]
OFFER = Offer(Cid(), 0, 0, (PriceOption(1),))
SHOPS, INDICES = st.integers(1, 2**32 - 1), st.integers(1, 2**24 - 1)
NUMBERS = st.sampled_from([ANY_NUMBER, ANY_NUMBER, 0, 1, 2, 7, 255, 256, 257, 511, 999, 1_000])
SLOTS = 1_000


@given(SHOPS, INDICES, SHOPS)
@budget(200)
def test_ids__any_parts__survive_the_round_trip(shop: int, index: int, distributor: int) -> None:
    task = ids.task_id(shop, index)
    link = ids.link_id(task, distributor)
    assert ids.listing_parts(ids.listing_id(shop, index)) == (shop, index)
    assert ids.task_parts(task) == (shop, index)
    assert ids.link_parts(link) == (task, distributor)
    assert link < 2**96


def test_ids__of_the_contracts__are_those_of_the_package() -> None:
    pair = _shop_with_slots()
    pair.do("registry", "acquire", OWNER, 1, PROMOTION, 1, ENOUGH)
    listings = [pair.do("catalog", "list", OWNER, 1, OFFER, 0, ANY_NUMBER).value for _ in range(3)]
    assert listings == [ids.listing_id(1, index) for index in (1, 2, 3)]
    task = pair.do("catalog", "publishTask", OWNER, 1, TaskTerms(1, 1, 1), listings).value
    assert task == ids.task_id(1, 1)
    pair.do("registry", "open", RESELLER, RESELLER, Cid(), ENOUGH)
    pair.do("registry", "acquire", RESELLER, 2, DISTRIBUTION, 1, ENOUGH)
    link = pair.do("catalog", "takeLink", RESELLER, task, NO_LINK, 2, ANY_NUMBER).value
    assert link == ids.link_id(task, 2)


@given(st.lists(st.tuples(st.booleans(), NUMBERS, st.integers(0, 40)), max_size=30), st.integers(0, 1_100))
@budget(80)
def test_numbers__claim_and_free__are_the_lowest_free(steps: list[tuple[bool, int, int]], start: int) -> None:
    """Listings come up under named or any numbers and go down again: a set says which are free."""
    pair = _shop_with_slots()
    held: dict[int, int] = {}
    for up, number, which in steps:
        if up:
            outcome = pair.do("catalog", "list", OWNER, 1, OFFER, 0, number)
            free = next(i for i in range(SLOTS) if i not in held.values())
            wanted = free if number == ANY_NUMBER else number
            taken, carried = wanted in held.values(), wanted < SLOTS
            error = None if carried and not taken else "NumberTaken" if carried else "NumberNotCarried"
            assert outcome.error == error
            if error is None:
                held[outcome.value] = wanted
        elif held:
            listing = sorted(held)[which % len(held)]
            pair.do("catalog", "delist", OWNER, listing)
            del held[listing]
    free = next(i for i in range(start, 2_000) if i not in held.values())
    assert pair.same("catalog", "freeListingNumber", 1, start) == free


def test_numbers__first_page_full__any_looks_no_further() -> None:
    """ANY looks at the first 256 numbers: then it stands for 256 itself, and higher ones must be named."""
    pair = _shop_with_slots()
    for number in range(256):
        assert pair.do("catalog", "list", OWNER, 1, OFFER, 0, ANY_NUMBER).events[0].values["number"] == number
    assert pair.do("catalog", "list", OWNER, 1, OFFER, 0, ANY_NUMBER).events[0].values["number"] == 256
    assert pair.do("catalog", "list", OWNER, 1, OFFER, 0, ANY_NUMBER).error == "NumberTaken"
    assert pair.same("catalog", "freeListingNumber", 1, 0) == 257
    assert pair.do("catalog", "list", OWNER, 1, OFFER, 0, 257).error is None


def test_numbers__highest__is_found_and_none_beyond() -> None:
    pair = _shop_with_slots()
    assert pair.same("catalog", "freeListingNumber", 1, ANY_NUMBER - 1) == ANY_NUMBER - 1
    assert pair.same("catalog", "freeListingNumber", 1, ANY_NUMBER) == ANY_NUMBER


def _shop_with_slots() -> Pair:
    pair = empty()
    pair.rewind()
    pair.do("registry", "setOpeningSlots", OPERATOR, SLOTS)
    pair.do("registry", "setCapability", OPERATOR, PROMOTION, CapabilityTerms(1, 0, 1, True))
    pair.do("registry", "open", OWNER, OWNER, Cid(), ENOUGH)
    return pair
