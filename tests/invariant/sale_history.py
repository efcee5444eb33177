"""What the steps of a run have done to the sale, by their events."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from engine.pair import Outcome, Pair

ECOM = 10**18
Values = dict[str, Any]


@dataclass
class SaleHistory:
    """Begins without rounds."""

    pair: Pair
    terms: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    caps: dict[int, dict[str, int]] = field(default_factory=dict)
    """By round, the list that the rule has made its root of."""
    bought: defaultdict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    released: Counter[tuple[int, str]] = field(default_factory=Counter)
    released_elsewhere: list[Values] = field(default_factory=list)
    closed: dict[int, tuple[int, str, int]] = field(default_factory=dict)
    short: list[Values] = field(default_factory=list)
    _held: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        contracts = self.pair.system.contracts
        self.homes = {"REWARDS": contracts["reward_pool"].address, "VAULT": contracts["vault"].address}

    def before(self) -> None:
        """Remember what the treasuries hold."""
        for money in self._monies():
            for terms in self.terms.values():
                self._held[money.address, terms[6]] = money.view("balanceOf", terms[6])

    def record(self, outcome: Outcome) -> None:
        """Add one step."""
        for values in outcome.all("RoundCreated"):
            self.terms[values["round"]] = values["terms"]
        for values in outcome.all("Bought"):
            self._on_bought(values)
        released = outcome.all("Released")
        for values in released:
            self.released[values["round"], values["account"]] += values["amount"]
        sale = self.pair.system.sale.address
        moves = [(v["to"], v["amount"]) for v in outcome.all("Transfer") if v["from"] == sale]
        if released and moves != [(v["account"], v["amount"]) for v in released]:
            self.released_elsewhere += released
        for values in outcome.all("RoundClosed"):
            self.closed[values["round"]] = values["amount"], values["to"], self.pair.chain.now

    def _on_bought(self, values: Values) -> None:
        number = values["round"]
        self.bought[number, values["account"]].append(values["amount"])
        terms = self.terms[number]
        price = dict(map(tuple, terms[0]))[values["currency"]]
        (money,) = [money for money in self._monies() if money.address == values["currency"]]
        arrived = money.view("balanceOf", terms[6]) - self._held[money.address, terms[6]]
        due = -(-values["amount"] * price // ECOM)
        if not (values["payment"] == due == arrived and terms[2] <= self.pair.chain.now < terms[3]):
            self.short.append(values)

    def _monies(self) -> tuple[Any, ...]:
        return self.pair.system.money, self.pair.system.other_money
