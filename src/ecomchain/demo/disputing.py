"""Disputes and objections on the stage: bonds go in, and come out as the rules say (ORD-4, ORD-5)."""

from typing import Any

from ape.api import ReceiptAPI

from ecomchain.demo import acts, fiat, sales
from ecomchain.demo.cast import Actor
from ecomchain.demo.sales import transfers
from ecomchain.demo.stage import Stage
from ecomchain.demo.text import ecom, period
from ecomchain.model import commission

Bonds = list[tuple[Actor, int]]
"""Who gets how much of the bonds of a case, in the order of the payments."""


def dispute(stage: Stage, buyer: Actor, order: sales.Order, claim: str) -> int:
    """``buyer`` disputes a fulfilled order. Returns the bond of each side."""
    disputes = stage.system.disputes
    receipt = stage.send(buyer, disputes.raiseDispute, order.id, acts.cid(claim))
    bond = _bond(stage, receipt, order.price, "DisputeRaised")
    window = period(stage.view(disputes, "CONTEST_WINDOW"))
    stage.tell(buyer.name, f"disputes 争议: {claim}; bond {ecom(bond)} Ecom; A has {window} to contest")
    return bond


def contest(stage: Stage, seller: Actor, order: sales.Order, answer: str) -> None:
    """``seller`` puts up an equal bond."""
    disputes = stage.system.disputes
    stage.send(seller, disputes.contest, order.id, acts.cid(answer))
    window = period(stage.view(disputes, "RULING_WINDOW"))
    stage.tell(seller.name, f"contests with an equal bond: {answer}; J has {window} to rule")


def close(stage: Stage, order: sales.Order, actor: Actor, method: Any, *args: Any, bonds: Bonds) -> None:
    """``actor`` ends the dispute by ``method(order, ...)``."""
    _told(stage, sales.close(stage, order, actor, method, *args), bonds)


def objection(
    stage: Stage, distributor: Actor, seller: Actor, order: fiat.FiatOrder, held: int, claim: str
) -> int:
    """``distributor`` objects to unpaid commission, ``seller`` matches the bond. Returns the bond of each."""
    disputes = stage.system.disputes
    receipt = stage.send(distributor, disputes.object, order.id, acts.cid(claim))
    bond = _bond(stage, receipt, held, "ObjectionRaised")
    stage.tell(distributor.name, f"objects 异议: {claim}; bond {ecom(bond)} Ecom")
    stage.send(seller, disputes.matchObjection, order.id, acts.cid("it was not"))
    stage.tell(seller.name, "matches the bond: it was not")
    return bond


def rule_objection(stage: Stage, arbitrator: Actor, order: fiat.FiatOrder, bps: int, bonds: Bonds) -> None:
    """``arbitrator`` ends an objection: ``bps`` of the full commission is paid."""
    receipt = stage.send(arbitrator, stage.system.disputes.ruleObjection, order.id, bps)
    fiat.show_release(stage, order, receipt)
    _told(stage, receipt, bonds)


def _bond(stage: Stage, receipt: ReceiptAPI, stake: int, event: str) -> int:
    """The bond on ``stake``, compared with the rule and with what was paid."""
    disputes = stage.system.disputes
    bond = int(stage.event(receipt, disputes, event)["bond"])
    limits = stage.view(disputes, "totals")
    stage.check("the bond", bond, max(commission.part(stake, limits.bondBps), limits.minBond))
    stage.check("what the bond took", transfers(stage, receipt), [(disputes.address, bond)])
    return bond


def _told(stage: Stage, receipt: ReceiptAPI, bonds: Bonds) -> None:
    paid = transfers(stage, receipt, stage.system.disputes.address)
    stage.check("what became of the bonds", paid, [(actor.address, amount) for actor, amount in bonds])
    if len(bonds) == 1:
        actor, amount = bonds[0]
        stage.tell(actor.name, f"wins both bonds 保证金: {ecom(amount)} Ecom")
    else:
        stage.tell("", "both bonds go back to who paid them")
