"""`propose`: a shop asks all shops about one call (DST-3)."""

import pytest
from clock import DAY, mine_at, next_block_at, now
from events import assert_logs, log
from scene import CID, plain
from voters import close_shop, open_shops

from helpers import assert_reverts, custom

NOBODY = "0x0000000000000000000000000000000000000000"


def test_propose__by_a_shop__opens_a_poll(referendum, polls, reputation, stage, alice, kappa):
    receipt = referendum.propose(stage.alices[0], reputation, kappa, CID, sender=alice)
    opened = {"poll": 1, "opener": referendum, "options": 2, "electorate": 12, "end": now() + 7 * DAY}
    proposed = {"proposal": 1, "shop": stage.alices[0], "poll": 1, "target": reputation, "data": kappa}
    assert_logs(receipt, log(polls.PollOpened, **opened), log(referendum.Proposed, **proposed, reason=CID))
    assert plain(referendum.proposal(1)) == (reputation.address, 1, False, kappa)
    assert (referendum.proposals(), referendum.lastOf(stage.alices[0])) == (1, 1)


def test_propose__answers__its_number(referendum, root_game, stage, alice, bob, kappa):
    referendum.propose(stage.alices[0], root_game, b"", CID, sender=alice)
    assert referendum.propose.call(stage.bobs[0], root_game, b"", CID, sender=bob) == 2


def test_propose__another_target__reverts(system, referendum, stage, alice, kappa):
    for name, contract in system.contracts():
        if name not in ("reputation", "root_game", "registry"):
            expected = custom(referendum.UnknownTarget, target=contract)
            assert_reverts(expected, referendum.propose, stage.alices[0], contract, kappa, CID, sender=alice)


def test_propose__no_voice__reverts(
    system, referendum, polls, reputation, stage, alice, bob, stranger, kappa
):
    shop = stage.alices[0]
    for caller in (bob, stranger):
        expected = custom(polls.NotShopOwner, shop=shop, caller=caller, owner=alice)
        assert_reverts(expected, referendum.propose, shop, reputation, kappa, CID, sender=caller)
    needed = (now() // DAY - 30) * DAY
    joined = open_shops(system, alice, 1)[0]
    expected = custom(polls.NotEligible, shop=joined, since=now(), needed=needed)
    assert_reverts(expected, referendum.propose, joined, reputation, kappa, CID, sender=alice)
    close_shop(system, alice, shop)
    expected = custom(polls.NotEligible, shop=shop, since=0, needed=needed)
    assert_reverts(expected, referendum.propose, shop, reputation, kappa, CID, sender=alice)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_propose__while_the_shops_last_is_voted_on__reverts(
    referendum, polls, reputation, stage, alice, bob, kappa, seconds
):
    """Its other shops, and other owners, may."""
    shop = stage.alices[0]
    referendum.propose(shop, reputation, kappa, CID, sender=alice)
    referendum.propose(stage.alices[1], reputation, kappa, CID, sender=alice)
    referendum.propose(stage.bobs[0], reputation, kappa, CID, sender=bob)
    end = polls.poll(1).end
    if seconds < 0:
        mine_at(end - 1)
        expected = custom(referendum.ProposalRunning, shop=shop, proposal=1)
        assert_reverts(expected, referendum.propose, shop, reputation, kappa, CID, sender=alice)
        return
    next_block_at(end)
    referendum.propose(shop, reputation, kappa, CID, sender=alice)
    assert (referendum.proposals(), referendum.lastOf(shop)) == (4, 4)


def test_views__nothing_proposed__are_zero(referendum, polls, registry, reputation, root_game, stage):
    assert plain(referendum.proposal(1)) == (NOBODY, 0, False, b"")
    assert (referendum.proposals(), referendum.lastOf(stage.alices[0])) == (0, 0)
    assert (referendum.polls(), referendum.reputation(), referendum.rootGame()) == (
        polls,
        reputation,
        root_game,
    )
    assert referendum.registry() == registry
