"""`answer`, `support`: taking the lead of a round (DST-3)."""

import pytest
from clock import DAY, mine_at, now
from events import assert_logs, log
from permits import sign_permit
from scene import CID, NO_CID, OTHER_CID, plain

from ecomchain.amounts import ECOM

from .game import FIRST, NONE, A, B, C, Stage, lead_logs
from helpers import assert_reverts, custom


@pytest.fixture
def id_(game, alice):
    """A round about the days up to 10; alice leads with answer 0."""
    return game.open(alice)


@pytest.fixture
def two(game, id_, bob):
    """Bob has overtaken alice with answer 1."""
    game.answer(id_, bob, B)
    return id_


def test_answer__twice_the_bond__takes_the_lead_for_24_hours(system, root_game, token, id_, bob):
    held = token.balanceOf(root_game)
    receipt = root_game.answer(id_, B, 5, 2 * FIRST, OTHER_CID, sender=bob)
    assert_logs(receipt, *lead_logs(system, id_, 1, bob, 2 * FIRST, B, total=5, content=OTHER_CID))
    expected = (10, now() + DAY, 2 * FIRST, 1, 2, 0, Stage.BONDING, 3 * FIRST, 0)
    assert plain(root_game.round(id_)) == expected
    assert plain(root_game.answerOf(id_, 1)) == (B, 5, bob.address, 2 * FIRST)
    assert root_game.stakeOf(id_, 1, bob) == 2 * FIRST
    assert root_game.bonds() == 3 * FIRST == token.balanceOf(root_game) - held + FIRST


@pytest.mark.parametrize("bond", [0, FIRST, 2 * FIRST - 1])
def test_answer__less_than_twice_the_bond__reverts(root_game, game, two, alice, bob, bond):
    expected = custom(root_game.BondTooLow, bond=bond, needed=4 * FIRST)
    assert_reverts(expected, root_game.answer, two, C, 1, bond, CID, sender=alice)
    assert_reverts(expected, root_game.support, two, 0, bond, sender=alice)


def test_answer__more_than_twice__counts_in_full(root_game, game, id_, bob, carol):
    game.answer(id_, bob, B, bond=2 * FIRST + 7)
    assert root_game.round(id_).bond == 2 * FIRST + 7
    expected = custom(root_game.BondTooLow, bond=4 * FIRST + 13, needed=4 * FIRST + 14)
    assert_reverts(expected, root_game.answer, id_, C, 1, 4 * FIRST + 13, CID, sender=carol)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_answer__until_the_second_before_expiry(root_game, game, two, alice, carol, seconds):
    expiry = root_game.round(two).expiry
    time = mine_at(expiry + seconds) if seconds >= 0 else game.expire(two, -1)
    if seconds < 0:
        game.answer(two, carol, C)
        assert root_game.round(two).expiry == time + DAY
        return
    expected = custom(root_game.TooLate, until=expiry, now_=time)
    assert_reverts(expected, root_game.answer, two, C, 1, 4 * FIRST, CID, sender=carol)
    assert_reverts(expected, root_game.support, two, 0, 4 * FIRST, sender=alice)


def test_answer__known__reverts(root_game, two, carol):
    """The same root with another total is another answer."""
    for number, root in enumerate((A, B)):
        expected = custom(root_game.AnswerKnown, round=two, answer=number)
        assert_reverts(expected, root_game.answer, two, root, 1, 4 * FIRST, CID, sender=carol)
    root_game.answer(two, A, 2, 4 * FIRST, CID, sender=carol)
    assert plain(root_game.answerOf(two, 2)) == (A, 2, carol.address, 4 * FIRST)


def test_answer__that_the_pool_would_not_take__reverts(root_game, reward_pool, id_, bob):
    most = reward_pool.emitted(10)
    expected = custom(reward_pool.TotalTooHigh, total=most + 1, available=most)
    assert_reverts(expected, root_game.answer, id_, B, most + 1, 2 * FIRST, CID, sender=bob)
    expected = custom(reward_pool.EmptyRoot, total=1, totalBefore=0)
    assert_reverts(expected, root_game.answer, id_, NONE, 1, 2 * FIRST, CID, sender=bob)
    root_game.answer(id_, NONE, 0, 2 * FIRST, CID, sender=bob)


def test_support__answer_of_the_round__takes_the_lead_back(system, root_game, game, two, carol):
    receipt = game.support(two, carol, 0)
    assert_logs(receipt, *lead_logs(system, two, 0, carol, 4 * FIRST, A, content=NO_CID))
    assert plain(root_game.answerOf(two, 0)) == (A, 1, carol.address, 5 * FIRST)
    round_ = root_game.round(two)
    assert (round_.leader, round_.answers, round_.bond, round_.staked) == (0, 2, 4 * FIRST, 7 * FIRST)


def test_support__by_the_same_backer__adds_up(root_game, game, two, alice):
    game.support(two, alice, 0)
    assert root_game.stakeOf(two, 0, alice) == 5 * FIRST


@pytest.mark.parametrize("number", [2, 3, 255])
def test_support__unknown_answer__reverts(root_game, two, carol, number):
    expected = custom(root_game.UnknownAnswer, round=two, answer=number)
    assert_reverts(expected, root_game.support, two, number, 4 * FIRST, sender=carol)


def test_support__leading_answer__reverts(root_game, two, bob, carol):
    expected = custom(root_game.LeadsAlready, round=two, answer=1)
    for caller in (bob, carol):
        assert_reverts(expected, root_game.support, two, 1, 4 * FIRST, sender=caller)


@pytest.mark.parametrize("id_", [0, 1, 99])
def test_answer__no_such_round__reverts(root_game, stage, bob, id_):
    expected = custom(root_game.WrongStage, round=id_, stage=Stage.NONE)
    assert_reverts(expected, root_game.answer, id_, B, 1, FIRST, CID, sender=bob)
    assert_reverts(expected, root_game.support, id_, 0, FIRST, sender=bob)
    assert_reverts(expected, root_game.close, id_, sender=bob)
    assert_reverts(expected, root_game.returnBond, id_, 0, bob, sender=bob)


def test_answer__after_the_end__reverts(root_game, game, id_, alice, bob):
    game.close(id_, alice)
    expected = custom(root_game.WrongStage, round=id_, stage=Stage.DECIDED)
    assert_reverts(expected, root_game.answer, id_, B, 1, 2 * FIRST, CID, sender=bob)
    assert_reverts(expected, root_game.support, id_, 0, 2 * FIRST, sender=bob)


def test_answer__bond_not_allowed_or_not_there__reverts(root_game, token, two, carol, stranger):
    token.approve(root_game, 4 * FIRST - 1, sender=carol)
    for caller, allowance in ((carol, 4 * FIRST - 1), (stranger, 0)):
        values = {"payer": caller, "amount": 4 * FIRST, "balance": token.balanceOf(caller)}
        expected = custom(root_game.PaymentFailed, **values, allowance=allowance)
        assert_reverts(expected, root_game.answer, two, C, 1, 4 * FIRST, CID, sender=caller)
        assert_reverts(expected, root_game.support, two, 0, 4 * FIRST, sender=caller)


@pytest.mark.parametrize("first", [False, True])
def test_with_permit__needs_no_allowance(system, root_game, token, two, carol, bob, first):
    token.approve(root_game, 0, sender=carol)
    for number, bond in ((2, 4 * FIRST), (0, 8 * FIRST)):
        permit = sign_permit(token, carol, root_game, bond)
        approval = [log(token.Approval, owner=carol, spender=root_game, amount=bond)]
        if first:
            token.permit(carol, root_game, *permit, sender=bob)
            approval = []
        if number:
            receipt = root_game.answerWithPermit(two, C, 1, bond, CID, permit, sender=carol)
            logs = lead_logs(system, two, number, carol, bond, C)
        else:
            receipt = root_game.supportWithPermit(two, number, bond, permit, sender=carol)
            logs = lead_logs(system, two, number, carol, bond, A, content=NO_CID)
        assert_logs(receipt, *approval, *logs)
    assert token.allowance(carol, root_game) == 0


# A lead that the shops decide


@pytest.mark.parametrize("way", ["answer", "support"])
@pytest.mark.parametrize("short", [0, 1])
def test_lead__with_the_vote_bond__ends_the_bonding(system, root_game, polls, two, carol, way, short):
    bond = root_game.voteBond() - short
    number, root, content = (2, C, CID) if way == "answer" else (0, A, NO_CID)
    if way == "answer":
        receipt = root_game.answer(two, C, 1, bond, CID, sender=carol)
    else:
        receipt = root_game.support(two, 0, bond, sender=carol)
    logs = lead_logs(
        system, two, number, carol, bond, root, content=content, poll=None if short else polls.polls()
    )
    if not short and way == "support":
        opened = {"poll": polls.polls(), "opener": root_game, "options": 2, "electorate": 10}
        logs[1] = log(polls.PollOpened, **opened, end=polls.poll(polls.polls()).end)
    assert_logs(receipt, *logs)
    round_ = root_game.round(two)
    assert round_.stage == (Stage.BONDING if short else Stage.VOTING)
    assert round_.poll == (0 if short else polls.polls())
    if short:
        return
    expected = custom(root_game.WrongStage, round=two, stage=Stage.VOTING)
    assert_reverts(expected, root_game.answer, two, b"\1" * 32, 1, 2 * bond, CID, sender=carol)
    assert_reverts(expected, root_game.support, two, 1, 2 * bond, sender=carol)


def test_first_answer__with_the_vote_bond__has_nothing_to_vote_on(root_game, game, alice, bob):
    """It takes twice as much to contest it; then the shops decide."""
    bond = root_game.voteBond()
    id_ = game.open(alice, bond=bond)
    assert root_game.round(id_).stage == Stage.BONDING
    game.answer(id_, bob, B)
    assert root_game.round(id_).stage == Stage.VOTING


def test_vote_bond__of_the_parameters(system, root_game):
    assert root_game.voteBond() == system.manifest.parameters.rewards.vote_bond == 1_000_000 * ECOM
