"""`emitDays`: what phase two emits, by trade and out of top-ups (EMI-2, EMI-3)."""

import ape
import pytest
from ape import accounts, chain
from clock import DAY, after_reward_day, mine_at, next_block_at
from events import assert_logs, log
from merkle_trees import Tree
from orders import transfer_log
from scene import actor, open_shop, plain

from ecomchain.amounts import BPS, ECOM
from ecomchain.ids import SHOWCASE

from .emission import LAST_DAY, TF, emitted_by, last_days
from helpers import assert_reverts, custom

LAST = TF - emitted_by(LAST_DAY - 1)
"""T_1095: what the last day of phase one emits."""

POOL = 3_000_001 * ECOM + 7
"""Topped up."""

BEFORE = {1_005: 500 * ECOM, 1_006: 12_345 * ECOM, 1_050: 50_000 * ECOM + 10**12, 1_095: 31_234 * ECOM}
"""Counted volume by reward day; day 1005 is before the 90 of the reference."""

AFTER = {1_096: 90 * ECOM, 1_097: ECOM, 1_099: 40 * ECOM}
"""And in phase two; day 1098 has no trade."""

REFERENCE = sum(BEFORE[day] for day in (1_006, 1_050, 1_095)) // 90


def trade(system, shop, pool, volumes):
    """Record a sale of so much on each of these reward days; all of it counts."""
    chain.set_balance(system.market.address, 10**20)
    for day, amount in volumes.items():
        next_block_at(pool.endOf(day) - DAY // 2)
        sale = (1, shop, 0, system.token, amount, amount, 0, 0, 0, 0, 0)
        system.reputation.record(sale, sender=accounts[system.market.address])
        utc_day = pool.startDay() + day - 1
        assert system.reputation.day(utc_day).counted == amount


def expected_days(pool, reference, volumes, first, last):
    """Amounts of these days, and what is left of the pool after each."""
    days = []
    for day in range(first, last + 1):
        counted = volumes.get(day, 0)
        amount = min(counted * LAST // reference, pool * 27 // BPS)
        pool -= amount
        days.append((day, amount, counted, pool))
    return days


def logs_of(pool, days):
    return [
        log(pool.DayEmitted, day=day, amount=amount, counted=counted, pool=left)
        for day, amount, counted, left in days
    ]


@ape.fixture(chain_isolation=False, scope="module")
def traded(system, _stage, everybody):
    """Reward day 1100 has just ended; there was trade before and after day 1095. The shop that traded."""
    before = chain.snapshot()
    seller = actor(system)
    shop = open_shop(system, seller)
    system.registry.acquire(shop, SHOWCASE, 10_000, 10**30, sender=seller)
    trade(system, shop, system.reward_pool, BEFORE)
    system.reward_pool.topUp(POOL, sender=everybody[0])
    trade(system, shop, system.reward_pool, AFTER)
    after_reward_day(system.reward_pool, 1_100)
    yield shop
    chain.restore(before)


pytestmark = pytest.mark.usefixtures("traded")


@pytest.fixture
def topped_up(reward_pool):
    """Before phase two began."""
    assert reward_pool.state().pool == POOL


def test_trade__on_these_days__meets_the_cap_on_one_and_not_on_another():
    """What the tests below rest on."""
    first, second, none, fourth = expected_days(POOL, REFERENCE, AFTER, 1_096, 1_099)
    assert first[1] == POOL * 27 // BPS < AFTER[1_096] * LAST // REFERENCE
    assert second[1] == AFTER[1_097] * LAST // REFERENCE
    assert (none[1], fourth[1]) == (0, (POOL - first[1] - second[1]) * 27 // BPS)


@pytest.mark.usefixtures("topped_up")
def test_emit_days__first_call__fixes_the_reference_and_emits_in_order(reward_pool, stranger):
    """The mean counts days 1006 to 1095 and divides by 90, with days of no trade."""
    assert plain(reward_pool.phaseTwo()) == (1_095, 0)
    days = expected_days(POOL, REFERENCE, AFTER, 1_096, 1_100)
    receipt = reward_pool.emitDays(1_100, sender=stranger)
    assert_logs(receipt, log(reward_pool.ReferenceFixed, meanCounted=REFERENCE), *logs_of(reward_pool, days))
    assert plain(reward_pool.phaseTwo()) == (1_100, REFERENCE)
    total = 0
    for day, amount, _, _ in days:
        total += amount
        assert reward_pool.emitted(day) == TF + total
    assert reward_pool.state().pool == POOL - total
    assert reward_pool.emitted(1_095) == TF


@pytest.mark.usefixtures("topped_up")
def test_emit_days__one_by_one__is_the_same(reward_pool, stranger):
    days = expected_days(POOL, REFERENCE, AFTER, 1_096, 1_100)
    for i, expected in enumerate(logs_of(reward_pool, days)):
        fixed = [log(reward_pool.ReferenceFixed, meanCounted=REFERENCE)] if i == 0 else []
        assert_logs(reward_pool.emitDays(1_096 + i, sender=stranger), *fixed, expected)


@pytest.mark.usefixtures("topped_up")
def test_emit_days__emitted_already__does_nothing(reward_pool, stranger):
    reward_pool.emitDays(1_098, sender=stranger)
    for day in (0, 1, 1_095, 1_096, 1_098):
        assert_logs(reward_pool.emitDays(day, sender=stranger))
    assert reward_pool.phaseTwo().emittedDay == 1_098


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_emit_days__by_the_second__is_when_the_day_is_over(reward_pool, stranger, seconds):
    end = reward_pool.endOf(1_101)
    time = mine_at(end + seconds)
    if seconds < 0:
        expected = custom(reward_pool.DayNotOver, day=1_101, endsAt=end, now_=time)
        assert_reverts(expected, reward_pool.emitDays, 1_101, sender=stranger)
    else:
        reward_pool.emitDays(1_101, sender=stranger)
        assert reward_pool.phaseTwo().emittedDay == 1_101


@pytest.mark.usefixtures("topped_up")
@pytest.mark.parametrize("emitted", [1_095, 1_097, 1_100])
def test_top_up__phase_two__emits_the_days_before_it_first(reward_pool, token, stranger, alice, emitted):
    """They have no part in what comes after them."""
    if emitted > 1_095:
        reward_pool.emitDays(emitted, sender=stranger)
    days = expected_days(POOL, REFERENCE, AFTER, 1_096, 1_100)
    fixed = [log(reward_pool.ReferenceFixed, meanCounted=REFERENCE)] if emitted == 1_095 else []
    receipt = reward_pool.topUp(5, sender=alice)
    assert_logs(
        receipt,
        *fixed,
        *logs_of(reward_pool, days[emitted - 1_095 :]),
        log(reward_pool.ToppedUp, payer=alice, amount=5),
        transfer_log(token, alice, reward_pool, 5),
    )
    assert reward_pool.state().pool == days[-1][3] + 5


def test_top_up__on_the_first_day_of_phase_two__emits_nothing_yet(own, deployer):
    """On day 1097 there is a day to be emitted first. The block of the call is the day's last second."""
    for day, emitted in ((1_096, 1_095), (1_097, 1_096)):
        after_reward_day(own, day, -2)
        own.topUp(5, sender=deployer)
        assert own.phaseTwo().emittedDay == emitted


def test_emit_days__many_without_trade__keep_the_pool(reward_pool, stranger):
    after_reward_day(reward_pool, 1_400)
    reward_pool.emitDays(1_099, sender=stranger)
    left = reward_pool.state().pool
    reward_pool.emitDays(1_400, sender=stranger)
    assert reward_pool.state().pool == left


@pytest.fixture
def own(project, deployer, token, reputation):
    """A pool whose phase one begins today, to end without trade. A day emits a tenth at most."""
    today = chain.blocks.head.timestamp // DAY
    pool = project.RewardPool.deploy(token, reputation, deployer, today, 1_000, sender=deployer)
    token.approve(pool, 2**256 - 1, sender=deployer)
    return pool


@pytest.mark.parametrize("amount", [0, 1, 9, 10, 11, 20, 100_000_000 * ECOM])
def test_emit_days__reference_below_one_token__is_one(system, own, traded, deployer, stranger, amount):
    """One token of trade emits as much as day 1095, or a tenth of what is there: of nothing, nothing."""
    if amount:
        own.topUp(amount, sender=deployer)
    trade(system, traded, own, {1_096: ECOM})
    after_reward_day(own, 1_096)
    emitted = min(LAST, amount // 10)
    receipt = own.emitDays(1_096, sender=stranger)
    values = {"day": 1_096, "amount": emitted, "counted": ECOM, "pool": amount - emitted}
    assert_logs(receipt, log(own.ReferenceFixed, meanCounted=ECOM), log(own.DayEmitted, **values))
    assert (own.emitted(1_096), own.state().pool) == (TF + emitted, amount - emitted)


@pytest.fixture
def covered(reward_pool, as_game):
    """Phase one is covered, without a root."""
    for day in last_days(40):
        reward_pool.skipDays(day, sender=as_game)


@pytest.mark.usefixtures("topped_up", "covered")
def test_add_root__phase_two__needs_the_day_emitted_and_starts_an_epoch(
    reward_pool, as_game, stranger, alice, token
):
    """Here phase one allocated nothing: all of it carries on."""
    expected = custom(reward_pool.DayNotEmitted, day=1_096, emittedDay=1_095)
    assert_reverts(expected, reward_pool.addRoot, 1_096, bytes([1]) * 32, 0, sender=as_game)
    reward_pool.emitDays(1_097, sender=stranger)
    expected = custom(reward_pool.DayNotEmitted, day=1_098, emittedDay=1_097)
    assert_reverts(expected, reward_pool.addRoot, 1_098, bytes([1]) * 32, 0, sender=as_game)
    available = reward_pool.emitted(1_097)
    assert reward_pool.available(1_097) == available > TF
    tree = Tree(reward_pool, 41, {alice: available})
    reward_pool.addRoot(1_097, tree.root, available, sender=as_game)
    before = token.balanceOf(alice)
    reward_pool.claim(tree.claim(alice), sender=stranger)
    assert token.balanceOf(alice) == before + available
    assert token.balanceOf(reward_pool) == reward_pool.state().pool
    assert reward_pool.state().epoch == 41


@pytest.mark.usefixtures("topped_up", "covered")
def test_skip_days__phase_two__needs_no_emission(reward_pool, as_game):
    """They are over; what they emit later is the next root's."""
    reward_pool.skipDays(1_097, sender=as_game)
    assert reward_pool.state().coveredDay == 1_097
