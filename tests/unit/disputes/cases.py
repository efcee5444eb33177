"""What disputes and objections log and answer; the people are the scene's unless others are named."""

from enum import IntEnum
from typing import Any

from clock import next_block_at, now
from events import Log, log
from orders import MIXED_BASE, reserve_of, transfer_log
from scene import CID, OTHER_CID, PRICE, Scene

from ecomchain.amounts import BPS, ECOM

NOBODY = "0x0000000000000000000000000000000000000000"

BOND = PRICE * 200 // BPS
"""Of a dispute about one unit at PRICE, at the default rate."""

HELD = reserve_of(MIXED_BASE, 3)
"""What is held of a mixed order through three distributors that ended at 0."""


class Stage(IntEnum):
    NONE, RAISED, CONTESTED = range(3)


class Reserve(IntEnum):
    """The stages of a reserve."""

    NONE, RESERVED, HELD, OBJECTED = range(4)


NO_CASE = (0, 0, Stage.NONE, NOBODY, NOBODY)


def bond_of(stake: int) -> int:
    """The bond about so much at the default parameters: 2 %, at least one Ecom."""
    return max(stake * 200 // BPS, ECOM)


OBJECTION_BOND = bond_of(HELD)


def raised_logs(system: Any, order: int, buyer: Any, bond: int = BOND) -> list[Log]:
    """Of a dispute that the latest block raised."""
    disputes = system.disputes
    values = {"order": order, "buyer": buyer, "bond": bond, "claim": CID}
    deadline = now() + disputes.CONTEST_WINDOW()
    return [
        log(system.market.OrderDisputed, order=order),
        log(disputes.DisputeRaised, **values, deadline=deadline),
        transfer_log(system.token, buyer, disputes, bond),
    ]


def contested_logs(system: Any, order: int, seller: Any, bond: int = BOND) -> list[Log]:
    """Of a dispute that the latest block saw contested."""
    disputes = system.disputes
    values = {"order": order, "respondent": seller, "answer": OTHER_CID}
    return [
        log(disputes.DisputeContested, **values, deadline=now() + disputes.RULING_WINDOW()),
        transfer_log(system.token, seller, disputes, bond),
    ]


def won_logs(system: Any, event: Any, order: int, winner: Any, bond: int = BOND) -> list[Log]:
    """Of a case whose both bonds went to one side."""
    return [
        log(event, order=order, winner=winner),
        transfer_log(system.token, system.disputes, winner, 2 * bond),
    ]


def back_logs(system: Any, event: Any, order: int, *payers: Any, bond: int = BOND) -> list[Log]:
    """Of a case whose bonds went back, the claimant's first."""
    paid = [transfer_log(system.token, system.disputes, payer, bond) for payer in payers]
    return [log(event, order=order, winner=NOBODY), *paid]


def objected_logs(system: Any, order: int, claimant: Any, bond: int) -> list[Log]:
    """Of an objection that the latest block raised."""
    disputes = system.disputes
    values = {"order": order, "claimant": claimant, "bond": bond, "claim": CID}
    return [
        log(system.budgets.ReserveObjected, order=order),
        log(disputes.ObjectionRaised, **values, deadline=now() + disputes.RULING_WINDOW()),
        transfer_log(system.token, claimant, disputes, bond),
    ]


def matched_logs(system: Any, order: int, seller: Any, bond: int) -> list[Log]:
    """Of an objection whose bond was matched."""
    disputes = system.disputes
    return [
        log(disputes.ObjectionMatched, order=order, respondent=seller, answer=OTHER_CID),
        transfer_log(system.token, seller, disputes, bond),
    ]


def held_after(system: Any, scene: Scene, unfulfilled: int, fulfilled: int, ending: str) -> tuple[int, int]:
    """End an order in a way that holds its reserve; its id, and the settledBps."""
    market, disputes = system.market, system.disputes
    order, bps = fulfilled, 0
    if ending == "refunded":
        market.refund(order, sender=scene.seller)
    elif ending == "cancelled":
        order = unfulfilled
        next_block_at(market.order(order).deadline)
        market.cancel(order, sender=scene.buyer)
    elif ending in ("uncontested", "unruled"):
        disputes.raiseDispute(order, CID, sender=scene.buyer)
        if ending == "unruled":
            disputes.contest(order, OTHER_CID, sender=scene.seller)
            bps = 5_000
        next_block_at(disputes.dispute(order).deadline)
        disputes.expire(order, sender=scene.stranger)
    else:
        bps = 3_333 if ending == "agreed" else 0
        market.propose(order, bps, sender=scene.buyer)
        market.accept(order, bps, sender=scene.seller)
    assert system.budgets.reserved(order).stage == Reserve.HELD
    return order, bps
