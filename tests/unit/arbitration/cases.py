"""Cases to be ruled by an ERC-792 arbitrator, and what the adapter should log about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import SimpleNamespace
from typing import Any

from ape import accounts, chain, project
from ape.api import AccountAPI, ReceiptAPI
from eth_abi import encode
from eth_utils import keccak
from events import Log, assert_logs, log
from orders import place
from scene import CID, FIAT, MIXED, PRICE, Scene, build, purchase
from vouchers_signing import scene_voucher

from helpers import Revert

FEE = 10**16
"""Of the arbitrator, in wei."""

EXTRA_DATA = b"court 7, three jurors"


class Kind(IntEnum):
    DISPUTE, OBJECTION = range(2)


class Stage(IntEnum):
    """Of a request."""

    NONE, PENDING, REFUSED, RULED, APPLIED = range(5)


class CaseStage(IntEnum):
    """Of a dispute or an objection."""

    NONE, RAISED, CONTESTED = range(3)


@dataclass(frozen=True)
class Cases:
    """An adapter in the arbitrator's place, and orders.

    Of ``placed`` nobody has complained; ``raised`` and ``contested`` are disputed (without a fiat part),
    ``mixed`` too, contested and with a fiat part. ``objected`` and ``matched`` ended at 0, and the closing
    distributor, the third, objects; of the latter the seller has matched the bond. ``judge`` owns the
    arbitrator.
    """

    scene: Scene
    adapter: Any
    arbitrator: Any
    judge: AccountAPI
    placed: int
    raised: int
    contested: int
    mixed: int
    objected: int
    matched: int

    def order(self, kind: Kind) -> int:
        """A case of this kind that can be ruled, with both bonds."""
        return self.contested if kind is Kind.DISPUTE else self.matched

    def request(self, kind: Kind, order: int | None = None) -> int:
        """Ask for a ruling; the number of the arbitrator's dispute."""
        order = self.order(kind) if order is None else order
        method = self.adapter.requestDispute if kind is Kind.DISPUTE else self.adapter.requestObjection
        method(order, value=FEE, sender=self.scene.stranger)
        return int(self.adapter.request(kind, order).disputeId)

    def rule(self, dispute: int, ruling: int) -> ReceiptAPI:
        """The judge rules."""
        return self.arbitrator.giveRuling(dispute, ruling, sender=self.judge)

    def deadline(self, system: Any, kind: Kind) -> int:
        """Until when the case of this kind can be ruled."""
        method = system.disputes.dispute if kind is Kind.DISPUTE else system.disputes.objection
        return int(method(self.order(kind)).deadline)


def build_cases(system: Any, foundation: AccountAPI) -> Cases:
    """Set the scene of ``tests/scene.py``, with all cases open."""
    scene = build(system)
    judge = accounts.test_accounts.generate_test_account()
    judge.balance += 10**20
    arbitrator = scene.stranger.deploy(project.TestArbitrator, judge, FEE)
    adapter = scene.stranger.deploy(project.ArbitratorAdapter, system.disputes, arbitrator, EXTRA_DATA)
    system.disputes.setArbitrator(adapter, sender=foundation)
    placed = place(system, scene, scene.escrowed, 3)
    raised, contested = (_disputed(system, scene, place(system, scene, scene.escrowed, 3)) for _ in range(2))
    mixed = _disputed(system, scene, _vouched(system, scene, MIXED))
    for order in (contested, mixed):
        system.disputes.contest(order, CID, sender=scene.seller)
    objected, matched = (_objected(system, scene, _vouched(system, scene, FIAT)) for _ in range(2))
    system.disputes.matchObjection(matched, CID, sender=scene.seller)
    return Cases(scene, adapter, arbitrator, judge, placed, raised, contested, mixed, objected, matched)


def object_to(system: Any, scene: Scene, order: int) -> None:
    """The closing distributor objects."""
    system.disputes.object(order, CID, sender=scene.distributors[2])


def agree(system: Any, scene: Scene, order: int, bps: int) -> None:
    """Buyer and seller end the order at ``bps``."""
    system.market.propose(order, bps, sender=scene.buyer)
    system.market.accept(order, bps, sender=scene.seller)


def _vouched(system: Any, scene: Scene, option: int) -> int:
    price = PRICE if option == MIXED else 0
    wanted = purchase(scene.mixed, scene.link(3), option=option, unit_price=price)
    system.vouchers.place(wanted, scene_voucher(system, scene, wanted), sender=scene.buyer)
    return int(system.market.totals().orders)


def _disputed(system: Any, scene: Scene, order: int) -> int:
    system.market.fulfil(order, CID, sender=scene.seller)
    system.disputes.raiseDispute(order, CID, sender=scene.buyer)
    return order


def _objected(system: Any, scene: Scene, order: int) -> int:
    system.market.refund(order, sender=scene.seller)
    object_to(system, scene, order)
    return order


def bps_of(ruling: int) -> int:
    """1 is nothing for the seller (or distributors), each further one a quarter more."""
    return (0, 2_500, 5_000, 7_500, 10_000)[ruling - 1]


def ruling_log(cases: Cases, dispute: int, ruling: int) -> Log:
    values = {"_arbitrator": cases.arbitrator, "_disputeID": dispute, "_ruling": ruling}
    return log(cases.adapter.Ruling, **values)


def applied_log(cases: Cases, kind: Kind, order: int, bps: int) -> Log:
    return log(cases.adapter.RulingApplied, order=order, kind=kind, settledBps=bps)


def not_applied_log(cases: Cases, kind: Kind, order: int, bps: int, reason: Revert) -> Log:
    data = keccak(text=reason.signature)[:4] + encode(reason.types, reason.values)
    return log(cases.adapter.RulingNotApplied, order=order, kind=kind, settledBps=bps, reason=data)


def assert_logs_of(contract: Any, receipt: ReceiptAPI, /, *expected: Log) -> None:
    """Assert that ``contract`` logged exactly ``expected``, whatever others logged besides."""
    own = [entry for entry in receipt.logs if entry["address"].lower() == contract.address.lower()]
    assert_logs(SimpleNamespace(logs=own), *expected)  # type: ignore[arg-type]


def balances(token: Any, people: Sequence[Any]) -> list[int]:
    return [token.balanceOf(one) for one in people]


def head() -> int:
    """The time of the latest block."""
    return int(chain.blocks.head.timestamp)
