"""`close`, `returnBond`: how rounds end, and who has what afterwards (DST-3)."""

import pytest
from clock import DAY, after_reward_day, mine_at, next_block_at, now
from events import assert_logs, log
from scene import CID, NO_CID, plain

from ecomchain.amounts import ECOM

from .game import FIRST, A, B, C, Stage, added_log, decided_logs, returned_logs
from helpers import assert_reverts, custom

ODD = FIRST + 1


@pytest.fixture
def people(alice, bob, carol):
    return alice, bob, carol


def returns(system, id_, number, amounts):
    """Return these bonds, each exactly once."""
    root_game = system.root_game
    for player, amount in amounts.items():
        receipt = root_game.returnBond(id_, number, player, sender=player)
        assert_logs(receipt, *returned_logs(system, id_, number, player, amount))
        expected = custom(root_game.NothingToReturn, round=id_, answer=number, backer=player)
        assert_reverts(expected, root_game.returnBond, id_, number, player, sender=player)
    assert root_game.bonds() == 0


# Bonding


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_close__by_anyone__from_expiry_on(system, root_game, reward_pool, game, alice, stranger, seconds):
    id_ = game.open(alice, total=5)
    expiry = root_game.round(id_).expiry
    if seconds < 0:
        time = mine_at(expiry - 1)
        expected = custom(root_game.TooEarly, **{"from": expiry}, now_=time)
        assert_reverts(expected, root_game.close, id_, sender=stranger)
        return
    next_block_at(expiry + seconds)
    receipt = root_game.close(id_, sender=stranger)
    added = added_log(system, 1, 0, 28, A, 5, reward_pool.emitted(28))
    assert_logs(receipt, *decided_logs(system, id_, 0, added))
    cap = root_game.voteBond()
    assert plain(root_game.round(id_)) == (28, expiry, FIRST, cap, 0, 1, 0, Stage.DECIDED, FIRST, 0)
    assert (root_game.running(), root_game.decidedDay(), root_game.lastActivation()) == (0, 28, now())
    assert reward_pool.root(1, 0) == A


def test_close__unopposed__gives_the_bond_back(system, root_game, token, game, alice, stranger):
    before = token.balanceOf(alice)
    id_ = game.open(alice, bond=ODD)
    game.close(id_, stranger)
    receipt = root_game.returnBond(id_, 0, alice, sender=stranger)
    assert_logs(receipt, *returned_logs(system, id_, 0, alice, ODD))
    assert token.balanceOf(alice) == before
    assert root_game.bonds() == 0


def test_close__overtaken_once__half_of_the_lost_bond_is_the_winners(
    system, root_game, reward_pool, token, game, people
):
    alice, bob, _ = people
    id_ = game.open(alice, bond=ODD)
    game.answer(id_, bob, B, total=7)
    receipt = game.close(id_, alice)
    prize, sealed = ODD // 2, ODD - ODD // 2
    assert sealed == prize + 1
    added = added_log(system, 1, 0, 28, B, 7, reward_pool.emitted(28))
    assert_logs(receipt, *decided_logs(system, id_, 1, added, prize=prize, sealed=sealed))
    assert root_game.bonds() == 2 * ODD + prize == token.balanceOf(root_game)
    expected = custom(root_game.NothingToReturn, round=id_, answer=0, backer=alice)
    assert_reverts(expected, root_game.returnBond, id_, 0, alice, sender=alice)
    returns(system, id_, 1, {bob: 2 * ODD + prize})
    assert token.balanceOf(root_game) == 0


def test_close__first_answer_taken_back__pays_the_prize_to_who_took_it_back(
    system, root_game, token, game, people
):
    """Alice's first bond comes back, without a part of the prize."""
    alice, bob, carol = people
    id_ = game.open(alice, bond=ODD)
    game.answer(id_, bob, B)
    game.support(id_, carol, 0)
    game.close(id_, bob)
    prize = 2 * ODD // 2
    assert root_game.round(id_).prize == prize
    assert system.vault.sealedOn(b"ROOT_GAME".ljust(32, b"\0"), now() // DAY, id_) == prize
    returns(system, id_, 0, {carol: 4 * ODD + prize, alice: ODD})


def test_close__overtaken_many_times__all_that_lost_is_halved_once(system, root_game, token, game, people):
    """Bob backs the answer that wins twice; the prize comes once, with all of his bonds."""
    alice, bob, carol = people
    id_ = game.open(alice, bond=ODD)
    game.answer(id_, bob, B)
    game.answer(id_, carol, C)
    game.support(id_, alice, 0)
    game.support(id_, bob, 1)
    bonds = [ODD * 2**n for n in range(5)]
    assert root_game.round(id_).staked == sum(bonds)
    game.close(id_, carol)
    lost = bonds[0] + bonds[2] + bonds[3]
    assert lost % 2 == 1
    assert root_game.round(id_).prize == lost // 2
    assert system.vault.sealedFor(b"ROOT_GAME".ljust(32, b"\0")) == lost - lost // 2
    returns(system, id_, 1, {bob: bonds[1] + bonds[4] + lost // 2})
    for number, player in ((0, alice), (2, carol), (1, alice), (3, bob)):
        expected = custom(root_game.NothingToReturn, round=id_, answer=number, backer=player)
        assert_reverts(expected, root_game.returnBond, id_, number, player, sender=player)
    assert token.balanceOf(root_game) == 0


def test_close__own_answer_overtaken__costs_half_of_the_first_bond(system, token, game, alice):
    """Playing both sides gains nothing."""
    before = token.balanceOf(alice)
    id_ = game.open(alice, bond=ODD)
    game.answer(id_, alice, B)
    game.close(id_, alice)
    returns(system, id_, 1, {alice: 2 * ODD + ODD // 2})
    assert token.balanceOf(alice) == before - (ODD - ODD // 2)


def test_close__twice__reverts(root_game, game, alice):
    id_ = game.open(alice)
    game.close(id_, alice)
    expected = custom(root_game.WrongStage, round=id_, stage=Stage.DECIDED)
    assert_reverts(expected, root_game.close, id_, sender=alice)


def test_return_bond__before_the_end__reverts(root_game, game, people):
    alice, bob, _ = people
    id_ = game.open(alice)
    expected = custom(root_game.WrongStage, round=id_, stage=Stage.BONDING)
    assert_reverts(expected, root_game.returnBond, id_, 0, alice, sender=alice)
    game.answer(id_, bob, B, bond=root_game.voteBond())
    for stage in (Stage.NOMINATING, Stage.VOTING):
        expected = custom(root_game.WrongStage, round=id_, stage=stage)
        assert_reverts(expected, root_game.returnBond, id_, 1, bob, sender=bob)
        game.expire(id_)
        if stage == Stage.NOMINATING:
            root_game.close(id_, sender=bob)


def test_recall__of_what_a_round_decided__reverts(root_game, reward_pool, game, alice, guardian):
    game.close(game.open(alice), alice)
    expected = custom(root_game.FinalRoot, epoch=1, index=0)
    assert_reverts(expected, root_game.recall, 1, 0, CID, sender=guardian)


def test_recall__of_the_publishers_root_before_a_rounds__reverts(
    root_game, game, alice, publisher, guardian, stranger
):
    """Also after the publisher's later root, which alone can be recalled."""
    root_game.post(5, A, 100, CID, sender=publisher)
    next_block_at(root_game.pending().readyAt)
    root_game.activate(sender=stranger)
    game.close(game.open(alice, root=B), alice)
    root_game.post(29, C, 100, CID, sender=publisher)
    next_block_at(root_game.pending().readyAt)
    root_game.activate(sender=stranger)
    decided = root_game.lastActivation()
    root_game.recall(2, 0, CID, sender=guardian)
    assert root_game.lastActivation() < decided
    for index in (0, 1):
        expected = custom(root_game.FinalRoot, epoch=1, index=index)
        assert_reverts(expected, root_game.recall, 1, index, CID, sender=guardian)


# Voting


@pytest.fixture
def voting(root_game, game, people):
    """Alice, bob and carol each back one of three answers; carol called the shops, which vote now."""
    alice, bob, carol = people
    id_ = game.open(alice, bond=ODD, total=1)
    game.answer(id_, bob, B, total=2)
    game.answer(id_, carol, C, total=3, bond=root_game.voteBond() + 3)
    game.close(id_, bob)
    return id_


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_close__nominating__begins_the_vote_from_24_hours_on(
    system, root_game, polls, game, people, stranger, seconds
):
    """By anyone; its last option is none of the answers."""
    alice, bob, _ = people
    id_ = game.open(alice)
    game.answer(id_, bob, B, bond=root_game.voteBond())
    expiry = root_game.round(id_).expiry
    assert expiry == now() + DAY
    if seconds < 0:
        time = mine_at(expiry - 1)
        expected = custom(root_game.TooEarly, **{"from": expiry}, now_=time)
        assert_reverts(expected, root_game.close, id_, sender=stranger)
        return
    next_block_at(expiry + seconds)
    receipt = root_game.close(id_, sender=stranger)
    values = {"poll": 1, "opener": root_game, "options": 3, "electorate": 10, "end": now() + 7 * DAY}
    started = log(root_game.VoteStarted, round=id_, poll=1)
    assert_logs(receipt, log(polls.PollOpened, **values), started)
    assert (root_game.round(id_).stage, root_game.round(id_).poll) == (Stage.VOTING, 1)
    assert root_game.running() == id_


@pytest.mark.parametrize(
    ("ballots", "winner"),
    [
        ((0,), 0),
        ((1, 1, 0), 1),
        ((2, 2, 2, 1, 0), 2),
        ((0, 1), 0),
        ((2, 1), 1),
        ((2, 1, 2, 1, 0), 1),
        ((0, 1, 2), 0),
        ((2, 2, 3, 3), 2),
        ((2,) * 4 + (1,) * 5, 1),
    ],
)
def test_close__vote_with_quorum__most_votes_win_and_of_several_the_earliest(
    system, root_game, reward_pool, token, game, people, voting, ballots, winner
):
    """As with bonds: the answer that won has its bond back and half of the others'."""
    bonds = [ODD, 2 * ODD, root_game.voteBond() + 3]
    game.vote(voting, *ballots)
    receipt = game.close(voting, people[0])
    lost = sum(bonds) - bonds[winner]
    added = added_log(system, 1, 0, 28, (A, B, C)[winner], winner + 1, reward_pool.emitted(28))
    assert_logs(
        receipt, *decided_logs(system, voting, winner, added, prize=lost // 2, sealed=lost - lost // 2)
    )
    assert root_game.round(voting).leader == winner
    returns(system, voting, winner, {people[winner]: bonds[winner] + lost // 2})
    assert token.balanceOf(root_game) == 0


@pytest.mark.parametrize("ballots", [(), (3, 3), (3, 3, 3, 0, 0, 1)])
def test_close__nobody_voted_or_most_for_none__annuls_the_round(
    system, root_game, reward_pool, token, game, people, voting, ballots
):
    game.vote(voting, *ballots)
    receipt = game.close(voting, people[0])
    assert_logs(
        receipt,
        log(root_game.RoundAnnulled, round=voting),
        log(reward_pool.DaysSkipped, day=28, coveredBefore=0),
    )
    assert root_game.round(voting).stage == Stage.ANNULLED
    assert (root_game.running(), root_game.decidedDay(), root_game.lastActivation()) == (0, 28, now())
    bonds = [ODD, 2 * ODD, root_game.voteBond() + 3]
    assert root_game.bonds() == sum(bonds)
    for number, (player, bond) in enumerate(zip(people, bonds, strict=True)):
        receipt = root_game.returnBond(voting, number, player, sender=people[0])
        assert_logs(receipt, *returned_logs(system, voting, number, player, bond))
        expected = custom(root_game.NothingToReturn, round=voting, answer=number, backer=player)
        assert_reverts(expected, root_game.returnBond, voting, number, player, sender=player)
    assert (root_game.bonds(), token.balanceOf(root_game)) == (0, 0)


def test_close__annulled__what_was_emitted_carries_on(reward_pool, game, people, voting):
    game.close(voting, people[0])
    assert reward_pool.available(39) == reward_pool.emitted(39)


@pytest.mark.parametrize(("votes", "outcome"), [(1, Stage.ANNULLED), (2, Stage.DECIDED)])
def test_close__quorum__is_a_tenth_of_the_shops(system, root_game, game, stage_of_11, people, votes, outcome):
    """Of eleven shops, two."""
    alice, bob, _ = people
    id_ = game.open(alice)
    game.call(id_, bob, B)
    assert system.polls.poll(root_game.round(id_).poll).electorate == 11
    game.vote(id_, *[0] * votes)
    game.close(id_, alice)
    assert root_game.round(id_).stage == outcome


@pytest.fixture
def stage_of_11(system, stage):
    """An eleventh shop, 31 days old."""
    system.registry.open(stage.voter, NO_CID, 2**96 - 1, sender=stage.voter)
    after_reward_day(system.reward_pool, 72)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_close__vote__from_its_end_on(system, root_game, game, people, voting, seconds):
    end = system.polls.poll(root_game.round(voting).poll).end
    assert end == now() + 7 * DAY
    game.vote(voting, 1)
    if seconds < 0:
        time = mine_at(end - 1)
        expected = custom(root_game.TooEarly, **{"from": end}, now_=time)
        assert_reverts(expected, root_game.close, voting, sender=people[0])
        return
    next_block_at(end + seconds)
    root_game.close(voting, sender=people[0])
    assert root_game.round(voting).stage == Stage.DECIDED


def test_close__vote_for_an_answer_twice_backed__pays_all_of_its_backers(system, root_game, game, people):
    alice, bob, carol = people
    id_ = game.open(alice, bond=ODD)
    game.answer(id_, bob, B)
    game.support(id_, carol, 0)
    game.support(id_, alice, 1, bond=root_game.voteBond() + 1)
    game.close(id_, alice)
    game.vote(id_, 0, 0, 1)
    game.close(id_, alice)
    lost = 2 * ODD + root_game.voteBond() + 1
    returns(system, id_, 0, {alice: ODD, carol: 4 * ODD + lost // 2})


def test_close__rounds_after_one_another__keep_their_bonds_apart(
    system, root_game, reward_pool, token, game, people
):
    """The first round's winner comes late; nothing of it went to the second's."""
    alice, bob, carol = people
    first = game.open(alice, bond=ODD)
    game.answer(first, bob, B, total=7)
    game.close(first, alice)
    next_block_at(root_game.opensAt(56))
    second = game.open(carol, day=56, root=B, total=7, bond=4 * ODD)
    assert second == first + 1
    game.answer(second, alice, A, total=9)
    game.close(second, bob)
    for id_, player, bond in ((second, alice, 4 * ODD), (first, bob, ODD)):
        receipt = root_game.returnBond(id_, 1, player, sender=player)
        assert_logs(receipt, *returned_logs(system, id_, 1, player, 2 * bond + bond // 2))
    assert (root_game.bonds(), token.balanceOf(root_game)) == (0, 0)
    assert [reward_pool.root(epoch, 0) for epoch in (1, 2)] == [B, A]


def test_transfer__straight_to_the_game__is_nobodys(system, token, root_game, game, alice):
    token.transfer(root_game, 5 * ECOM, sender=alice)
    id_ = game.open(alice)
    game.close(id_, alice)
    returns(system, id_, 0, {alice: FIRST})
    assert token.balanceOf(root_game) == 5 * ECOM
