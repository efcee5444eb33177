"""Commission budgets (ORD-1, ORD-5, ORD-7): how distributors are paid for orders with a fiat part."""

from collections import defaultdict
from dataclasses import dataclass

from ecomchain.model.catalog import Catalog
from ecomchain.model.commission import BPS, MAX_AMOUNT, Shares, worst_case
from ecomchain.model.context import DAY, Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.registry import Registry
from ecomchain.model.structs_trade import BudgetTotals, ReserveView, Stage
from ecomchain.model.token import Token

OBJECTION_WINDOW = 3 * DAY


@dataclass
class Reserve:
    """``amount`` is what is left of the worst case; the last fields say how the order ended, once it has."""

    link: int
    base: int
    amount: int
    stage: Stage = Stage.RESERVED
    deadline: int = 0
    settled_bps: int = 0
    fulfilled: bool = False

    @property
    def shop(self) -> int:
        """The seller's shop, which the link's task belongs to."""
        return self.link >> 64

    def view(self) -> ReserveView:
        """As ``IBudgets.reserved`` answers."""
        return ReserveView(
            amount=self.amount,
            link=self.link,
            deadline=self.deadline,
            settled_bps=self.settled_bps,
            stage=self.stage,
            base=0 if self.stage is Stage.RESERVED else self.base,
            fulfilled=self.fulfilled,
        )


class Budgets:
    """``market`` reserves and settles, ``disputes`` opens and closes objections; nobody else can."""

    def __init__(
        self,
        context: Context,
        token: Token,
        catalog: Catalog,
        registry: Registry,
        address: str,
        market: str,
        disputes: str,
    ) -> None:
        self.context = context
        self.token = token
        self.catalog = catalog
        self.registry = registry
        self.address = address
        self.market = market
        self.disputes = disputes
        self.budgets: defaultdict[int, int] = defaultdict(int)
        self.reserves: dict[int, Reserve] = {}

    def fund(self, caller: str, shop: int, amount: int) -> None:
        """Add the caller's tokens to a shop's budget."""
        self.registry.known(shop)
        require(0 < amount <= MAX_AMOUNT, "AmountOutOfRange", amount=amount, max=MAX_AMOUNT)
        self.token.pull(self.address, caller, self.address, amount)
        self.budgets[shop] += amount
        self.context.emit("budgets", "BudgetFunded", shop=shop, payer=caller, amount=amount)

    def withdraw(self, caller: str, shop: int, amount: int) -> None:
        """The owner takes from the unreserved part, any time."""
        self.registry.owned(caller, shop)
        require(amount > 0, "AmountOutOfRange", amount=amount, max=MAX_AMOUNT)
        self._require_budget(shop, amount)
        self.budgets[shop] -= amount
        self.context.emit("budgets", "BudgetWithdrawn", shop=shop, owner=caller, amount=amount)
        self.token.transfer(self.address, caller, amount)

    def release(self, _caller: str, order: int) -> None:
        """Anyone returns a held reserve once nobody has objected in time."""
        found = self._in_stage(order, Stage.HELD)
        now, start = self.context.now, found.deadline
        require(now >= start, "TooEarly", order=order, **{"from": start, "now_": now})
        self._release(order, found, found.settled_bps)

    # For contracts of the system

    def reserve(self, caller: str, order: int, link: int, base: int) -> None:
        """Set the whole worst case aside."""
        self._require_system(caller, self.market)
        amount, shop = self.quote(link, base), link >> 64
        self._require_budget(shop, amount)
        self.budgets[shop] -= amount
        self.reserves[order] = Reserve(link, base, amount)
        values = {"order": order, "shop": shop, "link": link, "base": base, "amount": amount}
        self.context.emit("budgets", "Reserved", **values)

    def settle(self, caller: str, order: int, base: int, bps: int, ruled: bool, fulfilled: bool) -> Shares:
        """Pay the live distributors; hold the rest if the ending is below 10,000 and nobody has ruled."""
        self._require_system(caller, self.market)
        found = self.reserves[order]
        shares = self.catalog.shares(found.link, base, 0, bps)
        paid = self._pay(found.link, shares)
        found.amount -= paid
        if bps < BPS and not ruled and found.amount > 0:
            found.stage, found.deadline = Stage.HELD, self.context.now + OBJECTION_WINDOW
            found.settled_bps, found.fulfilled = bps, fulfilled
            values = {"order": order, "paid": paid, "held": found.amount, "deadline": found.deadline}
            self.context.emit("budgets", "ReserveHeld", **values)
        else:
            values = {"order": order, "paid": paid, "returned": self._give_back(order)}
            self.context.emit("budgets", "ReserveSettled", **values)
        return shares

    def objectionable(self, order: int, claimant: str) -> Reserve:
        """The reserve, if ``claimant`` can object about it now."""
        found = self._in_stage(order, Stage.HELD)
        owner = self.registry.owner_of(found.link & 0xFFFFFFFF)
        require(claimant == owner, "NotDistributor", order=order, caller=claimant, distributor=owner)
        now, deadline = self.context.now, found.deadline
        require(now < deadline, "TooLate", order=order, deadline=deadline, now_=now)
        return found

    def open_objection(self, caller: str, order: int, claimant: str) -> int:
        """The closing distributor objects in time; what is at stake."""
        self._require_system(caller, self.disputes)
        found = self.objectionable(order, claimant)
        found.stage, found.deadline = Stage.OBJECTED, 0
        self.context.emit("budgets", "ReserveObjected", order=order)
        return found.amount

    def close_objection(self, caller: str, order: int, bps: int) -> None:
        """Pay every live distributor up to ``bps``; never less than it got already."""
        self._require_system(caller, self.disputes)
        self._release(order, self._in_stage(order, Stage.OBJECTED), bps)

    # Views

    def budget(self, shop: int) -> int:
        """The unreserved budget."""
        return self.budgets[shop]

    def reserved(self, order: int) -> ReserveView:
        """As ``IBudgets.reserved`` answers."""
        return self.reserves[order].view() if order in self.reserves else ReserveView()

    def quote(self, link: int, base: int) -> int:
        """What an order on ``base`` through the link reserves."""
        require(base <= MAX_AMOUNT, "AmountOutOfRange", amount=base, max=MAX_AMOUNT)
        return worst_case(base, *self.catalog.rates(link), len(self.catalog.path(link)))

    def totals(self) -> BudgetTotals:
        """What the contract owes (BUDGET-1)."""
        reserves = sum(reserve.amount for reserve in self.reserves.values())
        return BudgetTotals(sum(self.budgets.values()), reserves)

    # Internals

    def _release(self, order: int, found: Reserve, bps: int) -> None:
        bps = max(bps, found.settled_bps)
        shares = self.catalog.shares(found.link, found.base, found.settled_bps, bps)
        found.amount -= self._pay(found.link, shares)
        self.context.emit(
            "budgets",
            "ReserveReleased",
            order=order,
            settledBps=bps,
            upper=shares.upper,
            closing=shares.closing,
            paidLevels=shares.paid_levels,
            returned=self._give_back(order),
        )

    def _pay(self, link: int, shares: Shares) -> int:
        owners = self.catalog.recipients(link)
        amounts = shares.to_levels(len(owners))
        for owner, amount in zip(owners, amounts, strict=True):
            if amount:
                self.token.transfer(self.address, owner, amount)
        return sum(amounts)

    def _give_back(self, order: int) -> int:
        """End the reserve: what is left of it is the shop's again."""
        found = self.reserves.pop(order)
        self.budgets[found.shop] += found.amount
        return found.amount

    def _require_budget(self, shop: int, amount: int) -> None:
        budget = self.budgets[shop]
        require(amount <= budget, "BudgetTooLow", shop=shop, amount=amount, budget=budget)

    def _in_stage(self, order: int, stage: Stage) -> Reserve:
        found = self.reserves.get(order)
        if found is None or found.stage is not stage:
            raise ModelRevert("WrongStage", order=order, stage=found.stage if found else Stage.NONE)
        return found

    def _require_system(self, caller: str, contract: str) -> None:
        require(caller == contract, "NotSystem", caller=caller, contract_=contract)
