"""Disputes, objections and held reserves, at and around their deadlines."""

from collections.abc import Iterator
from typing import NamedTuple

from engine.actors import BUYERS, PEOPLE, STRANGER
from engine.system import ARBITRATOR
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.model.bonds import CONTEST_WINDOW, RULING_WINDOW, Case
from ecomchain.model.order import Order
from ecomchain.model.structs import Cid
from ecomchain.model.structs_trade import CaseStage, Direction, Ending, Purchase, Sale, Stage, State
from invariant.fiat_rules import FiatRules

BPS = st.sampled_from([0, 1, 4_999, 5_000, 5_001, 9_999, 10_000, 10_001])
DISPUTE_STEPS = ("contest", "rule", "expire", "returnBonds")
DISPUTE_ENDINGS = ("rule", "rule", "rule", "expire", "expire", "refund", "confirm", "accept")
OBJECTION_STEPS = ("matchObjection", "matchObjection", "ruleObjection", "expireObjection")
OBJECTION_ENDINGS = ("ruleObjection", "ruleObjection", "expireObjection", "release")
CID = Cid(b"\4" * 32, 1)


class Deed(NamedTuple):
    """A call about an order that begins or ends to be allowed at ``time``."""

    contract: str
    function: str
    caller: str
    order: int
    args: tuple[object, ...]
    time: int


class DisputeRules(FiatRules):
    """Buyers dispute, distributors object, sellers answer, the arbitrator rules, or nobody does."""

    @rule(data=st.data(), noise=st.integers(0, 7), bps=BPS)
    def step_in_a_dispute(self, data: st.DataObject, noise: int, bps: int) -> None:
        """What the stage of a dispute allows (a new one, if there is none); now and then something else."""
        disputes = self.model.disputes.disputes
        if noise < 2 or not disputes:
            id_, found = self._disputable(data) if noise else self.order(data, State.FULFILLED)
            self._raise(self.caller(data, found.buyer if found else PEOPLE[0]), id_, poor=noise == 1)
        else:
            id_ = self._case(data, disputes)
            contested = id_ in disputes and disputes[id_].stage is CaseStage.CONTESTED
            steps = ("rule", "expire") if contested else ("contest", "contest", "expire")
            self._step(data, data.draw(st.sampled_from(steps if noise < 7 else DISPUTE_STEPS)), id_, bps)

    @rule(data=st.data(), contested=st.integers(0, 3), ending=st.sampled_from(DISPUTE_ENDINGS), bps=BPS)
    def dispute_to_the_end(self, data: st.DataObject, contested: int, ending: str, bps: int) -> None:
        """A fulfilled order, an old one or one for this alone, from the dispute to its ending."""
        id_, found = self._disputable(data)
        if found is None:
            return
        seller, disputes = self.owner_of(found.shop), self.model.disputes.disputes
        if data.draw(st.booleans()):
            self.do("market", "propose", seller, id_, bps)
        self._raise(found.buyer, id_)
        self.do("market", "accept", found.buyer, id_, bps)
        if contested:
            self.do("disputes", "contest", seller, id_, CID)
        if ending == "expire" and id_ in disputes:
            self.wait_until(disputes[id_].deadline + data.draw(st.sampled_from([-1, 0, 1])))
        if ending == "accept":
            self.do("market", "propose", found.buyer, id_, min(bps, 9_999))
            self.do("market", "accept", seller, id_, min(bps, 9_999))
        elif ending in ("refund", "confirm"):
            self.do("market", ending, seller if ending == "refund" else found.buyer, id_)
        else:
            self._step(data, ending, id_, bps)
        self.do("disputes", "returnBonds", STRANGER, id_)

    @rule(data=st.data(), noise=st.integers(0, 7), bps=BPS)
    def step_in_an_objection(self, data: st.DataObject, noise: int, bps: int) -> None:
        """Something about a held reserve, or an objection; mostly what its stage allows."""
        reserves, objections = self.model.budgets.reserves, self.model.disputes.objections
        if noise < 3 or not objections:
            id_ = self._held(data) if noise else self._objectionable(data)
            shop = reserves[id_].link & 0xFFFFFFFF if id_ in reserves else 3
            if noise == 2:
                self.do("budgets", "release", STRANGER, id_)
            self.do("disputes", "object", self.caller(data, self.owner_of(shop)), id_, CID)
        else:
            self._step(data, data.draw(st.sampled_from(OBJECTION_STEPS)), self._case(data, objections), bps)

    @rule(data=st.data(), matched=st.booleans(), ending=st.sampled_from(OBJECTION_ENDINGS), bps=BPS)
    def object_to_the_end(self, data: st.DataObject, matched: bool, ending: str, bps: int) -> None:
        """A held reserve, an old one or one for this alone, from the objection, if any, to its end."""
        id_ = self._objectionable(data)
        reserve, objections = self.model.budgets.reserves.get(id_), self.model.disputes.objections
        if reserve is None:
            return
        distributor, time = self.owner_of(reserve.link & 0xFFFFFFFF), reserve.deadline
        if ending != "release":
            self.do("disputes", "object", distributor, id_, CID)
        if matched:
            self.do("disputes", "matchObjection", self.owner_of(reserve.shop), id_, CID)
        if id_ in objections:
            case = objections[id_]
            time = _match_until(case) if ending == "ruleObjection" else case.deadline
        if ending != "ruleObjection" or not matched:
            self.wait_until(time + data.draw(st.sampled_from([-1, 0, 0, 1])))
        self._step(data, ending, id_, bps)

    @rule(data=st.data(), offset=st.sampled_from([-1, 0]), bps=BPS)
    def act_at_a_deadline(self, data: st.DataObject, offset: int, bps: int) -> None:
        """The second before it or at it, and a second later again."""
        now = self.pair.chain.now
        ahead = [deed for deed in self._deeds(bps) if deed.time + offset >= now]
        if not ahead:
            return
        deed = self.choose(data, ahead)
        self.wait_until(deed.time + offset)
        for _ in range(2):
            self.do(deed.contract, deed.function, deed.caller, deed.order, *deed.args)
            self.wait_for(1)

    @rule(data=st.data(), call=st.integers(0, 8))
    def overstep(self, data: st.DataObject, call: int) -> None:
        """What only contracts of the system may call; and a tale that the reputation must not believe."""
        id_, _ = self.order(data)
        found = next(iter(self.model.catalog.listings))
        sale = Sale(id_, 1, 3, BUYERS[0], 10**28, 10**28, 10**27, 10**26)
        calls = (
            ("market", "placeVouched", Purchase(found, 0, 1, 1, 1), STRANGER, STRANGER),
            ("market", "openDispute", id_, STRANGER),
            ("market", "closeDispute", id_, 0, Ending.RULED),
            ("budgets", "reserve", id_, max(self.model.catalog.links), 5),
            ("budgets", "settle", id_, 5, 0, False, False),
            ("budgets", "openObjection", id_, STRANGER),
            ("budgets", "closeObjection", id_, 10_000),
            ("reputation", "record", sale),
            ("reputation", "rate", STRANGER, id_, Direction.PRODUCT, 5, CID),
        )
        contract, function, *args = calls[call]
        self.do(contract, function, data.draw(st.sampled_from(PEOPLE)), *args)

    def _deeds(self, bps: int) -> Iterator[Deed]:
        """All that some time allows or ends."""
        for id_, order in self.model.market.orders.items():
            if order.state is State.FULFILLED:
                yield Deed("disputes", "raiseDispute", order.buyer, id_, (CID,), order.deadline)
        for id_, case in self.model.disputes.disputes.items():
            seller = self.owner_of(self.model.market.orders[id_].shop)
            yield Deed("disputes", "contest", seller, id_, (CID,), case.deadline)
            yield Deed("disputes", "rule", ARBITRATOR, id_, (bps,), case.deadline)
            yield Deed("disputes", "expire", STRANGER, id_, (), case.deadline)
        for id_, reserve in self.model.budgets.reserves.items():
            if reserve.stage is Stage.HELD:
                distributor = self.owner_of(reserve.link & 0xFFFFFFFF)
                yield Deed("disputes", "object", distributor, id_, (CID,), reserve.deadline)
                yield Deed("budgets", "release", STRANGER, id_, (), reserve.deadline)
        for id_, case in self.model.disputes.objections.items():
            seller = self.owner_of(self.model.market.orders[id_].shop)
            yield Deed("disputes", "matchObjection", seller, id_, (CID,), _match_until(case))
            yield Deed("disputes", "ruleObjection", ARBITRATOR, id_, (bps,), _match_until(case))
            yield Deed("disputes", "ruleObjection", ARBITRATOR, id_, (bps,), case.deadline)
            yield Deed("disputes", "expireObjection", STRANGER, id_, (), case.deadline)

    def _raise(self, buyer: str, order: int, *, poor: bool = False) -> None:
        """Without an allowance where they are poor."""
        purse = self.pair.system.disputes.address
        if poor:
            self.do("token", "approve", buyer, purse, 0)
        self.do("disputes", "raiseDispute", buyer, order, CID)
        if poor:
            self.do("token", "approve", buyer, purse, 2**256 - 1)

    def _step(self, data: st.DataObject, function: str, order: int, bps: int) -> None:
        """By who may call it, mostly."""
        if function in ("rule", "ruleObjection"):
            self.do("disputes", function, self.caller(data, ARBITRATOR), order, bps)
        elif function in ("contest", "matchObjection"):
            found = self.model.market.orders.get(order)
            seller = self.caller(data, self.owner_of(found.shop if found else 1))
            self.do("disputes", function, seller, order, CID)
        else:
            self.do("budgets" if function == "release" else "disputes", function, STRANGER, order)

    def _disputable(self, data: st.DataObject) -> tuple[int, Order | None]:
        """A fulfilled order in its protection, or a new one."""
        orders, now = self.model.market.orders, self.pair.chain.now
        fitting = [
            id_
            for id_, order in orders.items()
            if order.state is State.FULFILLED and order.escrow and now < order.deadline
        ]
        if fitting:
            id_ = self.choose(data, fitting)
            return id_, orders[id_]
        listing, link = next(iter(self.model.catalog.listings)), max(self.model.catalog.links)
        found = self.model.catalog.listings[listing]
        unit = found.offer.options[0].token_amount
        id_ = self.do("market", "place", BUYERS[2], Purchase(listing, 0, found.revision, 1, unit, link)).value
        if id_ is not None:
            self.do("market", "fulfil", self.owner_of(listing >> 32), id_, CID)
        return id_ or 0, orders.get(id_)

    def _objectionable(self, data: st.DataObject) -> int:
        """A reserve that can be objected about, or a new one that the seller leaves unpaid."""
        reserves, now = self.model.budgets.reserves, self.pair.chain.now
        fitting = [
            id_ for id_, found in reserves.items() if found.stage is Stage.HELD and now < found.deadline
        ]
        return self.choose(data, fitting) if fitting else self.leave_commission_unpaid(data)

    def _case(self, data: st.DataObject, cases: dict[int, Case]) -> int:
        """Mostly one that there is."""
        return self.choose(data, [*list(cases) * 6, len(self.model.market.orders)])

    def _held(self, data: st.DataObject) -> int:
        """Mostly an order with a held reserve."""
        reserves = self.model.budgets.reserves
        held = [id_ for id_, found in reserves.items() if found.stage is Stage.HELD]
        return self.choose(data, [*held * 6, *list(reserves)[-1:], len(self.model.market.orders)])


def _match_until(case: Case) -> int:
    return case.deadline - RULING_WINDOW + CONTEST_WINDOW
