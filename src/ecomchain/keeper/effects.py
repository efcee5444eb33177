"""Which events begin, change and end what a keeper looks after. Only indexed values are needed."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Effect:
    """What an event does to the item of ``job`` whose ids are the event's values with these ``names``.

    ``open`` adds it, ``touch`` has it looked at again, ``close`` takes it off. ``touch`` with fewer names
    than the item has ids is for all items that begin so; ``tag`` for all with that tag.
    """

    kind: Literal["open", "touch", "close", "tag"]
    job: str
    names: tuple[str, ...]


def _effect(kind: Literal["open", "touch", "close", "tag"], job: str, *names: str) -> Effect:
    return Effect(kind, job, names)


EFFECTS: dict[str, tuple[Effect, ...]] = {
    "market.OrderPlaced": (_effect("open", "orders", "order"),),
    "market.OrderFulfilled": (_effect("touch", "orders", "order"),),
    "market.OrderDisputed": (_effect("touch", "orders", "order"),),
    "market.OrderClosed": (_effect("close", "orders", "order"), _effect("touch", "disputes", "order")),
    "disputes.DisputeRaised": (_effect("open", "disputes", "order"),),
    "disputes.DisputeContested": (_effect("touch", "disputes", "order"),),
    "disputes.DisputeClosed": (_effect("close", "disputes", "order"),),
    "disputes.ObjectionRaised": (_effect("open", "objections", "order"),),
    "disputes.ObjectionClosed": (_effect("close", "objections", "order"),),
    "budgets.ReserveHeld": (_effect("open", "reserves", "order"),),
    "budgets.ReserveObjected": (_effect("close", "reserves", "order"),),
    "budgets.ReserveReleased": (_effect("close", "reserves", "order"),),
    "group_buy.Joined": (_effect("open", "groups", "group", "buyer"),),
    "group_buy.GroupSucceeded": (_effect("touch", "groups", "group"),),
    "group_buy.OrderPlacedFor": (_effect("close", "groups", "group", "buyer"),),
    "group_buy.Refunded": (_effect("close", "groups", "group", "buyer"),),
    "catalog.Revised": (_effect("tag", "groups", "listing"),),
    "catalog.Delisted": (_effect("tag", "groups", "listing"),),
    "catalog.Relisted": (_effect("tag", "groups", "listing"),),
    "catalog.LinkTaken": (_effect("open", "levels", "shop"),),
    "bounty_board.SlotAssigned": (_effect("open", "bounties", "bounty", "worker"),),
    "bounty_board.WorkSubmitted": (_effect("touch", "bounties", "bounty", "worker"),),
    "bounty_board.WorkPaid": (_effect("close", "bounties", "bounty", "worker"),),
    "bounty_board.WorkRejected": (_effect("close", "bounties", "bounty", "worker"),),
    "bounty_board.AssignmentExpired": (_effect("close", "bounties", "bounty", "worker"),),
    "referendum.Proposed": (_effect("open", "proposals", "proposal"),),
    "referendum.Executed": (_effect("close", "proposals", "proposal"),),
    "root_game.LeadTaken": (_effect("open", "bonds", "round", "answer", "backer"),),
    "root_game.RoundDecided": (_effect("touch", "bonds", "round"),),
    "root_game.RoundAnnulled": (_effect("touch", "bonds", "round"),),
    "root_game.BondReturned": (_effect("close", "bonds", "round", "answer", "backer"),),
    "sale.Bought": (_effect("open", "vesting", "round", "account"),),
}
"""By part of the system and event."""
