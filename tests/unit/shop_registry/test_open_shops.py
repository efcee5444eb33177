"""How many shops are open, now and at the end of each UTC day: the electorate of votes (VOTE-1)."""

import pytest
from ape import accounts, project
from clock import DAY, mine_at, next_block_at, now

from ecomchain.ids import SHOP

from helpers import assert_reverts, custom

MAX = 2**256 - 1
NO_CID = (bytes(32), 0)


@pytest.fixture(scope="module")
def fresh(access_manager, token, vault, referendum, foundation, alice):
    """A registry without shops, where opening costs nothing; alice's."""
    registry = accounts.test_accounts[4].deploy(
        project.ShopRegistry, access_manager, token, vault, 10, referendum, 2**40 - 1
    )
    access_manager.setTargetFunctionRole(
        registry, [registry.setCapability.encode_input(SHOP, (0, 0, 1, True))[:4]], 0, sender=foundation
    )
    registry.setCapability(SHOP, (0, 0, 1, True), sender=foundation)
    return registry


def day(offset=0):
    """The UTC day of the latest block, and so many days on."""
    return now() // DAY + offset


def open_at(registry, owner, time):
    next_block_at(time)
    registry.open(owner, NO_CID, MAX, sender=owner)
    return int(registry.totals().shops)


def counts(registry, days):
    return [registry.openShopsAt(each) for each in days]


def test_open_shops_at__no_shop_ever__is_none(fresh):
    assert fresh.totals().open == 0
    today = day()
    assert counts(fresh, [0, 1, today - 1]) == [0, 0, 0]


def test_open_shops_at__several_changes_on_several_days__is_the_count_at_each_days_end(fresh, alice):
    first = day(1)
    noon = first * DAY + DAY // 2
    one = open_at(fresh, alice, noon)  # first: 1, then 2, 1, 2
    two = open_at(fresh, alice, noon + 1)
    next_block_at(noon + 2)
    fresh.release(one, SHOP, 1, sender=alice)
    three = open_at(fresh, alice, noon + 3)
    assert fresh.totals().open == 2
    # Nothing on the day after. On the third day all close, and one more opens.
    at = noon + 2 * DAY
    for shop in (two, three):
        next_block_at(at)
        fresh.release(shop, SHOP, 1, sender=alice)
        at += 1
    open_at(fresh, alice, at)
    assert fresh.totals().open == 1
    # Nothing for a week; then two reopen.
    at = noon + 9 * DAY
    for shop in (one, two):
        next_block_at(at)
        fresh.acquire(shop, SHOP, 1, MAX, sender=alice)
        at += 1
    mine_at(noon + 20 * DAY)
    assert fresh.totals().open == 3
    days = range(first - 2, first + 20)
    wanted = [0, 0, 2, 2, 1, 1, 1, 1, 1, 1, 1, *[3] * 11]
    assert counts(fresh, days) == wanted
    assert fresh.openShopsAt(0) == 0


def test_open_shops_at__around_midnight__belongs_to_the_day_it_was_done_on(fresh, alice):
    midnight = day(3) * DAY
    open_at(fresh, alice, midnight - 1)
    open_at(fresh, alice, midnight)
    open_at(fresh, alice, midnight + DAY - 1)
    mine_at(midnight + DAY)
    yesterday = midnight // DAY
    assert counts(fresh, range(yesterday - 2, yesterday + 1)) == [0, 1, 3]


def test_open_shops_at__opened_and_closed_on_one_day__is_as_the_day_before(fresh, alice):
    noon = day(1) * DAY + DAY // 2
    open_at(fresh, alice, noon)
    shop = open_at(fresh, alice, noon + DAY)
    fresh.release(shop, SHOP, 1, sender=alice)
    mine_at(noon + 2 * DAY)
    assert counts(fresh, range(day(-3), day())) == [0, 1, 1]


def test_open_shops_at__other_capabilities_and_sales__change_nothing(
    registry, shop, module, alice, bob, operator
):
    mine_at((day() + 1) * DAY)
    before, held = registry.openShopsAt(day(-1)), registry.totals().open
    registry.acquire(shop, module, 2, MAX, sender=alice)
    registry.release(shop, module, 2, sender=alice)
    registry.transferFrom(alice, bob, shop, sender=alice)
    assert registry.totals().open == held == before
    mine_at((day() + 1) * DAY)
    assert registry.openShopsAt(day(-1)) == before


@pytest.mark.parametrize("ahead", [0, 1, 2**32, 2**256 - 1])
def test_open_shops_at__day_that_is_not_over__reverts(registry, shop, ahead):
    today = day()
    asked = min(today + ahead, 2**256 - 1)
    assert_reverts(custom(registry.DayNotOver, day=asked, today=today), registry.openShopsAt, asked)


def test_open_shops_at__in_the_last_second_of_a_day__reverts_and_then_goes(registry, shop):
    today = day()
    mine_at((today + 1) * DAY - 1)
    assert_reverts(custom(registry.DayNotOver, day=today, today=today), registry.openShopsAt, today)
    mine_at((today + 1) * DAY)
    assert registry.openShopsAt(today) == registry.totals().open


def test_open_shops_at__asked_again_later__never_changes(fresh, alice):
    noon = day(1) * DAY + DAY // 2
    shop = open_at(fresh, alice, noon)
    mine_at(noon + DAY)
    assert fresh.openShopsAt(noon // DAY) == 1
    fresh.release(shop, SHOP, 1, sender=alice)
    assert fresh.openShopsAt(noon // DAY) == 1
    mine_at(noon + 300 * DAY)
    assert counts(fresh, [noon // DAY - 1, noon // DAY, noon // DAY + 1]) == [0, 1, 0]


def test_open_shops_at__many_days_with_gaps__is_each_days_own(fresh, alice):
    """Long enough for the search to turn both ways; every third day without a change."""
    first = day(1)
    wanted = [0]
    for n in range(20):
        opened = n % 3
        for k in range(opened):
            open_at(fresh, alice, (first + n) * DAY + k)
        wanted.append(wanted[-1] + opened)
    mine_at((first + 21) * DAY)
    assert wanted[-1] == 19
    assert counts(fresh, range(first - 1, first + 21)) == [*wanted, wanted[-1]]
