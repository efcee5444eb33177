"""`setScoring`, and the constructor: by which parameters days are scored (RWD-4, DST-3)."""

import pytest
from clock import DAY, mine_at, next_block_at, now
from events import assert_logs, log
from scene import CID
from web3.utils import get_create_address

from ecomchain.amounts import ECOM
from ecomchain.rewards import scoring

from .game import NONE, A, B
from helpers import assert_reverts, custom


def test_scoring_on__until_it_is_set__is_the_deployments(root_game, stage):
    for day in (0, 1, now() // DAY, 2**32 - 1):
        assert bytes(root_game.scoringOn(day)) == bytes.fromhex(hex_of(scoring.HASH))


def hex_of(value):
    return value.removeprefix("0x") if isinstance(value, str) else bytes(value).hex()


@pytest.mark.parametrize("seconds", [0, 1, DAY - 1])
def test_set_scoring__holds_from_the_second_utc_day(root_game, operator, stage, seconds):
    today = now() // DAY + 1
    next_block_at(today * DAY + seconds)
    before = root_game.scoringOn(today)
    receipt = root_game.setScoring(A, CID, sender=operator)
    assert_logs(receipt, log(root_game.ScoringSet, hash=A, fromDay=today + 2, content=CID))
    assert [root_game.scoringOn(today + days) for days in range(4)] == [before, before, A, A]


def test_set_scoring__again__keeps_the_past(root_game, operator, stage):
    """Of two on one day the later holds."""
    first = now() // DAY
    root_game.setScoring(A, CID, sender=operator)
    next_block_at((first + 1) * DAY + 5)
    root_game.setScoring(A, CID, sender=operator)
    root_game.setScoring(B, CID, sender=operator)
    assert [root_game.scoringOn(first + days) for days in (2, 3, 4)] == [A, B, B]
    assert bytes(root_game.scoringOn(first + 1)) == bytes.fromhex(hex_of(scoring.HASH))


def test_set_scoring__no_hash__reverts(root_game, operator, stage):
    assert_reverts(custom(root_game.ZeroHash), root_game.setScoring, NONE, CID, sender=operator)


def test_set_scoring__not_the_operator__reverts(root_game, everybody, operator, referendum):
    """Not even the referendum, until reward day 1095 is over."""
    for caller in (*everybody, referendum):
        if caller != operator:
            expected = custom(root_game.AccessManagedUnauthorized, caller=caller)
            assert_reverts(expected, root_game.setScoring, A, CID, sender=caller)


def test_set_scoring__by_the_second__passes_to_the_shops_with_reward_day_1095(
    root_game, reward_pool, operator, referendum, stage
):
    end = reward_pool.endOf(1_095)
    assert root_game.governedFrom() == end
    assert root_game.referendum() == referendum
    next_block_at(end - 1)
    root_game.setScoring(A, CID, sender=operator)
    mine_at(end)
    expected = custom(root_game.OnlyByReferendum, caller=operator, referendum=referendum)
    assert_reverts(expected, root_game.setScoring, B, CID, sender=operator)


# The constructor


@pytest.fixture
def arguments(system, access_manager, polls, vault, referendum):
    """Of a root game of its own; with a pool that knows another one."""
    return [access_manager, system.reward_pool, polls, vault, referendum, 10_000 * ECOM, A]


def test_deploy__pool_of_another_game__reverts(project, root_game, arguments, deployer):
    expected = custom(project.RewardPool.NotRootGame, caller=..., rootGame=root_game)
    assert_reverts(expected, project.RootGame, *arguments, sender=deployer)


@pytest.fixture
def ahead(project, arguments, deployer, token, registry, access_manager, referendum):
    """The arguments with a pool that knows the deployer's next contract as its game."""
    today = now() // DAY
    until = (today + 1_095) * DAY
    records = project.Reputation.deploy(access_manager, registry, referendum, until, sender=deployer)
    address = get_create_address(deployer.address, deployer.nonce + 1)
    pool = project.RewardPool.deploy(token, records, address, today, 27, sender=deployer)
    return [arguments[0], pool, *arguments[2:]]


@pytest.mark.parametrize("bond", [10_000 * ECOM, 100_000_000 * ECOM])
def test_deploy__vote_bond_within_bounds__logs_its_scoring(project, ahead, deployer, vault, token, bond):
    ahead[5] = bond
    game = project.RootGame.deploy(*ahead, sender=deployer)
    scoring_set = log(game.ScoringSet, hash=A, fromDay=0, content=(NONE, 0))
    authority = log(game.AuthorityUpdated, authority=ahead[0])
    approval = log(token.Approval, owner=game, spender=vault, amount=2**256 - 1)
    assert_logs(game.creation_metadata.receipt, authority, scoring_set, approval)
    assert (game.voteBond(), game.lastActivation(), game.decidedDay()) == (bond, now(), 0)
    assert (game.pool(), game.vault(), game.token()) == (ahead[1], vault, token)
    assert (game.rounds(), game.running(), game.bonds()) == (0, 0, 0)


@pytest.mark.parametrize("bond", [0, 10_000 * ECOM - 1, 100_000_000 * ECOM + 1])
def test_deploy__vote_bond_out_of_bounds__reverts(project, ahead, deployer, bond):
    ahead[5] = bond
    values = {"value": bond, "min": 10_000 * ECOM, "max": 100_000_000 * ECOM}
    expected = custom(project.RootGame.ParameterOutOfBounds, **values)
    assert_reverts(expected, project.RootGame, *ahead, sender=deployer)


def test_deploy__no_scoring__reverts(project, ahead, deployer):
    ahead[6] = NONE
    assert_reverts(custom(project.RootGame.ZeroHash), project.RootGame, *ahead, sender=deployer)


def test_deploy__reputation_that_passes_on_at_another_time__reverts(
    project, ahead, deployer, token, reputation
):
    """What feeds rewards and what scores them pass to the shops together."""
    address = get_create_address(deployer.address, deployer.nonce + 1)
    start = now() // DAY
    ahead[1] = project.RewardPool.deploy(token, reputation, address, start, 27, sender=deployer)
    expected = custom(
        project.RootGame.GovernedApart,
        reputation=reputation.governedFrom(),
        rootGame=(start + 1_095) * DAY,
    )
    assert_reverts(expected, project.RootGame, *ahead, sender=deployer)
