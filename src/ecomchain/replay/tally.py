"""What happened, as the receipts tell it: ids, sums of events, sums of token transfers, gas."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ecomchain.replay.abi import WORD, Codec, Log
from ecomchain.replay.plan import Plan
from ecomchain.replay.steps import Call, Known

ENDINGS = ("instant", "confirmed", "settled", "refunded", "cancelled", "agreed")
"""IMarket.Ending, in its order."""


@dataclass
class Tally:
    """Sums over all receipts that were shown to it. Amounts in the token's smallest unit."""

    codec: Codec
    plan: Plan
    known: Known = field(default_factory=Known)
    transactions: int = 0
    placed: int = 0
    paid_in: int = 0
    refunded: int = 0
    proceeds: int = 0
    commission: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """By level, 1 nearest the seller."""
    endings: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    locked: int = 0
    sealed: int = 0
    flows: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    """Token transfers, by sender and recipient (addresses in lower case)."""
    gas: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, call: Call, receipt: Mapping[str, Any]) -> None:
        """Count a successful transaction."""
        self.transactions += 1
        self.gas[call.action].append(int(receipt["gasUsed"], 16))
        for raw in receipt["logs"]:
            log = self.codec.log(raw)
            if log is not None and (take := self._takers.get((log.contract, log.name))) is not None:
                take(call, log)

    @cached_property
    def _takers(self) -> dict[tuple[str, str], Callable[[Call, Log], None]]:
        return {
            ("token", "Transfer"): self._transfer,
            ("registry", "ShopOpened"): self._opened,
            ("registry", "CapabilityAcquired"): self._acquired,
            ("market", "OrderPlaced"): self._order_placed,
            ("market", "OrderClosed"): self._order_closed,
        }

    def _transfer(self, _: Call, log: Log) -> None:
        values = log.values
        self.flows[_address(values["from"]), _address(values["to"])] += values["amount"]

    def _opened(self, call: Call, log: Log) -> None:
        self.known.shops[call.actor] = log.values["shop"]

    def _acquired(self, _: Call, log: Log) -> None:
        self.locked += log.values["locked"]
        self.sealed += log.values["sealed_"]

    def _order_placed(self, call: Call, log: Log) -> None:
        assert call.sale is not None
        self.known.orders[call.sale] = log.values["order"]
        self.placed += 1
        self.paid_in += log.values["unitPrice"] * log.values["quantity"]

    def _order_closed(self, call: Call, log: Log) -> None:
        assert call.sale is not None
        values, levels = log.values, len(self.plan.sales[call.sale].chain)
        self.endings[ENDINGS[values["ending"]]] += 1
        self.refunded += values["toBuyer"]
        self.proceeds += values["toSeller"]
        for level in range(1, levels + 1):
            if values["paidLevels"] >> (level - 1) & 1:
                self.commission[level] += values["closing" if level == levels else "upper"]


def _address(word: int) -> str:
    return f"0x{word:0{WORD}x}".replace("0x" + "0" * 24, "0x", 1)
