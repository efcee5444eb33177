"""What the steps of a run have done, as far as the last state does not show it."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.pair import Outcome, Pair

from ecomchain.ids import UNLIMITED
from ecomchain.model.structs import ListingView
from ecomchain.model.structs_trade import OrderView
from invariant.reward_history import RewardHistory
from invariant.sale_history import SaleHistory
from invariant.seen import Seen

Values = dict[str, Any]


@dataclass
class Deal:
    """An order: its price, the stock that was left before it, and what its events said."""

    price: int
    fiat: int
    link: int
    listing: int
    quantity: int
    left: int | None
    vouchers: int = 0
    fulfilled: bool = False
    disputes: int = 0
    closings: list[Values] = field(default_factory=list)

    @property
    def takes_stock(self) -> bool:
        """Its units came out of a limited stock, and have not returned."""
        returned = not self.fulfilled and any(closed["settledBps"] == 0 for closed in self.closings)
        return self.left is not None and not returned


@dataclass
class Reserve:
    """A reserve: what it was, what it paid and gave back, and how the hold ended."""

    shop: int
    link: int
    base: int
    amount: int
    paid: int = 0
    returned: int = 0
    objections: int = 0
    endings: int = 0
    releases: list[Values] = field(default_factory=list)


@dataclass
class Case:
    """A dispute or objection: who put up bonds, and every payment at its end."""

    bond: int
    payers: list[str]
    winners: list[str] = field(default_factory=list)
    payments: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Counted:
    """A counted sale: when, how much, and the seller's allowance of a day then, times 10,000."""

    time: int
    amount: int
    per_day: int


@dataclass
class ModuleSale:
    """An order that a module placed: its unit price, between which bounds."""

    price: int
    floor: int
    top: int


class History:
    """Sums over the events of a run, and the state before the last step."""

    def __init__(self, pair: Pair, seen: Seen) -> None:
        self.pair = pair
        self.before = self.first = seen
        self.orders: dict[int, Deal] = {}
        self.acquired = Counter({shop: state.locks.live for shop, state in seen.shops.items()})
        self.released: Counter[int] = Counter()
        self.withdrawn: Counter[int] = Counter()
        self.sealed = seen.sealed
        self.budgets = Counter(seen.budgets)
        self.reserves: dict[int, Reserve] = {}
        self.cases: dict[tuple[str, int], list[Case]] = defaultdict(list)
        self.nonces: Counter[tuple[int, int]] = Counter()
        self.counted: dict[int, list[Counted]] = defaultdict(list)
        self.synced = {shop: state.view.level for shop, state in seen.shops.items()}
        self.ratings: list[tuple[int, int]] = []
        self.late_ratings = 0
        self.deposits: dict[tuple[int, str], list[str]] = defaultdict(list)
        self.module_sales: list[ModuleSale] = []
        self.rewards = RewardHistory(pair)
        self.sale = SaleHistory(pair)
        self.coverage: Counter[str] = Counter()
        self._handlers: dict[str, Callable[[Values], None]] = {
            "Sealed": self._on_sealed,
            "ShopOpened": lambda v: self.synced.update({v["shop"]: 0}),
            "LevelSynced": lambda v: self.synced.update({v["shop"]: v["to"]}),
            "CapabilityAcquired": lambda v: self.acquired.update({v["shop"]: v["locked"]}),
            "CapabilityReleased": lambda v: self.released.update({v["shop"]: v["amount"]}),
            "Withdrawn": lambda v: self.withdrawn.update({v["shop"]: v["amount"]}),
            "OrderPlaced": self._on_placed,
            "OrderFulfilled": self._on_fulfilled,
            "OrderDisputed": self._on_disputed,
            "OrderClosed": lambda v: self.orders[v["order"]].closings.append(v),
            "BudgetFunded": lambda v: self.budgets.update({v["shop"]: v["amount"]}),
            "BudgetWithdrawn": lambda v: self.budgets.subtract({v["shop"]: v["amount"]}),
            "Reserved": self._on_reserved,
            "ReserveSettled": lambda v: self._pay_reserve(v["order"], v["paid"], v["returned"]),
            "ReserveHeld": lambda v: self._pay_reserve(v["order"], v["paid"]),
            "ReserveObjected": self._on_objected,
            "ReserveReleased": self._on_released,
            "VoucherUsed": self._on_voucher,
            "VoucherRevoked": lambda v: self.nonces.update([(v["shop"], v["nonce"])]),
            "DisputeRaised": lambda v: self._open_case("dispute", v, "buyer"),
            "DisputeContested": lambda v: self._join_case("dispute", v),
            "ObjectionRaised": lambda v: self._open_case("objection", v, "claimant"),
            "ObjectionMatched": lambda v: self._join_case("objection", v),
            "SaleCounted": self._on_counted,
            "Rated": self._on_rated,
            "Joined": self._on_joined,
            "OrderPlacedFor": self._on_placed_for,
            "Refunded": lambda v: self.deposits[v["group"], v["buyer"]].append("refunded"),
        }

    def record(self, contract: str, function: str, outcome: Outcome) -> None:
        """Add one step; the state before it is in ``before``."""
        self.coverage[f"{contract}.{function} {outcome.error or ''}".rstrip()] += 1
        for event in outcome.events:
            if event.name in self._handlers:
                self._handlers[event.name](event.values)
        self.rewards.record(contract, function, outcome)
        self.sale.record(outcome)
        for name, kind in (("DisputeClosed", "dispute"), ("ObjectionClosed", "objection")):
            for values in outcome.all(name):
                self._close_case(kind, values, outcome)

    def taken(self, listing: int) -> int:
        """Units of orders placed while the stock was limited, less those that returned (STOCK-1)."""
        return sum(
            deal.quantity for deal in self.orders.values() if deal.listing == listing and deal.takes_stock
        )

    # Orders

    def _on_sealed(self, values: Values) -> None:
        self.sealed += values["amount"]

    def _on_fulfilled(self, values: Values) -> None:
        self.orders[values["order"]].fulfilled = True

    def _on_disputed(self, values: Values) -> None:
        self.orders[values["order"]].disputes += 1

    def _on_placed(self, values: Values) -> None:
        listing, quantity = values["listing"], values["quantity"]
        stock = ListingView(*self.pair.view("catalog", "listing", listing)).stock
        left = None if stock == UNLIMITED else stock - self.taken(listing)
        price, fiat = values["unitPrice"] * quantity, self._order(values["order"]).fiat
        self.orders[values["order"]] = Deal(price, fiat, values["link"], listing, quantity, left)

    # Vouchers and budgets

    def _on_voucher(self, values: Values) -> None:
        self.nonces.update([(values["shop"], values["nonce"])])
        self.orders[values["order"]].vouchers += 1

    def _on_reserved(self, values: Values) -> None:
        self.reserves[values["order"]] = Reserve(*(values[key] for key in ("shop", "link", "base", "amount")))
        self.budgets[values["shop"]] -= values["amount"]

    def _on_objected(self, values: Values) -> None:
        self.reserves[values["order"]].objections += 1

    def _on_released(self, values: Values) -> None:
        found = self.reserves[values["order"]]
        found.releases.append(values)
        live, top = values["paidLevels"], len(self.pair.view("catalog", "path", found.link)) - 1
        closes = live >> top & 1
        paid = values["closing"] * closes + values["upper"] * (live.bit_count() - closes)
        self._pay_reserve(values["order"], paid, values["returned"])

    def _pay_reserve(self, order: int, paid: int, returned: int | None = None) -> None:
        found = self.reserves[order]
        found.paid += paid
        if returned is not None:
            found.returned += returned
            found.endings += 1
            self.budgets[found.shop] += returned

    # Disputes

    def _open_case(self, kind: str, values: Values, claimant: str) -> None:
        self.cases[kind, values["order"]].append(Case(values["bond"], [values[claimant]]))

    def _join_case(self, kind: str, values: Values) -> None:
        self.cases[kind, values["order"]][-1].payers.append(values["respondent"])

    def _close_case(self, kind: str, values: Values, outcome: Outcome) -> None:
        found, purse = self.cases[kind, values["order"]][-1], self.pair.system.disputes.address
        found.winners.append(values["winner"])
        transfers = [v for v in outcome.all("Transfer") if v["from"] == purse]
        found.payments += [(v["to"], v["amount"]) for v in transfers]

    # Reputation

    def _on_counted(self, values: Values) -> None:
        shop = self._order(values["order"]).shop
        live = self.pair.view("registry", "locks", shop)[0]
        per_day = live * self.pair.view("reputation", "kappaBps")
        self.counted[shop].append(Counted(self.pair.chain.now, values["counted"], per_day))

    def _on_rated(self, values: Values) -> None:
        self.ratings.append((values["order"], values["direction"]))
        last_day = self._order(values["order"]).closed_day + 30
        self.late_ratings += self.pair.chain.now // 86_400 > last_day

    # Modules

    def _on_joined(self, values: Values) -> None:
        # Shops have an event of this name too.
        if "group" in values:
            self.deposits[values["group"], values["buyer"]].append("joined")

    def _on_placed_for(self, values: Values) -> None:
        self.deposits[values["group"], values["buyer"]].append("ordered")
        deal, group_buy = self.orders[values["order"]], self.pair.system.group_buy.address
        option = self.pair.view("group_buy", "deal", self._deal_of(values["group"]))[5]
        offer = ListingView(*self.pair.view("catalog", "listing", deal.listing)).offer
        floor = self.pair.view("market", "floor", deal.listing, group_buy)
        self.module_sales.append(ModuleSale(deal.price // deal.quantity, floor, offer[3][option][0]))

    def _deal_of(self, group: int) -> int:
        return int(self.pair.view("group_buy", "group", group)[0])

    def _order(self, order: int) -> OrderView:
        return OrderView(*self.pair.view("market", "order", order))
