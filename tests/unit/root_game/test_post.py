"""`post`, `activate`, `veto`, `recall`: the publisher's roots, and the guardian's say in them (DST-3)."""

import pytest
from clock import DAY, mine_at, next_block_at, now
from events import assert_logs, log
from scene import CID, NO_CID, OTHER_CID, plain

from .game import NONE, A, B, C, added_log
from helpers import assert_reverts, custom

NOTHING = (NONE, 0, 0, 0)


@pytest.fixture
def posted(root_game, publisher):
    """A root for day 5; from when it can be activated."""
    root_game.post(5, A, 100, CID, sender=publisher)
    return root_game.pending().readyAt


@pytest.fixture
def activated(root_game, stranger, posted):
    next_block_at(posted)
    root_game.activate(sender=stranger)


# post


def test_post__waits_for_24_hours(root_game, reward_pool, publisher):
    receipt = root_game.post(5, A, 100, CID, sender=publisher)
    ready = now() + DAY
    values = {"day": 5, "root": A, "total": 100, "content": CID, "readyAt": ready}
    assert_logs(receipt, log(root_game.RootPosted, **values))
    assert plain(root_game.pending()) == (A, 100, 5, ready)
    assert reward_pool.state().coveredDay == 0


def test_post__not_the_publisher__reverts(root_game, everybody, publisher):
    for caller in everybody:
        if caller != publisher:
            expected = custom(root_game.AccessManagedUnauthorized, caller=caller)
            assert_reverts(expected, root_game.post, 5, A, 100, CID, sender=caller)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_post__before_the_root_before_it_is_due__reverts_and_activates_it_from_then_on(
    system, root_game, reward_pool, publisher, posted, seconds
):
    if seconds < 0:
        mine_at(posted - 1)
        expected = custom(root_game.RootPending, day=5, readyAt=posted)
        assert_reverts(expected, root_game.post, 6, B, 200, CID, sender=publisher)
        return
    next_block_at(posted + seconds)
    receipt = root_game.post(6, B, 200, OTHER_CID, sender=publisher)
    ready = now() + DAY
    assert_logs(
        receipt,
        log(root_game.RootActivated, day=5, root=A),
        added_log(system, 1, 0, 5, A, 100, reward_pool.emitted(5)),
        log(root_game.RootPosted, day=6, root=B, total=200, content=OTHER_CID, readyAt=ready),
    )
    assert plain(root_game.pending()) == (B, 200, 6, ready)
    assert root_game.lastActivation() == now()


def test_post__that_does_not_fit__reverts(root_game, reward_pool, publisher):
    """As `addRoot` would, a day earlier."""
    most = reward_pool.emitted(5)
    expected = custom(reward_pool.TotalTooHigh, total=most + 1, available=most)
    assert_reverts(expected, root_game.post, 5, A, most + 1, CID, sender=publisher)
    expected = custom(reward_pool.DayOutOfRange, day=29, coveredDay=0, last=28)
    assert_reverts(expected, root_game.post, 29, A, 0, CID, sender=publisher)
    expected = custom(reward_pool.DayOutOfRange, day=0, coveredDay=0, last=28)
    assert_reverts(expected, root_game.post, 0, A, 0, CID, sender=publisher)
    assert_reverts(custom(reward_pool.ZeroRoot), root_game.post, 5, NONE, 0, CID, sender=publisher)


def test_post__day_that_the_pending_root_covers__reverts(root_game, reward_pool, publisher, posted):
    """It is measured against the root that it activates."""
    mine_at(posted)
    expected = custom(reward_pool.DayOutOfRange, day=5, coveredDay=5, last=28)
    assert_reverts(expected, root_game.post, 5, B, 100, CID, sender=publisher)


def test_post__day_not_over__reverts(root_game, reward_pool, publisher, as_game):
    reward_pool.skipDays(28, sender=as_game)
    end = reward_pool.endOf(41)
    mine_at(end - 1)
    expected = custom(reward_pool.DayNotOver, day=41, endsAt=end, now_=end - 1)
    assert_reverts(expected, root_game.post, 41, A, 0, CID, sender=publisher)
    next_block_at(end)
    root_game.post(41, A, 0, CID, sender=publisher)


def test_post__days_that_allocate_nothing__repeat_the_last_root(
    system, root_game, reward_pool, publisher, activated, stranger
):
    root_game.post(7, A, 100, CID, sender=publisher)
    next_block_at(root_game.pending().readyAt)
    receipt = root_game.activate(sender=stranger)
    added = added_log(system, 1, 1, 7, A, 100, reward_pool.emitted(7))
    assert_logs(receipt, log(root_game.RootActivated, day=7, root=A), added)


# activate


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_activate__by_anyone__from_24_hours_on(system, root_game, reward_pool, posted, stranger, seconds):
    if seconds < 0:
        time = mine_at(posted - 1)
        expected = custom(root_game.TooEarly, **{"from": posted}, now_=time)
        assert_reverts(expected, root_game.activate, sender=stranger)
        return
    next_block_at(posted + seconds)
    receipt = root_game.activate(sender=stranger)
    assert_logs(
        receipt,
        log(root_game.RootActivated, day=5, root=A),
        added_log(system, 1, 0, 5, A, 100, reward_pool.emitted(5)),
    )
    assert plain(root_game.pending()) == NOTHING
    assert root_game.lastActivation() == posted + seconds
    assert root_game.decidedDay() == 0


def test_activate__nothing_posted_or_twice__reverts(root_game, posted, stranger):
    next_block_at(posted)
    root_game.activate(sender=stranger)
    assert_reverts(custom(root_game.NothingPending), root_game.activate, sender=stranger)


# veto


@pytest.mark.parametrize("seconds", [-DAY + 1, -1, 0, 1])
def test_veto__before_24_hours__drops_it(root_game, reward_pool, posted, guardian, seconds):
    if seconds >= 0:
        time = mine_at(posted + seconds)
        expected = custom(root_game.TooLate, until=posted, now_=time)
        assert_reverts(expected, root_game.veto, 5, A, OTHER_CID, sender=guardian)
        return
    next_block_at(posted + seconds)
    receipt = root_game.veto(5, A, OTHER_CID, sender=guardian)
    assert_logs(receipt, log(root_game.RootDropped, day=5, root=A, reason=OTHER_CID))
    assert plain(root_game.pending()) == NOTHING
    mine_at(posted)
    assert_reverts(custom(root_game.NothingPending), root_game.activate, sender=guardian)
    assert reward_pool.state().coveredDay == 0


@pytest.mark.parametrize(("day", "root"), [(4, A), (6, A), (5, B), (5, NONE), (0, NONE)])
def test_veto__of_another_root__reverts(root_game, posted, guardian, day, root):
    assert_reverts(custom(root_game.NothingPending), root_game.veto, day, root, CID, sender=guardian)


def test_veto__nothing_posted__reverts(root_game, guardian):
    """Not of day 0 and no root, which is what the empty slot holds."""
    assert_reverts(custom(root_game.NothingPending), root_game.veto, 0, NONE, CID, sender=guardian)


def test_veto_and_recall__not_the_guardian__reverts(root_game, everybody, guardian, posted):
    for caller in everybody:
        if caller != guardian:
            expected = custom(root_game.AccessManagedUnauthorized, caller=caller)
            assert_reverts(expected, root_game.veto, 5, A, CID, sender=caller)
            assert_reverts(expected, root_game.recall, 1, 0, CID, sender=caller)


def test_post__after_a_veto__waits_anew(root_game, publisher, guardian, posted):
    root_game.veto(5, A, CID, sender=guardian)
    root_game.post(5, B, 100, CID, sender=publisher)
    assert plain(root_game.pending()) == (B, 100, 5, now() + DAY)


# recall


@pytest.mark.usefixtures("activated")
def test_recall__last_root__proves_nothing_any_more(root_game, reward_pool, guardian):
    receipt = root_game.recall(1, 0, OTHER_CID, sender=guardian)
    assert_logs(
        receipt,
        log(root_game.RootRecalled, epoch=1, index=0, reason=OTHER_CID),
        log(reward_pool.RootRevoked, epoch=1, index=0, coveredDay=0, total=0),
    )
    assert reward_pool.root(1, 0) == NONE


@pytest.mark.usefixtures("activated")
@pytest.mark.parametrize("due", [False, True])
def test_recall__with_a_root_posted_after_it__drops_that_too(
    root_game, reward_pool, publisher, guardian, due
):
    """Also one that was due: it was computed on top of what is recalled."""
    root_game.post(6, B, 200, CID, sender=publisher)
    if due:
        next_block_at(root_game.pending().readyAt + 5)
    receipt = root_game.recall(1, 0, OTHER_CID, sender=guardian)
    assert_logs(
        receipt,
        log(root_game.RootDropped, day=6, root=B, reason=OTHER_CID),
        log(root_game.RootRecalled, epoch=1, index=0, reason=OTHER_CID),
        log(reward_pool.RootRevoked, epoch=1, index=0, coveredDay=0, total=0),
    )
    assert plain(root_game.pending()) == NOTHING


@pytest.mark.usefixtures("activated")
def test_recall__days_again__are_posted_like_any(root_game, reward_pool, publisher, guardian, stranger):
    root_game.recall(1, 0, CID, sender=guardian)
    root_game.post(5, C, 90, CID, sender=publisher)
    next_block_at(root_game.pending().readyAt)
    root_game.activate(sender=stranger)
    assert (reward_pool.root(1, 0), reward_pool.root(1, 1)) == (NONE, C)
    assert plain(reward_pool.fund(1)) == (90, 0, 2)


@pytest.mark.usefixtures("activated")
def test_recall__twice_or_not_the_last__reverts(root_game, reward_pool, publisher, guardian, stranger):
    root_game.post(6, B, 200, CID, sender=publisher)
    next_block_at(root_game.pending().readyAt)
    root_game.activate(sender=stranger)
    expected = custom(reward_pool.NotLastRoot, epoch=1, index=0)
    assert_reverts(expected, root_game.recall, 1, 0, CID, sender=guardian)
    root_game.recall(1, 1, CID, sender=guardian)
    expected = custom(reward_pool.NotLastRoot, epoch=1, index=1)
    assert_reverts(expected, root_game.recall, 1, 1, CID, sender=guardian)
    root_game.recall(1, 0, CID, sender=guardian)
    assert reward_pool.state().coveredDay == 0


@pytest.mark.usefixtures("activated")
def test_recall__when_the_next_epoch_has_a_root__reverts(
    root_game, reward_pool, publisher, guardian, stranger
):
    for day, root, total in ((28, B, 200), (29, C, 7)):
        root_game.post(day, root, total, CID, sender=publisher)
        next_block_at(root_game.pending().readyAt)
        root_game.activate(sender=stranger)
    root_game.recall(2, 0, CID, sender=guardian)
    expected = custom(reward_pool.NotLastRoot, epoch=1, index=1)
    assert_reverts(expected, root_game.recall, 1, 1, CID, sender=guardian)
    assert reward_pool.root(1, 1) == B


def test_no_cid__as_a_reason__passes(root_game, posted, guardian):
    receipt = root_game.veto(5, A, NO_CID, sender=guardian)
    assert_logs(receipt, log(root_game.RootDropped, day=5, root=A, reason=NO_CID))
