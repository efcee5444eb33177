"""`execute`: what the shops accepted, once phase one of the rewards is over (DST-3)."""

import pytest
from clock import DAY, after_reward_day, mine_at, next_block_at, now
from events import assert_logs, log
from scene import CID, plain
from voters import open_shops

from ecomchain.amounts import ECOM
from ecomchain.ids import SHOP

from helpers import assert_reverts, custom

DELAY, WINDOW = 2 * DAY, 14 * DAY


def opens(referendum, polls, id_):
    """From when on the proposal can be executed."""
    return polls.poll(referendum.proposal(id_).poll).end + DELAY


@pytest.fixture(autouse=True)
def _phase_two(system, stage):
    """Reward day 1095 has just ended."""
    after_reward_day(system.reward_pool, 1_095)


@pytest.mark.parametrize("seconds", [-1, 0, 1, WINDOW - 1, WINDOW, WINDOW + 1])
def test_execute__by_anyone__from_2_days_after_the_vote_for_14_days(
    referendum, polls, reputation, propose, stranger, kappa, seconds
):
    id_ = propose(reputation, kappa, 3, 1)
    opens_at = opens(referendum, polls, id_)
    if 0 <= seconds < WINDOW:
        next_block_at(opens_at + seconds)
        receipt = referendum.execute(id_, sender=stranger)
        set_ = log(reputation.KappaSet, oldBps=500, newBps=700)
        assert_logs(receipt, log(referendum.Executed, proposal=id_), set_)
        assert referendum.proposal(id_).executed
        assert reputation.kappaBps() == 700
        return
    time = mine_at(opens_at + seconds)
    values = {"proposal": id_, "from": opens_at, "until": opens_at + WINDOW, "now_": time}
    expected = custom(referendum.OutsideWindow, **values)
    assert_reverts(expected, referendum.execute, id_, sender=stranger)


@pytest.mark.parametrize(("yes", "no"), [(0, 0), (1, 0), (2, 0), (2, 1), (0, 2), (3, 3), (3, 4)])
def test_execute__not_accepted__reverts(referendum, polls, reputation, propose, stranger, kappa, yes, no):
    """A tie, more no, or less than three yes: 25 % of twelve shops."""
    id_ = propose(reputation, kappa, yes, no)
    mine_at(opens(referendum, polls, id_))
    expected = custom(referendum.NotAccepted, proposal=id_, yes=yes, no=no, needed=3)
    assert_reverts(expected, referendum.execute, id_, sender=stranger)


@pytest.mark.parametrize(("yes", "no"), [(3, 0), (3, 2), (5, 4)])
def test_execute__more_yes_than_no__passes(referendum, polls, reputation, propose, stranger, kappa, yes, no):
    id_ = propose(reputation, kappa, yes, no)
    next_block_at(opens(referendum, polls, id_))
    referendum.execute(id_, sender=stranger)
    assert reputation.kappaBps() == 700


def test_execute__a_quarter_of_13_shops__is_four(
    system, referendum, polls, reputation, propose, stage, alice, stranger, kappa
):
    """Rounded up."""
    open_shops(system, alice, 1)
    after_reward_day(system.reward_pool, 1_130)
    three = propose(reputation, kappa, 3, 0)
    mine_at(opens(referendum, polls, three))
    expected = custom(referendum.NotAccepted, proposal=three, yes=3, no=0, needed=4)
    assert_reverts(expected, referendum.execute, three, sender=stranger)
    four = propose(reputation, kappa, 4, 0)
    next_block_at(opens(referendum, polls, four))
    referendum.execute(four, sender=stranger)
    assert reputation.kappaBps() == 700


def test_execute__yes_of_a_quarter_without_the_quorum__reverts(
    project, referendum, polls, registry, reputation, root_game, stage, alice, deployer, kappa
):
    """Where the quorum asks for half of the shops."""
    strict = project.ShopPolls.deploy(registry, 5_000, 1, sender=deployer)
    own = project.Referendum.deploy(strict, reputation, root_game, sender=deployer)
    own.propose(stage.alices[0], reputation, kappa, CID, sender=alice)
    for shop in stage.alices[:5]:
        strict.vote(1, shop, 1, sender=alice)
    mine_at(strict.poll(1).end + DELAY)
    expected = custom(own.NotAccepted, proposal=1, yes=5, no=0, needed=3)
    assert_reverts(expected, own.execute, 1, sender=alice)


def test_execute__twice__reverts(referendum, polls, reputation, propose, stranger, kappa):
    id_ = propose(reputation, kappa, 3, 0)
    next_block_at(opens(referendum, polls, id_))
    referendum.execute(id_, sender=stranger)
    expected = custom(referendum.NotExecutable, proposal=id_)
    assert_reverts(expected, referendum.execute, id_, sender=stranger)


@pytest.mark.parametrize("id_", [0, 1, 99])
def test_execute__no_such_proposal__reverts(referendum, stage, stranger, id_):
    expected = custom(referendum.NotExecutable, proposal=id_)
    assert_reverts(expected, referendum.execute, id_, sender=stranger)


def test_execute__call_that_reverts__passes_its_reason_on_and_stays_executable(
    referendum, polls, reputation, propose, stranger
):
    id_ = propose(reputation, bytes(reputation.setKappa.encode_input(2_001)), 3, 0)
    mine_at(opens(referendum, polls, id_))
    expected = custom(reputation.ParameterOutOfBounds, value=2_001, min=1, max=2_000)
    assert_reverts(expected, referendum.execute, id_, sender=stranger)
    assert not referendum.proposal(id_).executed


def test_execute__function_that_is_not_governed__is_refused(
    system, referendum, polls, reputation, propose, stranger
):
    """The shops have no role of the foundation's."""
    id_ = propose(reputation, bytes(reputation.setMinAverage.encode_input(1)), 3, 0)
    mine_at(opens(referendum, polls, id_))
    expected = custom(reputation.AccessManagedUnauthorized, caller=referendum)
    assert_reverts(expected, referendum.execute, id_, sender=stranger)


def test_execute__every_governed_function__works(
    system, referendum, polls, reputation, root_game, registry, propose, stranger
):
    """One after the other: a shop has one proposal at a time."""
    content, hash_, terms = CID, bytes([9]) * 32, (7 * ECOM, ECOM, 1, True)
    calls = [
        (registry, registry.setCapability.encode_input(SHOP, terms)),
        (reputation, reputation.setMarket.encode_input(stranger, True)),
        (reputation, reputation.setKappa.encode_input(1)),
        (reputation, reputation.setMinRated.encode_input(2 * ECOM)),
        (root_game, root_game.setScoring.encode_input(hash_, content)),
    ]
    for target, data in calls:
        id_ = propose(target, bytes(data), 3, 0)
        next_block_at(opens(referendum, polls, id_))
        referendum.execute(id_, sender=stranger)
    assert plain(registry.capability(SHOP)) == terms
    assert reputation.isMarket(stranger)
    assert (reputation.kappaBps(), reputation.minRated()) == (1, 2 * ECOM)
    assert bytes(root_game.scoringOn(now() // DAY + 2)) == hash_


def test_execute__two_that_were_accepted__in_any_order(
    referendum, polls, reputation, stage, propose, alice, bob, stranger, kappa
):
    """The later one counts: who wants another order has to vote no."""
    first = propose(reputation, kappa, 3, 0)
    referendum.propose(stage.bobs[0], reputation, reputation.setKappa.encode_input(800), CID, sender=bob)
    second = referendum.proposals()
    for shop in stage.alices[:3]:
        polls.vote(referendum.proposal(second).poll, shop, 1, sender=alice)
    next_block_at(opens(referendum, polls, second))
    referendum.execute(second, sender=stranger)
    referendum.execute(first, sender=stranger)
    assert reputation.kappaBps() == 700
