"""Invariants of bounties, group buying, and modules at large."""

from collections import Counter

from ecomchain.model.structs_modules import MemberView, Work
from invariant.checks import invariant
from invariant.history import History
from invariant.seen import Seen


@invariant("BOUNTY-1")
def board_is_solvent(seen: Seen, _: History) -> None:
    assert seen.contracts["bounty_board"] >= seen.bounty_totals.owed


@invariant("BOUNTY-2")
def slots_are_owed(seen: Seen, _: History) -> None:
    bounties = seen.bounties.values()
    assert seen.bounty_totals.owed == sum(b.reward * (b.free + b.taken) for b in bounties)
    assert all(not b.closed or b.free == 0 for b in bounties)


@invariant("BOUNTY-3")
def taken_slots_have_workers(seen: Seen, _: History) -> None:
    taken: Counter[int] = Counter()
    for (bounty, _worker), found in seen.assignments.items():
        taken[bounty] += found.state in (Work.ASSIGNED, Work.SUBMITTED)
    for id_, bounty in seen.bounties.items():
        assert bounty.taken == taken[id_]


@invariant("DEPOSIT-1")
def group_buy_is_solvent(seen: Seen, _: History) -> None:
    deposits = seen.group_totals.deposits
    assert deposits == sum(
        seen.deals[seen.groups[group].deal].unit_price * member.quantity
        for (group, _), member in seen.members.items()
    )
    assert seen.contracts["group_buy"] >= deposits


@invariant("DEPOSIT-2")
def deposits_leave_once(seen: Seen, history: History) -> None:
    """For an order of their buyer, or back to it."""
    for key, steps in history.deposits.items():
        there = seen.members[key] != MemberView()
        assert steps in (["joined"],) if there else steps in (["joined", "ordered"], ["joined", "refunded"])


@invariant("DEPOSIT-3")
def groups_fill_up_once(seen: Seen, history: History) -> None:
    """A group has as many buyers as joined, never more than its size; it succeeds with the last, in time."""
    joined = Counter(group for group, _ in history.deposits)
    for id_, group in seen.groups.items():
        deal = seen.deals[group.deal]
        assert group.buyers == joined[id_] <= deal.size
        assert (group.succeeded_at > 0) == (group.buyers == deal.size)
        assert group.succeeded_at < group.deadline
        before = history.before.groups.get(id_)
        assert before is None or before.succeeded_at in (0, group.succeeded_at)


@invariant("MODULE-1")
def modules_keep_to_the_bounds(_: Seen, history: History) -> None:
    for sale in history.module_sales:
        assert 0 < sale.floor <= sale.price <= sale.top
