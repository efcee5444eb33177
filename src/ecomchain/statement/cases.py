"""The account's bonds, deposits and bounties: what others hold of it until something is decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ecomchain.reports.logs import named
from ecomchain.reports.source import Source
from ecomchain.rewards.chain.events import Event
from ecomchain.statement.figures import Assignment, Bond, Bounty, Deposit, RootBond
from ecomchain.statement.story import Story

STAGES = ("None", "Raised", "Contested")
"""Of a case, as `IDisputes.Stage`."""

ASSIGNMENTS = ("None", "Assigned", "Submitted", "Paid")
ROUNDS = ("None", "Bonding", "Nominating", "Voting", "Decided", "Annulled")
"""As `IRootGame.Stage`."""


@dataclass(frozen=True)
class Kind:
    """One kind of case, and the events that it goes by."""

    name: str
    view: str
    raised: str
    claimant: str
    answered: str
    closed: str


KINDS = (
    Kind("dispute", "dispute", "DisputeRaised", "buyer", "DisputeContested", "DisputeClosed"),
    Kind("objection", "objection", "ObjectionRaised", "claimant", "ObjectionMatched", "ObjectionClosed"),
)


@dataclass(frozen=True)
class Case:
    """What became of one bond of the account."""

    kind: Kind
    order: int
    side: str
    bond: int
    returned: int
    """0 while it is open, and where it was lost; twice the bond where the other side lost its own."""
    open: bool


def cases(story: Story) -> Iterator[Case]:
    """Every bond that the account has put up."""
    for kind in KINDS:
        raised = _by_order(named(story.of_orders, f"disputes.{kind.raised}"))
        answered = _by_order(named(story.of_orders, f"disputes.{kind.answered}"))
        closed = _by_order(named(story.of_orders, f"disputes.{kind.closed}"))
        for order, event in raised.items():
            bond = int(event.values["bond"])
            sides = [("claimant", int(event.values[kind.claimant]))]
            if order in answered:
                sides.append(("respondent", int(answered[order].values["respondent"])))
            end = closed.get(order)
            for side, account in sides:
                if account != story.number:
                    continue
                winner = None if end is None else int(end.values["winner"])
                returned = {None: 0, 0: bond, story.number: 2 * bond}.get(winner, 0)
                yield Case(kind, order, side, bond, returned, end is None)


def bonds(source: Source, story: Story) -> list[Bond]:
    """The bonds that are held now, by what the contract says of every order of the account.

    A dispute's claimant is the order's buyer; an objection names its own.
    """
    orders, disputes = sorted(story.orders), source.system.disputes
    found = []
    for kind in KINDS:
        views = source.reader.views([(disputes, kind.view, (order,)) for order in orders])
        for order, view in zip(orders, views, strict=True):
            if not view.stage:
                continue
            claimant = story.orders[order].buyer if kind.view == "dispute" else view.claimant
            sides = [("claimant", claimant)]
            if STAGES[view.stage] == "Contested":
                sides.append(("respondent", view.respondent))
            found += [
                Bond(kind.name, order, side, STAGES[view.stage], view.deadline, view.bond)
                for side, account in sides
                if account == story.address
            ]
    return found


def root_bonds(source: Source, story: Story) -> list[RootBond]:
    """What the account has on answers about rewards, lost bonds included."""
    reader, game = source.reader, source.system.root_game
    keys = sorted(staked(story))
    rounds = dict(
        zip(
            sorted({number for number, _ in keys}),
            reader.views([(game, "round", (number,)) for number in sorted({number for number, _ in keys})]),
            strict=True,
        )
    )
    stakes = reader.views([(game, "stakeOf", (*key, story.address)) for key in keys])
    found = []
    for (number, answer), stake in zip(keys, stakes, strict=True):
        if stake:
            at = rounds[number]
            stage = ROUNDS[at.stage]
            state = "running"
            if stage == "Annulled" or (stage == "Decided" and at.leader == answer):
                state = "returnable"
            elif stage == "Decided":
                state = "lost"
            found.append(RootBond(number, answer, state, stake))
    return found


def staked(story: Story) -> Mapping[tuple[int, int], int]:
    """What the account's events have it stake, by round and answer, without what came back."""
    sums: dict[tuple[int, int], int] = {}
    for event in named(story.mine, "root_game.LeadTaken"):
        key = int(event.values["round"]), int(event.values["answer"])
        sums[key] = sums.get(key, 0) + int(event.values["bond"])
    for event in named(story.mine, "root_game.BondReturned"):
        sums[int(event.values["round"]), int(event.values["answer"])] = 0
    return sums


def deposits(source: Source, story: Story) -> list[Deposit]:
    """The account's places in groups of group buying that are neither ordered nor sent back."""
    reader, module = source.reader, source.system.group_buy
    groups = sorted({int(event.values["group"]) for event in named(story.mine, "group_buy.Joined")})
    members = reader.views([(module, "member", (group, story.address)) for group in groups])
    live = [(group, member) for group, member in zip(groups, members, strict=True) if member.quantity]
    states = reader.views([(module, "group", (group,)) for group, _ in live])
    deals = reader.views([(module, "deal", (state.deal,)) for state in states])
    listings = reader.views([(source.system.catalog, "listing", (deal.listing,)) for deal in deals])
    within = reader.view(module, "PLACE_WITHIN") if live else 0
    found = []
    for (group, member), state, deal, listing in zip(live, states, deals, listings, strict=True):
        place_by = state.succeededAt + within
        if listing.revision != deal.revision:
            name, until = "void", 0
        elif state.succeededAt and source.time < place_by:
            name, until = "succeeded", place_by
        elif not state.succeededAt and source.time < state.deadline:
            name, until = "open", state.deadline
        else:
            name, until = "refundable", 0
        found.append(
            Deposit(
                group,
                state.deal,
                deal.listing,
                member.quantity,
                name,
                until,
                member.quantity * deal.unitPrice,
            )
        )
    return found


def bounties(source: Source, story: Story) -> list[Bounty]:
    """What the account's shops have posted, as long as the board owes for it."""
    posted = [
        int(event.values["bounty"])
        for event in named(story.of_shops, "bounty_board.BountyPosted")
        if event.values["shop"] in story.shops
    ]
    views = source.reader.views([(source.system.bounty_board, "bounty", (each,)) for each in posted])
    return [
        Bounty(number, v.shop, v.free, v.taken, v.closed, v.reward, (v.free + v.taken) * v.reward)
        for number, v in zip(posted, views, strict=True)
        if v.free + v.taken
    ]


def assignments(source: Source, story: Story) -> list[Assignment]:
    """The slots that the account has and is not paid for yet."""
    reader, board = source.reader, source.system.bounty_board
    slots = sorted({int(event.values["bounty"]) for event in named(story.mine, "bounty_board.SlotAssigned")})
    states = reader.views([(board, "assignment", (bounty, story.address)) for bounty in slots])
    views = reader.views([(board, "bounty", (bounty,)) for bounty in slots])
    return [
        Assignment(bounty, view.shop, ASSIGNMENTS[state.state], state.deadline, view.reward)
        for bounty, state, view in zip(slots, states, views, strict=True)
        if ASSIGNMENTS[state.state] in ("Assigned", "Submitted")
    ]


def _by_order(events: list[Event]) -> dict[int, Event]:
    return {int(event.values["order"]): event for event in events}
