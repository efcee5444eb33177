"""`tally`, `plurality`, `lowerMedian`, `hasQuorum`: what the ballots say (VOTE-1, VOTE-3)."""

from statistics import median_low

import pytest
from ape import chain
from voters import open_shops


def cast(polls, stage, options, votes, opener):
    """Open a poll, and have shop by shop vote; its number."""
    polls.open(options, sender=opener)
    id_ = polls.polls()
    for (shop, owner), option in zip(stage.owners.items(), votes, strict=False):
        polls.vote(id_, shop, option, sender=owner)
    return id_


@pytest.mark.parametrize(
    "votes",
    [
        [0],
        [100],
        [50, 51],
        [0, 100],
        [0, 0, 100],
        [0, 100, 100],
        [7, 8, 9, 15, 16],
        [7, 8, 9, 15, 16, 23, 24, 31, 32, 99, 100, 100],
        [100] * 12,
        [0] * 6 + [100] * 6,
        [0] * 5 + [100] * 7,
        [3, 1, 2, 1, 3, 2],
    ],
)
def test_results__of_101_options__are_those_of_the_list(polls, stage, stranger, votes):
    id_ = cast(polls, stage, 101, votes, stranger)
    assert list(polls.tally(id_)) == [votes.count(option) for option in range(101)]
    assert polls.lowerMedian(id_) == median_low(votes)
    assert polls.plurality(id_) == max(range(101), key=lambda option: (votes.count(option), -option))


def test_results__nobody_voted__are_0_without_quorum(polls, stage, stranger):
    id_ = cast(polls, stage, 101, [], stranger)
    assert (polls.lowerMedian(id_), polls.plurality(id_), polls.hasQuorum(id_)) == (0, 0, False)


def test_lower_median__who_exaggerates__gains_nothing(polls, stage, stranger, bob):
    """The vote counts by its side of the middle alone."""
    id_ = cast(polls, stage, 101, [20, 30, 40, 50, 60, 70], stranger)
    assert polls.lowerMedian(id_) == 40
    shop = stage.shops[5]
    polls.vote(id_, shop, 100, sender=bob)
    assert polls.lowerMedian(id_) == 40
    polls.vote(id_, shop, 0, sender=bob)
    assert polls.lowerMedian(id_) == 30


@pytest.mark.parametrize(("votes", "quorum"), [(0, False), (1, False), (2, True), (3, True)])
def test_has_quorum__a_tenth_of_twelve_shops__is_two(polls, stage, stranger, votes, quorum):
    id_ = cast(polls, stage, 2, [1] * votes, stranger)
    assert polls.hasQuorum(id_) is quorum


def test_has_quorum__changed_ballots__count_once(polls, stage, stranger, alice):
    id_ = cast(polls, stage, 2, [1], stranger)
    for option in (0, 1, 0):
        polls.vote(id_, stage.shops[0], option, sender=alice)
    assert (polls.turnout(id_), polls.hasQuorum(id_)) == (1, False)


def test_has_quorum__exactly_half__counts(project, registry, stage, stranger, deployer):
    """Six of twelve with the highest quorum there can be."""
    polls = project.ShopPolls.deploy(registry, 5_000, 1, sender=deployer)
    id_ = cast(polls, stage, 2, [1] * 5, stranger)
    assert polls.hasQuorum(id_) is False
    shop, owner = list(stage.owners.items())[5]
    polls.vote(id_, shop, 1, sender=owner)
    assert polls.hasQuorum(id_) is True


@pytest.mark.parametrize(("votes", "quorum"), [(2, False), (3, True)])
def test_has_quorum__fewer_than_the_least_turnout__is_not_there(
    project, registry, stage, stranger, deployer, votes, quorum
):
    """A tenth of twelve shops would be two."""
    polls = project.ShopPolls.deploy(registry, 1_000, 3, sender=deployer)
    assert polls.hasQuorum(cast(polls, stage, 2, [1] * votes, stranger)) is quorum


def test_has_quorum__no_shops__is_never_there(project, system, access_manager, token, vault, deployer):
    """Nobody can vote, and nobody is enough."""
    registry = project.ShopRegistry.deploy(access_manager, token, vault, 10, deployer, 0, sender=deployer)
    polls = project.ShopPolls.deploy(registry, 1, 1, sender=deployer)
    polls.open(2, sender=deployer)
    assert polls.poll(1).electorate == 0
    assert polls.hasQuorum(1) is False


def test_open_shops__in_one_block__are_all_counted(system, polls, stage, alice, stranger):
    """A hundred more, a month later."""
    open_shops(system, alice, 100)
    chain.mine(deltatime=32 * 86_400)
    polls.open(2, sender=stranger)
    assert polls.poll(1).electorate == 112
