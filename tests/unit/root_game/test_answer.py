"""`answer`, `support`: taking the lead of a round (DST-3)."""

import pytest
from clock import DAY, mine_at, next_block_at, now
from events import assert_logs, log
from permits import sign_permit
from scene import CID, NO_CID, OTHER_CID, plain

from ecomchain.amounts import ECOM

from .game import FIRST, NONE, A, B, C, Stage, lead_logs
from helpers import assert_reverts, custom


@pytest.fixture
def id_(game, alice):
    """A round about epoch 1; alice leads with answer 0."""
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
    cap = root_game.voteBond()
    expected = (28, now() + DAY, 2 * FIRST, cap, 1, 2, 0, Stage.BONDING, 3 * FIRST, 0)
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
    most = reward_pool.emitted(28)
    expected = custom(reward_pool.TotalTooHigh, total=most + 1, available=most)
    assert_reverts(expected, root_game.answer, id_, B, most + 1, 2 * FIRST, CID, sender=bob)
    assert_reverts(custom(reward_pool.ZeroRoot), root_game.answer, id_, NONE, 0, 2 * FIRST, CID, sender=bob)


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


# A lead that calls the shops


@pytest.mark.parametrize("way", ["answer", "support"])
@pytest.mark.parametrize("more", [-1, 0, 5])
def test_lead__with_the_cap__calls_the_shops_for_a_fee(system, root_game, token, two, carol, way, more):
    """One percent of the cap, whatever the bond, is sealed; it is no bond and never comes back."""
    cap, before, owed = root_game.round(two).cap, token.balanceOf(carol), root_game.bonds()
    assert cap == root_game.voteBond()
    bond, fee = cap + more, 0 if more < 0 else cap // 100
    if way == "answer":
        receipt = root_game.answer(two, C, 1, bond, CID, sender=carol)
        logs = lead_logs(system, two, 2, carol, bond, C, fee=fee)
    else:
        receipt = root_game.support(two, 0, bond, sender=carol)
        logs = lead_logs(system, two, 0, carol, bond, A, content=NO_CID, fee=fee)
    assert_logs(receipt, *logs)
    round_ = root_game.round(two)
    assert (round_.stage, round_.poll, round_.expiry) == (
        Stage.BONDING if more < 0 else Stage.NOMINATING,
        0,
        now() + DAY,
    )
    assert root_game.bonds() == owed + bond
    assert token.balanceOf(carol) == before - bond - fee


def test_lead__cap_without_the_fee__cannot_be_paid(root_game, token, two, carol):
    cap = root_game.round(two).cap
    token.approve(root_game, cap + cap // 100 - 1, sender=carol)
    values = {"payer": carol, "amount": cap + cap // 100, "balance": token.balanceOf(carol)}
    expected = custom(root_game.PaymentFailed, **values, allowance=cap + cap // 100 - 1)
    assert_reverts(expected, root_game.answer, two, C, 1, cap, CID, sender=carol)


@pytest.mark.parametrize("more", [-2, -1, 0, 1])
def test_next_bond__twice_the_lead_or_the_cap__whichever_is_less(root_game, game, id_, bob, carol, more):
    cap = root_game.round(id_).cap
    game.answer(id_, bob, B, bond=cap // 2 + more)
    needed = min(2 * (cap // 2 + more), cap)
    assert root_game.nextBond(id_) == needed
    expected = custom(root_game.BondTooLow, bond=needed - 1, needed=needed)
    assert_reverts(expected, root_game.answer, id_, C, 1, needed - 1, CID, sender=carol)
    game.answer(id_, carol, C, bond=needed)
    assert root_game.round(id_).stage == (Stage.NOMINATING if needed == cap else Stage.BONDING)


@pytest.mark.parametrize("times", [1, 20])
def test_first_answer__with_the_cap_or_more__is_contested_for_the_cap(root_game, game, alice, bob, times):
    """However much somebody leads with: nobody has to be richer to call the shops."""
    cap = root_game.voteBond()
    id_ = game.open(alice, bond=times * cap)
    assert root_game.round(id_).stage == Stage.BONDING
    assert root_game.nextBond(id_) == cap
    game.answer(id_, bob, B, bond=cap)
    assert root_game.round(id_).stage == Stage.NOMINATING


def test_vote_bond__of_the_parameters(system, root_game):
    assert root_game.voteBond() == system.manifest.parameters.rewards.vote_bond == 1_000_000 * ECOM


# Nominating


@pytest.fixture
def called(root_game, game, two, carol):
    """Carol has called the shops with answer 2; when nominating ends."""
    game.answer(two, carol, C, bond=root_game.round(two).cap)
    return root_game.round(two).expiry


@pytest.mark.parametrize("seconds", [-DAY + 1, -1, 0, 1])
def test_answer__nominating__for_the_cap_until_24_hours_are_over(
    system, root_game, two, called, alice, seconds
):
    """The time stays, and there is no second fee."""
    cap, root = root_game.round(two).cap, bytes([9]) * 32
    if seconds >= 0:
        time = mine_at(called + seconds)
        expected = custom(root_game.TooLate, until=called, now_=time)
        assert_reverts(expected, root_game.answer, two, root, 1, cap, CID, sender=alice)
        return
    next_block_at(called + seconds)
    receipt = root_game.answer(two, root, 1, cap + 3, CID, sender=alice)
    assert_logs(receipt, *lead_logs(system, two, 3, alice, cap + 3, root, expiry=called))
    round_ = root_game.round(two)
    assert (round_.stage, round_.answers, round_.expiry) == (Stage.NOMINATING, 4, called)
    assert root_game.nextBond(two) == cap


def test_answer__nominating_for_less_than_the_cap__reverts(root_game, two, called, alice):
    cap = root_game.round(two).cap
    expected = custom(root_game.BondTooLow, bond=cap - 1, needed=cap)
    assert_reverts(expected, root_game.answer, two, bytes([9]) * 32, 1, cap - 1, CID, sender=alice)


def test_answer__nominating_what_is_there__reverts(root_game, two, called, alice):
    cap = root_game.round(two).cap
    expected = custom(root_game.AnswerKnown, round=two, answer=1)
    assert_reverts(expected, root_game.answer, two, B, 1, cap, CID, sender=alice)


def test_support__nominating__reverts(root_game, two, called, alice):
    """The shops decide between the answers, not the bonds."""
    expected = custom(root_game.WrongStage, round=two, stage=Stage.NOMINATING)
    assert_reverts(expected, root_game.support, two, 0, 10**25, sender=alice)


def test_answer__voting__reverts(root_game, game, two, called, alice):
    game.close(two, alice)
    expected = custom(root_game.WrongStage, round=two, stage=Stage.VOTING)
    assert_reverts(expected, root_game.answer, two, bytes([9]) * 32, 1, 10**25, CID, sender=alice)
    assert_reverts(expected, root_game.support, two, 0, 10**25, sender=alice)


def test_answer__hundred_and_first__reverts(project, root_game, game, token, two, called, deployer):
    """A poll has 101 options, the last of which is none of them."""
    cap = root_game.round(two).cap
    token.approve(root_game, 2**256 - 1, sender=deployer)
    for n in range(3, 100):
        root_game.answer(two, n.to_bytes(32), 1, cap, CID, sender=deployer)
    expected = custom(root_game.TooManyAnswers, max=100)
    assert_reverts(expected, root_game.answer, two, bytes([9]) * 32, 1, cap, CID, sender=deployer)
    game.close(two, deployer)
    assert root_game.round(two).answers == 100
    assert game.system.polls.poll(root_game.round(two).poll).options == 101
    # What the deployer has put up is returned to it, so that the ledger is even.
    game.close(two, deployer)
    for n in range(3, 100):
        root_game.returnBond(two, n, deployer, sender=deployer)
