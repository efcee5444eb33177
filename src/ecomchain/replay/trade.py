"""Window after window of trade, from the first order to the last rating.

What belongs to one order comes in this order within a window: placed; fulfilled; disputed; contested, an
agreement proposed; closed; its bonds sent back, objected to, rated; the objection's bond matched.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from ecomchain import vouchers
from ecomchain.replay import money
from ecomchain.replay.actors import ARBITRATOR, KEEPER, STRANGER, Accounts, buyer, person, seller
from ecomchain.replay.calls import DAY, NO_CID, Call, Known, Make, Step
from ecomchain.replay.opening import Opening
from ecomchain.replay.plan import Plan
from ecomchain.replay.sale import Direction, Ending, Kind, Rating, Sale
from ecomchain.replay.terms import Terms

ROUND = 1_200
"""Seconds between two rounds of a window; with MAX_ROUNDS of them, half a day is enough."""

HOUR = 3_600
FULFIL, DISPUTE, ANSWER, CLOSE, AFTERWARDS, HOLDS = 12, 13, 14, 18, 20, 22
NAMES = {
    FULFIL: "fulfil",
    DISPUTE: "dispute",
    ANSWER: "contest and propose",
    CLOSE: "close",
    AFTERWARDS: "rate and object",
    HOLDS: "match and end holds",
}
"""The hours of a window's first day at which steps are due; orders are placed before them."""

VALIDITY = 3 * DAY
"""How long a voucher can be submitted."""

_Agenda = dict[tuple[int, int, str], list[Make]]
"""What is due, by window, second in it, and name of the step."""


@dataclass(frozen=True)
class Trade:
    """The trade of a plan."""

    plan: Plan
    terms: Terms
    accounts: Accounts
    opening: Opening
    chain_id: int

    def steps(self, start: int) -> Iterator[Step]:
        """In order, from the second ``start`` on."""
        length = self.plan.settings.days_per_step * DAY
        for (window, second, name), makers in sorted(self._agenda().items(), key=lambda item: item[0]):
            yield Step(name, start + window * length + second, partial(_make_all, makers))

    def _agenda(self) -> _Agenda:
        agenda: _Agenda = defaultdict(list)
        for change in self.plan.changes:
            window, number = change.window
            revise = partial(self._revise, change.seller, change.listing, change.unit_price)
            agenda[window, number * ROUND, "revise"].append(revise)
        for i, sale in enumerate(self.plan.sales):
            window, number = sale.placed
            agenda[window, number * ROUND + ROUND // 2, "place orders"].append(partial(self._place, i))
            for window, hour, make in self._life(i, sale):
                agenda[window, hour * HOUR, NAMES[hour]].append(make)
        return agenda

    def _life(self, i: int, sale: Sale) -> Iterator[tuple[int, int, Make]]:
        """What becomes of an order once it is placed: window, hour, and transaction."""
        if sale.fulfilled is not None:
            yield sale.fulfilled, FULFIL, partial(self._fulfil, i)
        if sale.dispute is not None:
            yield sale.dispute.raised, DISPUTE, partial(self._raise, i)
            if sale.dispute.contested:
                yield sale.dispute.raised, ANSWER, partial(self._contest, i)
        if sale.ending is Ending.AGREED:
            yield sale.closed, ANSWER, partial(self._propose, i)
        yield sale.closed, CLOSE, partial(self._close, i)
        if sale.ending is Ending.AGREED and sale.dispute is not None:
            yield sale.closed, AFTERWARDS, partial(self._return_bonds, i)
        if sale.hold is not None:
            if sale.hold.objection is not None:
                yield sale.closed, AFTERWARDS, partial(self._object, i)
                if sale.hold.objection.matched:
                    yield sale.closed, HOLDS, partial(self._match, i)
            yield sale.hold.closed, HOLDS, partial(self._end_hold, i)
        for rating in money.given(sale, self.terms.min_rated):
            yield rating.window, AFTERWARDS, partial(self._rate, i, rating)

    # Placing

    def _revise(self, number: int, listing: int, price: int, known: Known) -> Call:
        args = known.listing(number, listing), self.opening.offer(price)
        return Call("revise", seller(number), "catalog", "revise", args)

    def _place(self, i: int, known: Known) -> Call:
        sale = self.plan.sales[i]
        action = f"place_{_shape(sale)}"
        purchase = vouchers.Purchase(
            listing=known.listing(sale.seller, sale.listing),
            option=sale.kind.option,
            revision=sale.revision,
            quantity=sale.quantity,
            unit_price=sale.unit_tokens,
            link=known.link_of(sale),
        )
        if sale.kind is Kind.TOKEN:
            return Call(action, buyer(sale.buyer), "market", "place", (purchase.struct,), i)
        voucher = self._voucher(i, purchase, known)
        # Who pays the token part submits it; where there is none, the seller does.
        submitter = buyer(sale.buyer) if sale.escrow else seller(sale.seller)
        return Call(action, submitter, "vouchers", "place", (purchase.struct, voucher.struct), i)

    def _voucher(self, i: int, purchase: vouchers.Purchase, known: Known) -> vouchers.Voucher:
        sale = self.plan.sales[i]
        voucher = vouchers.Voucher(
            chain_id=self.chain_id,
            contract=self.opening.contracts["vouchers"],
            purchase=purchase,
            buyer=self.accounts.address(buyer(sale.buyer)),
            deadline=known.time + VALIDITY,
            nonce=i,
            transfers=0,
        )
        return vouchers.sign(self.accounts.signer(seller(sale.seller)), voucher)

    # The life of an order

    def _fulfil(self, i: int, known: Known) -> Call:
        sale = self.plan.sales[i]
        return Call("fulfil", seller(sale.seller), "market", "fulfil", (known.orders[i], NO_CID), i)

    def _propose(self, i: int, known: Known) -> Call:
        sale = self.plan.sales[i]
        actor = seller(sale.seller) if sale.proposed_by_seller else buyer(sale.buyer)
        return Call("propose", actor, "market", "propose", (known.orders[i], sale.settled_bps), i)

    def _close(self, i: int, known: Known) -> Call:
        sale, order = self.plan.sales[i], known.orders[i]
        mine, theirs, shape = seller(sale.seller), buyer(sale.buyer), _shape(sale)
        match sale.ending:
            case Ending.CONFIRMED:
                return Call(f"confirm_{shape}", theirs, "market", "confirm", (order,), i)
            case Ending.SETTLED:
                return Call(f"settle_{shape}", KEEPER, "market", "settle", (order,), i)
            case Ending.REFUNDED:
                return Call("refund", mine, "market", "refund", (order,), i)
            case Ending.AGREED:
                accepts = theirs if sale.proposed_by_seller else mine
                return Call(f"accept_{shape}", accepts, "market", "accept", (order, sale.settled_bps), i)
            case Ending.CANCELLED_BY_BUYER:
                return Call("cancel", theirs, "market", "cancel", (order,), i)
            case Ending.CANCELLED_BY_STRANGER:
                return Call("cancel", STRANGER, "market", "cancel", (order,), i)
            case Ending.RULED:
                return Call(f"rule_{shape}", ARBITRATOR, "disputes", "rule", (order, sale.settled_bps), i)
            case Ending.UNCONTESTED | Ending.UNRULED:
                return Call(f"expire_{sale.ending}", KEEPER, "disputes", "expire", (order,), i)

    # Disputes and objections

    def _raise(self, i: int, known: Known) -> Call:
        actor = buyer(self.plan.sales[i].buyer)
        return Call("raise_dispute", actor, "disputes", "raiseDispute", (known.orders[i], NO_CID), i)

    def _contest(self, i: int, known: Known) -> Call:
        actor = seller(self.plan.sales[i].seller)
        return Call("contest", actor, "disputes", "contest", (known.orders[i], NO_CID), i)

    def _return_bonds(self, i: int, known: Known) -> Call:
        return Call("return_bonds", KEEPER, "disputes", "returnBonds", (known.orders[i],), i)

    def _object(self, i: int, known: Known) -> Call:
        actor = person(self.plan.sales[i].chain[-1])
        return Call("object_commission", actor, "disputes", "object", (known.orders[i], NO_CID), i)

    def _match(self, i: int, known: Known) -> Call:
        actor = seller(self.plan.sales[i].seller)
        return Call("match_objection", actor, "disputes", "matchObjection", (known.orders[i], NO_CID), i)

    def _end_hold(self, i: int, known: Known) -> Call:
        hold, order = self.plan.sales[i].hold, known.orders[i]
        assert hold is not None
        if hold.objection is None:
            return Call("release", KEEPER, "budgets", "release", (order,), i)
        if hold.objection.ruling is None:
            return Call("expire_objection", KEEPER, "disputes", "expireObjection", (order,), i)
        args = order, hold.objection.ruling
        return Call("rule_objection", ARBITRATOR, "disputes", "ruleObjection", args, i)

    # Ratings

    def _rate(self, i: int, rating: Rating, known: Known) -> Call:
        sale = self.plan.sales[i]
        match rating.direction:
            case Direction.PRODUCT | Direction.SERVICE:
                actor = buyer(sale.buyer)
            case Direction.PAYMENT:
                actor = seller(sale.seller)
            case Direction.PARTNER:
                actor = person(sale.chain[-1])
        direction = list(Direction).index(rating.direction)
        args = self.opening.contracts["market"], known.orders[i], direction, rating.score, NO_CID
        return Call(f"rate_{rating.direction}", actor, "reputation", "rate", args, i)


def _make_all(makers: list[Make], known: Known) -> list[Call]:
    return [make(known) for make in makers]


def _shape(sale: Sale) -> str:
    """What makes the gas of an order differ: its kind and its distributors."""
    levels = f"n{len(sale.chain)}"
    return levels if sale.kind is Kind.TOKEN else f"{sale.kind}_{levels}"
