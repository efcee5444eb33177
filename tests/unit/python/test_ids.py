"""ecomchain.ids: the layout of interfaces/types/Ids.sol, both ways."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomchain import ids
from ecomchain.errors import IdError

SHOPS = st.integers(1, 2**32 - 1)
INDICES = st.integers(1, 2**24 - 1)


@settings(deadline=None)
@given(SHOPS, INDICES, SHOPS)
def test_parts__of_any_id__give_it_back(shop: int, index: int, distributor: int) -> None:
    assert ids.listing_parts(ids.listing_id(shop, index)) == (shop, index)
    task = ids.task_id(shop, index)
    assert ids.task_parts(task) == (shop, index)
    assert ids.link_parts(ids.link_id(task, distributor)) == (task, distributor)


def test_ids__layout__is_the_documented_one() -> None:
    assert ids.listing_id(0xA, 0xB) == 0x0000000A_0000000B
    assert ids.link_id(ids.task_id(0xA, 0xB), 0xC) == 0x0000000A_0000000B_0000000C


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ids.listing_id(0, 1), "0 is not a shop: they go from 1 to 4294967295"),
        (lambda: ids.listing_id(2**32, 1), "4294967296 is not a shop"),
        (lambda: ids.listing_id(1, 2**24), "16777216 is not a listing index: they go from 1 to 16777215"),
        (lambda: ids.task_id(1, 0), "0 is not a task index"),
        (lambda: ids.link_id(7, 1), "7 is not a task id"),
        (lambda: ids.link_id(ids.task_id(1, 1), 0), "0 is not a shop"),
        (lambda: ids.link_parts(ids.NO_LINK), "0 is not a link id"),
        (lambda: ids.listing_parts(-1), "-1 is not a listing id"),
        (lambda: ids.listing_parts(2**64 + 1), "is not a listing id"),
        (lambda: ids.module_id(-1), "-1 is not a module number"),
        (lambda: ids.module_id(2**32), "is not a module number"),
    ],
)
def test_ids__out_of_range__name_the_value(call: Any, says: str) -> None:
    with pytest.raises(IdError) as caught:
        call()
    assert says in caught.value.message


@pytest.mark.parametrize("capability", [1, 2, 3, 4, 5, ids.MODULE_BASE, ids.module_id(7), 2**32 - 1])
def test_capability_name__any__leads_back(capability: int) -> None:
    assert ids.capability_id(ids.capability_name(capability)) == capability


@pytest.mark.parametrize("name", ["", "shop", "SHOPS", "MODULE()", "MODULE(-1)", "0", "4294967296", "-3"])
def test_capability_id__unknown__lists_the_known(name: str) -> None:
    with pytest.raises(IdError) as caught:
        ids.capability_id(name)
    assert repr(name) in caught.value.message or "is not a module number" in caught.value.message


def test_constants__are_the_contracts(registry: Any, catalog: Any) -> None:
    assert (registry.SHOP(), registry.SHOWCASE()) == (ids.SHOP, ids.SHOWCASE)
    assert (registry.DISTRIBUTION(), registry.PROMOTION()) == (ids.DISTRIBUTION, ids.PROMOTION)
    assert registry.MODULE_BASE() == ids.MODULE_BASE
    assert (catalog.ANY(), catalog.UNLIMITED()) == (ids.ANY_NUMBER, ids.UNLIMITED)
