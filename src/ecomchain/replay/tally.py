"""What happened, as the receipts tell it: ids, sums of events, sums of token transfers, gas."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ecomchain.replay.abi import WORD, Codec, Log
from ecomchain.replay.calls import Call, Known
from ecomchain.replay.money import EVEN
from ecomchain.replay.plan import Plan
from ecomchain.replay.sale import Direction, Kind
from ecomchain.replay.terms import Terms

ENDINGS = (
    "instant", "confirmed", "settled", "refunded", "cancelled", "agreed", "uncontested", "ruled", "unruled",
)  # fmt: skip
"""IMarket.Ending, in its order."""

_ADDED = {
    ("registry", "CapabilityAcquired"): {"locked": "locked", "sealed": "sealed_"},
    ("market", "OrderClosed"): {"refunded": "toBuyer", "proceeds": "toSeller"},
    ("budgets", "BudgetFunded"): {"funded": "amount"},
    ("budgets", "BudgetWithdrawn"): {"withdrawn": "amount"},
    ("budgets", "Reserved"): {"reserved": "amount"},
    ("budgets", "ReserveSettled"): {"returned": "returned"},
    ("budgets", "ReserveHeld"): {"held": "held"},
    ("budgets", "ReserveReleased"): {"returned": "returned"},
    ("reputation", "SaleCounted"): {"counted": "counted"},
}
"""Events of which values are added up: name of the sum, name of the value."""


@dataclass
class Tally:
    """Sums over all receipts that were shown to it. Amounts in the token's smallest unit."""

    codec: Codec
    plan: Plan
    terms: Terms
    known: Known = field(default_factory=Known)
    transactions: int = 0
    placed: int = 0
    sums: Counter[str] = field(default_factory=Counter)
    """The sums of ``_ADDED``; ``paid_in``; commission ``from_escrow`` and ``from_budgets``; ``volume``;
    ``bonds_in``, ``bonds_out``, and ``bonds_won``, which one side got from the other."""
    commission: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """By level, 1 nearest the seller."""
    endings: Counter[str] = field(default_factory=Counter)
    disputes: Counter[str] = field(default_factory=Counter)
    """By outcome."""
    objections: Counter[str] = field(default_factory=Counter)
    """By outcome."""
    scores: dict[Direction, list[int]] = field(default_factory=lambda: defaultdict(list))
    levels: dict[int, int] = field(default_factory=dict)
    """By shop, as last synced."""
    closings: list[tuple[int, int]] = field(default_factory=list)
    """Every closing's block and sale, in the order in which they were mined."""
    flows: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Token transfers, by sender and recipient (addresses in lower case)."""
    gas: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _bonds: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    """Put up in open cases, by what it is and sale."""

    def add(self, calls: Iterator[tuple[Call, Mapping[str, Any]]]) -> None:
        """Count successful transactions with their receipts, in the order in which they were mined."""
        for call, receipt in sorted(calls, key=_position):
            self.transactions += 1
            self.gas[call.action].append(int(receipt["gasUsed"], 16))
            for raw in receipt["logs"]:
                log = self.codec.log(raw)
                if log is not None:
                    self._log(call, log, int(receipt["blockNumber"], 16))

    def _log(self, call: Call, log: Log, block: int) -> None:
        for name, value in _ADDED.get((log.contract, log.name), {}).items():
            self.sums[name] += log.values[value]
        take = self._takers.get((log.contract, log.name))
        if take is not None:
            take(call, log.values)
        if log.name == "OrderClosed":
            assert call.sale is not None
            self.closings.append((block, call.sale))

    @cached_property
    def _takers(self) -> dict[tuple[str, str], Callable[[Call, Mapping[str, int]], None]]:
        return {
            ("token", "Transfer"): self._transfer,
            ("registry", "ShopOpened"): self._opened,
            ("registry", "LevelSynced"): self._synced,
            ("market", "OrderPlaced"): self._order_placed,
            ("market", "OrderClosed"): self._order_closed,
            ("budgets", "ReserveReleased"): self._released,
            ("disputes", "DisputeRaised"): self._raised,
            ("disputes", "DisputeContested"): self._contested,
            ("disputes", "DisputeClosed"): self._ended,
            ("disputes", "ObjectionRaised"): self._raised,
            ("disputes", "ObjectionMatched"): self._contested,
            ("disputes", "ObjectionClosed"): self._ended,
            ("reputation", "Rated"): self._rated,
        }

    def _transfer(self, _: Call, values: Mapping[str, int]) -> None:
        self.flows[_address(values["from"]), _address(values["to"])] += values["amount"]

    def _opened(self, call: Call, values: Mapping[str, int]) -> None:
        self.known.shops[call.actor] = values["shop"]

    def _synced(self, _: Call, values: Mapping[str, int]) -> None:
        self.levels[values["shop"]] = values["to"]

    def _rated(self, _: Call, values: Mapping[str, int]) -> None:
        self.scores[list(Direction)[values["direction"]]].append(values["score"])

    # Orders

    def _order_placed(self, call: Call, values: Mapping[str, int]) -> None:
        assert call.sale is not None
        self.known.orders[call.sale] = values["order"]
        self.placed += 1
        self.sums["paid_in"] += values["unitPrice"] * values["quantity"]

    def _order_closed(self, call: Call, values: Mapping[str, int]) -> None:
        assert call.sale is not None
        sale, ending = self.plan.sales[call.sale], ENDINGS[values["ending"]]
        self.endings[ending] += 1
        if sale.dispute is not None:
            won = "_for_buyer" if values["settledBps"] < EVEN else "_for_seller"
            self.disputes[ending + (won if ending == "ruled" else "")] += 1
        proceeds = sale.escrow - values["toBuyer"]
        if proceeds >= self.terms.min_rated:
            self.sums["volume"] += proceeds
        self._pay(call.sale, values, "from_escrow" if sale.kind is Kind.TOKEN else "from_budgets")

    def _released(self, call: Call, values: Mapping[str, int]) -> None:
        assert call.sale is not None
        self._pay(call.sale, values, "from_budgets")
        self.objections[_OUTCOMES[call.method]] += 1

    def _pay(self, sale: int, values: Mapping[str, int], source: str) -> None:
        levels = len(self.plan.sales[sale].chain)
        for level in range(1, levels + 1):
            if values["paidLevels"] >> (level - 1) & 1:
                amount = values["closing" if level == levels else "upper"]
                self.commission[level] += amount
                self.sums[source] += amount

    # Bonds

    def _raised(self, call: Call, values: Mapping[str, int]) -> None:
        self._put_up(call, values["bond"])

    def _contested(self, call: Call, _: Mapping[str, int]) -> None:
        self._put_up(call, self._bonds[_case(call)][0])

    def _put_up(self, call: Call, bond: int) -> None:
        self._bonds.setdefault(_case(call), []).append(bond)
        self.sums["bonds_in"] += bond

    def _ended(self, call: Call, values: Mapping[str, int]) -> None:
        bonds = self._bonds.pop(_case(call))
        self.sums["bonds_out"] += sum(bonds)
        if values["winner"]:
            self.sums["bonds_won"] += bonds[0]


_OUTCOMES = {"release": "not_raised", "ruleObjection": "ruled", "expireObjection": "unruled"}
"""Of an objection, by the function that ended the hold."""

_OBJECTING = ("object", "matchObjection", "ruleObjection", "expireObjection")


def _case(call: Call) -> tuple[str, int]:
    """What the bonds of a call are about."""
    assert call.sale is not None
    return ("objection" if call.method in _OBJECTING else "dispute"), call.sale


def _position(sent: tuple[Call, Mapping[str, Any]]) -> tuple[int, int]:
    return int(sent[1]["blockNumber"], 16), int(sent[1]["transactionIndex"], 16)


def _address(word: int) -> str:
    return f"0x{word:0{WORD}x}".replace("0x" + "0" * 24, "0x", 1)
