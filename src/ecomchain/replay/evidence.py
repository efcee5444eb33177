"""What a finished run left on the chain: balances, views, and the sums of token transfers."""

from collections import Counter
from functools import cached_property

from ecomchain.model.structs_trade import DayView
from ecomchain.replay.actors import BANK, KEEPER, STRANGER, buyer, person, seller
from ecomchain.replay.journal import Head
from ecomchain.replay.standing import Statistics
from ecomchain.replay.steps import Steps
from ecomchain.replay.tally import Tally
from ecomchain.replay.views import Views

ROLES = ("sellers", "distributors", "buyers")
"""Who has statistics: the names of views of `IReputation`, and an s."""

_LEVEL = 6
"""The place of `level` in IShopRegistry.Shop."""


class Evidence:
    """Amounts in the token's smallest unit."""

    def __init__(self, head: Head, steps: Steps, tally: Tally, views: Views) -> None:
        self._tally, self._views = tally, views
        self._address = steps.accounts.address
        self._contracts = tally.codec.addresses
        self.groups = {
            "buyers": [buyer(i) for i in range(steps.plan.buyers)],
            "sellers": [seller(i) for i in range(steps.plan.sellers)],
            "distributors": [person(i) for i in range(steps.plan.distributors)],
            "others": [BANK, KEEPER, STRANGER],
        }
        names = [name for group in self.groups.values() for name in group]
        held = views.balances([self._address(name) for name in names])
        self.balances = dict(zip(names, held, strict=True))
        now = views.totals()
        self.grown = {name: now[name] - before for name, before in head.balances.items() if name in now}
        """By how much the contracts' balances and totals have grown."""
        self.handed_out = head.balances["treasury"] - views.balances([head.treasury])[0]
        self.units_sold = sum(int(found[0]) for found in views.read(steps.stock_reads(tally.known)))

    @cached_property
    def statistics(self) -> dict[str, list[Statistics]]:
        """Those of everyone, by role and in the order of the groups: what `Standing.statistics` answers."""
        shops, found = self._tally.known.shops, {}
        for role in ROLES:
            key = self._address if role == "buyers" else shops.__getitem__
            calls = [("reputation", role.removesuffix("s"), (key(name),)) for name in self.groups[role]]
            found[role] = self._views.read(calls)
        return found

    @cached_property
    def levels(self) -> Counter[int]:
        """How many distributors have each level."""
        shops = [self._tally.known.shops[name] for name in self.groups["distributors"]]
        answers = self._views.read(("registry", "shop", (shop,)) for shop in shops)
        return Counter(int(found[0][_LEVEL]) for found in answers)

    def days(self, numbers: list[int]) -> list[DayView]:
        """What was traded on these UTC days."""
        answers = self._views.read(("reputation", "day", (number,)) for number in numbers)
        return [DayView(*found[0]) for found in answers]

    @cached_property
    def by_transfers(self) -> dict[str, int]:
        """What each actor holds, by the transfers alone."""
        net: Counter[str] = Counter()
        for (source, target), amount in self._tally.flows.items():
            net[source] -= amount
            net[target] += amount
        return {name: net[self._address(name)] for name in self.balances}

    def paid(self, contract: str, group: str) -> int:
        """What a contract paid the members of a group."""
        source = self._contracts[contract]
        return sum(self._tally.flows[source, self._address(name)] for name in self.groups[group])

    def into(self, contract: str) -> int:
        """All that a contract received."""
        account = self._contracts[contract]
        return sum(amount for (_, target), amount in self._tally.flows.items() if target == account)

    def out_of(self, account: str) -> int:
        """All that a contract, or an account, sent."""
        source = self._contracts.get(account, account.lower())
        return sum(amount for (sender, _), amount in self._tally.flows.items() if sender == source)
