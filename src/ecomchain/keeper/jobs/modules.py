"""Group buying and bounties."""

from collections.abc import Iterator, Sequence

from eth_utils import to_checksum_address

from ecomchain.invariants.state import Record
from ecomchain.keeper.jobs.job import Job
from ecomchain.keeper.view import View
from ecomchain.keeper.work import GONE, Act, Call, Verdict

ASSIGNED, SUBMITTED = 1, 2
"""Values of ``IBountyBoard.State``."""


class Groups(Job):
    """Places the orders of a full group, or sends the deposits back."""

    name, does = "groups", "place the orders of full groups, refund the others"

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        pairs = [
            (int(group), to_checksum_address(buyer)) for group, buyer in (key.split(":") for key in keys)
        ]
        members = view.each("group_buy", "member", pairs)
        groups = view.each("group_buy", "group", (group for group, _ in pairs if group))
        deals = view.each("group_buy", "deal", (g.deal for g in groups.values() if g is not None))
        listings = view.each("catalog", "listing", (d.listing for d in deals.values()))
        within = view.constant("group_buy", "PLACE_WITHIN")
        for pair in pairs:
            member, group = members[pair], groups[pair[0]]
            if group is None or not member.quantity:
                yield GONE
                continue
            deal = deals[group.deal]
            void = listings[deal.listing].revision != deal.revision
            yield _of_member(view, pair, member, group, deal, void, within)


def _of_member(
    view: View, pair: tuple[int, str], member: Record, group: Record, deal: Record, void: bool, within: int
) -> Verdict:
    number, buyer = pair
    tag, who = str(deal.listing), f"{buyer} in group {number}"
    refund = Act(Call("group_buy", "refund", (number, [buyer])), f"refund {who}")
    if void:
        return Verdict(view.now, refund, tag=tag)
    if not group.succeededAt:
        return Verdict(group.deadline, refund, tag=tag)
    end = group.succeededAt + within
    if view.now >= end:
        return Verdict(end, refund, tag=tag)
    purchase = (deal.listing, deal.option, deal.revision, member.quantity, deal.unitPrice, member.link)
    place = Act(
        Call("group_buy", "place", (number, [buyer])),
        f"place the order of {who}",
        proof=Call("group_buy", "member", (number, buyer)),
        reason=(view.system.group_buy.address, Call("market", "placeFor", (purchase, buyer))),
    )
    return Verdict(group.succeededAt, place, until=end, tag=tag)


class Bounties(Job):
    """Pays work that nobody has looked at in time; frees slots for which nothing was submitted."""

    name, does = "bounties", "pay work not reviewed in time, free slots without work"

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        pairs = [
            (int(bounty), to_checksum_address(worker)) for bounty, worker in (k.split(":") for k in keys)
        ]
        for pair, found in zip(pairs, view.many("bounty_board", "assignment", pairs), strict=True):
            bounty, worker = pair
            if found.state == ASSIGNED:
                act = Act(
                    Call("bounty_board", "expire", pair), f"free the slot of {worker} in bounty {bounty}"
                )
            elif found.state == SUBMITTED:
                act = Act(Call("bounty_board", "claim", pair), f"pay {worker} for bounty {bounty}")
            else:
                yield GONE
                continue
            yield Verdict(found.deadline, act)
