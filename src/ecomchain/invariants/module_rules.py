"""Invariants of group buying, of modules at large, and of bounties."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from ecomchain.invariants.chain import named
from ecomchain.invariants.rule import covers, equal, invariant
from ecomchain.invariants.state import State
from ecomchain.model.structs_modules import Work


@invariant("DEPOSIT-1", "group buying holds all deposits, which add up to the total")
def deposits(state: State) -> Iterator[str]:
    group_buy = state.group_buy
    owed = sum(
        group_buy.deals[group_buy.groups[group].deal].unitPrice * member.quantity
        for (group, _), member in group_buy.members.items()
    )
    yield from equal("totals.deposits", group_buy.totals.deposits, owed)
    held = state.token.balances.get(group_buy.address, 0)
    yield from covers("GroupBuy", held, group_buy.totals.deposits)


@invariant("DEPOSIT-2", "a deposit leaves once: for an order of its buyer, or back to it")
def deposits_leave_once(state: State) -> Iterator[str]:
    steps: dict[tuple[int, str], list[str]] = defaultdict(list)
    for event in state.group_buy.events:
        if event.name in ("Joined", "OrderPlacedFor", "Refunded"):
            steps[event.args.group, event.args.buyer].append(event.name)
    for (group, buyer), found in steps.items():
        there = state.group_buy.members[group, buyer].quantity > 0
        wanted = [["Joined"]] if there else [["Joined", "OrderPlacedFor"], ["Joined", "Refunded"]]
        if found not in wanted:
            is_there = "is there" if there else "is gone"
            yield f"the deposit of {buyer} in group {group} {is_there}, after {', '.join(found)}"


@invariant("DEPOSIT-3", "a group has the buyers that joined, and succeeds with the last one, in time")
def groups(state: State) -> Iterator[str]:
    joined = Counter(event.group for event in named(state.group_buy.events, "Joined"))
    for id_, group in state.group_buy.groups.items():
        size = state.group_buy.deals[group.deal].size
        if group.buyers != joined[id_] or group.buyers > size:
            yield f"group {id_} of {size} has {group.buyers} buyers, {joined[id_]} joined"
        complete = group.buyers == size
        if complete != (group.succeededAt > 0) or group.succeededAt >= group.deadline:
            yield f"group {id_} with {group.buyers} of {size} buyers succeeded at {group.succeededAt}"


@invariant("MODULE-1", "an order costs the list price; a module's costs no more, and no less than the floor")
def prices(state: State) -> Iterator[str]:
    by_module = {event.order for event in named(state.group_buy.events, "OrderPlacedFor")}
    for id_, order in state.market.orders.items():
        if order.placed is None or order.offer is None:
            yield f"order {id_} bought nothing that was on offer"
            continue
        price, listed = order.placed.unitPrice, order.offer.tokenAmount
        if id_ not in by_module and price != listed:
            yield f"order {id_} costs {price} a unit, the listing {listed}"
        if id_ in by_module and not 0 < order.floor <= price <= listed:
            yield f"order {id_} costs {price} a unit by group buying, allowed was {order.floor} to {listed}"


@invariant("BOUNTY-1", "the bounty board's balance covers what it owes")
def board(state: State) -> Iterator[str]:
    bounties = state.bounties
    held = state.token.balances.get(bounties.address, 0)
    yield from covers("BountyBoard", held, bounties.totals.owed)


@invariant("BOUNTY-2", "what the board owes is a reward for each free and each taken slot")
def slots(state: State) -> Iterator[str]:
    bounties = state.bounties.bounties
    owed = sum(bounty.reward * (bounty.free + bounty.taken) for bounty in bounties.values())
    yield from equal("totals.owed", state.bounties.totals.owed, owed)
    for id_, bounty in bounties.items():
        if bounty.closed and bounty.free:
            yield f"bounty {id_} is closed with {bounty.free} free slots"


@invariant("BOUNTY-3", "a bounty has as many taken slots as workers who have one")
def workers(state: State) -> Iterator[str]:
    taken: Counter[int] = Counter()
    for (id_, _), found in state.bounties.assignments.items():
        taken[id_] += found.state in (Work.ASSIGNED, Work.SUBMITTED)
    for id_, bounty in state.bounties.bounties.items():
        if bounty.taken != taken[id_]:
            yield f"bounty {id_} has {bounty.taken} taken slots, {taken[id_]} workers have one"
