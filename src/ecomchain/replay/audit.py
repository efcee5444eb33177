"""Comparing what the model, the events and the chain say about a finished run."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from ecomchain.amounts import format_ecom
from ecomchain.model.structs_trade import BuyerView, MarksView
from ecomchain.replay.evidence import ROLES, Evidence
from ecomchain.replay.expected import Expected
from ecomchain.replay.journal import Head
from ecomchain.replay.report import Check, check
from ecomchain.replay.sale import Direction
from ecomchain.replay.standing import Standing
from ecomchain.replay.steps import Steps
from ecomchain.replay.tally import Tally

_MOST_NAMED = 5

_RATED = {
    Direction.PRODUCT: ("sellers", 1, MarksView._fields.index("ratings")),
    Direction.SERVICE: ("distributors", 1, MarksView._fields.index("ratings")),
    Direction.PAYMENT: ("buyers", 0, BuyerView._fields.index("ratings")),
    Direction.PARTNER: ("sellers", 1, MarksView._fields.index("partner_ratings")),
}
"""Whom ratings are about, and where in their statistics they are: the struct, and the place of the count."""

_SPENDING = ("paid_in", "locked", "sealed", "funded", "bonds_in")
_CONTRACTS = ("market", "registry", "vault", "budgets", "disputes")
"""Where all that is handed out goes, and who holds what does not come back."""


@dataclass(frozen=True)
class Audit:
    """Every sum in every way there is.

    ``want`` and ``standing`` are by the model, ``tally`` by the events, ``chain`` by transfers, balances
    and views.
    """

    head: Head
    steps: Steps
    want: Expected
    standing: Standing
    tally: Tally
    chain: Evidence

    def checks(self) -> list[Check]:
        """All of them."""
        return [
            *self._orders(),
            *self._payments(),
            *self._budgets(),
            *self._bonds(),
            *self._reputation(),
            *self._holdings(),
        ]

    def differences(self) -> list[str]:
        """The first accounts that do not hold what the model says."""
        held, address = self.chain.balances, self.steps.accounts.address
        wrong = self._wrong(held)
        named = [
            f"{name} ({address(name)}) holds {format_ecom(held[name])} Ecom "
            f"instead of {format_ecom(self.want.balances[name])}"
            for name in wrong[:_MOST_NAMED]
        ]
        return named + ([f"and {len(wrong) - _MOST_NAMED} more"] if len(wrong) > _MOST_NAMED else [])

    def _orders(self) -> list[Check]:
        return [
            check(
                "orders placed", len(self.steps.plan.sales), unit="orders",
                events=self.tally.placed, stated=self.chain.grown["orders"],
            ),
            check("units sold", self.want.sums["units_sold"], unit="units", stated=self.chain.units_sold),
        ]  # fmt: skip

    def _payments(self) -> list[Check]:
        want, found, chain = self.want.sums, self.tally.sums, self.chain
        out = found["refunded"] + found["proceeds"] + found["from_escrow"]
        levels = self.tally.commission
        return [
            check("paid in", want["paid_in"], events=found["paid_in"], transfers=chain.into("market")),
            check(
                "refunded to buyers", want["refunded"], events=found["refunded"],
                transfers=chain.paid("market", "buyers"),
            ),
            check(
                "sellers' proceeds", want["proceeds"], events=found["proceeds"],
                transfers=chain.paid("market", "sellers"),
            ),
            check(
                "commission out of escrow", want["from_escrow"], events=found["from_escrow"],
                transfers=chain.paid("market", "distributors"),
            ),
            check(
                "commission out of budgets", want["from_budgets"], events=found["from_budgets"],
                transfers=chain.paid("budgets", "distributors"),
            ),
            *(
                check(f"commission of level {level}", amount, events=levels[level])
                for level, amount in sorted(self.want.commission.items())
            ),
            check(
                "open escrow", 0, events=found["paid_in"] - out,
                transfers=chain.into("market") - chain.out_of("market"),
                balances=chain.grown["market"], stated=chain.grown["escrow"],
            ),
        ]  # fmt: skip

    def _budgets(self) -> list[Check]:
        want, found, chain = self.want.sums, self.tally.sums, self.chain
        return [
            check("budgets funded", want["funded"], events=found["funded"], transfers=chain.into("budgets")),
            check("reserved", want["reserved"], events=found["reserved"]),
            check("held for objections", want["held"], events=found["held"]),
            check("returned to budgets", want["returned"], events=found["returned"]),
            check(
                "withdrawn from budgets", want["withdrawn"], events=found["withdrawn"],
                transfers=chain.paid("budgets", "sellers"),
            ),
            check(
                "left in budgets", want["funded"] - want["from_budgets"] - want["withdrawn"],
                events=found["funded"] - found["reserved"] + found["returned"] - found["withdrawn"],
                transfers=chain.into("budgets") - chain.out_of("budgets"),
                balances=chain.grown["budgets"], stated=chain.grown["unreserved"],
            ),
            check(
                "open reserves", 0, events=found["reserved"] - found["from_budgets"] - found["returned"],
                stated=chain.grown["reserves"],
            ),
        ]  # fmt: skip

    def _bonds(self) -> list[Check]:
        want, found, chain = self.want, self.tally, self.chain
        return [
            *_counts("disputes", want.disputes, found.disputes),
            *_counts("objections", want.objections, found.objections),
            check(
                "bonds put up", want.sums["bonds_in"], events=found.sums["bonds_in"],
                transfers=chain.into("disputes"),
            ),
            check("bonds won", want.sums["bonds_won"], events=found.sums["bonds_won"]),
            check(
                "open bonds", 0, events=found.sums["bonds_in"] - found.sums["bonds_out"],
                transfers=chain.into("disputes") - chain.out_of("disputes"),
                balances=chain.grown["disputes"], stated=chain.grown["bonds"],
            ),
        ]  # fmt: skip

    def _reputation(self) -> list[Check]:
        want, days = self.standing, self.chain.days(self.standing.days)
        return [
            check(
                "volume that can count", want.volume, events=self.tally.sums["volume"],
                stated=sum(day.volume for day in days),
            ),
            check(
                "counted volume", want.counted, events=self.tally.sums["counted"],
                stated=sum(day.counted for day in days),
            ),
            *(found for direction in Direction for found in self._ratings(direction)),
            *(
                check(
                    f"distributors of level {level}", self.levels[level], unit="shops",
                    events=self._synced[level], stated=self.chain.levels[level],
                )
                for level in sorted({*self.levels, *self._synced, *self.chain.levels})
            ),
            *(self._statistics(role) for role in ROLES),
        ]  # fmt: skip

    def _ratings(self, direction: Direction) -> list[Check]:
        want, found = self.want.scores[direction], self.tally.scores[direction]
        role, struct, count = _RATED[direction]
        stated = [party[struct][count : count + 2] for party in self.chain.statistics[role]]
        return [
            check(
                f"{direction} ratings", len(want), unit="ratings",
                events=len(found), stated=sum(ratings for ratings, _ in stated),
            ),
            check(
                f"{direction} scores", sum(want), unit="points",
                events=sum(found), stated=sum(scores for _, scores in stated),
            ),
        ]  # fmt: skip

    def _statistics(self, role: str) -> Check:
        """How many have, on chain, the statistics that the model gives them."""
        names = self.chain.groups[role]
        right = sum(
            found == self.standing.statistics(role, name)
            for name, found in zip(names, self.chain.statistics[role], strict=True)
        )
        return check(f"{role} as the model says", len(names), unit=role, stated=right)

    def _holdings(self) -> list[Check]:
        want, found, chain = self.want.sums, self.tally.sums, self.chain
        spent, accounts = sum(self.steps.needs.tokens.values()), len(chain.balances)
        return [
            check(
                "locked", want["locked"], events=found["locked"],
                transfers=chain.into("registry") - chain.out_of("registry"),
                balances=chain.grown["registry"], stated=chain.grown["locked"],
            ),
            check(
                "sealed", want["sealed"], events=found["sealed"], transfers=chain.into("vault"),
                balances=chain.grown["vault"], stated=chain.grown["sealed"],
            ),
            *(
                check(
                    f"what {group} hold", sum(self.want.balances[name] for name in names),
                    transfers=sum(chain.by_transfers[name] for name in names),
                    balances=sum(chain.balances[name] for name in names),
                )
                for group, names in chain.groups.items()
            ),
            check(
                "handed out", spent,
                transfers=chain.out_of(self.head.treasury), balances=chain.handed_out,
            ),
            check(
                "where it is now", spent, events=sum(found[name] for name in _SPENDING),
                balances=sum(chain.balances.values()) + sum(chain.grown[name] for name in _CONTRACTS),
            ),
            check("growth of the supply", 0, stated=chain.grown["supply"]),
            check(
                "accounts as the model says", accounts, unit="accounts",
                transfers=accounts - len(self._wrong(chain.by_transfers)),
                balances=accounts - len(self._wrong(chain.balances)),
            ),
        ]  # fmt: skip

    @cached_property
    def levels(self) -> Counter[int]:
        """How many distributors should have each level."""
        return Counter(self.standing.level(name) for name in self.chain.groups["distributors"])

    @cached_property
    def _synced(self) -> Counter[int]:
        shops = [self.tally.known.shops[name] for name in self.chain.groups["distributors"]]
        return Counter(self.tally.levels[shop] for shop in shops)

    def _wrong(self, balances: dict[str, int]) -> list[str]:
        return [name for name, held in balances.items() if held != self.want.balances[name]]


def _counts(what: str, want: Counter[str], found: Counter[str]) -> list[Check]:
    return [
        check(f"{what}: {outcome.replace('_', ' ')}", want[outcome], unit=what, events=found[outcome])
        for outcome in sorted({*want, *found})
    ]
