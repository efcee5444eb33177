"""Where all tokens are: what every contract holds beside what its books say, and what is in wallets."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ecomchain.overview.emission import pool_parts
from ecomchain.overview.figures import Ledger, Part, Supply
from ecomchain.reports.figures import Check
from ecomchain.reports.logs import Found
from ecomchain.reports.source import Source
from ecomchain.statement import vesting

WALLETS, SURPLUS = "wallets", "surplus"
TRANSFER = "token.Transfer"


@dataclass(frozen=True)
class Holders:
    """Balances by the token's transfers; contracts of the system apart."""

    wallets: int
    total: int
    flows: dict[tuple[int, int], int]
    """From and to a contract of the system."""


def holders(source: Source) -> Holders:
    """Follow every transfer since the deployment."""
    contracts = {int(contract.address, 16) for _, contract in source.system.contracts()}
    balances: dict[int, int] = defaultdict(int)
    flows: dict[tuple[int, int], int] = defaultdict(int)
    for event in source.logs.each(TRANSFER):
        sender, to, amount = (int(event.values[name]) for name in ("from", "to", "amount"))
        balances[sender] -= amount
        balances[to] += amount
        for one in {sender, to} & contracts:
            flows[(one, 0) if one == sender else (0, one)] += amount
    wallets = [amount for account, amount in balances.items() if account and account not in contracts]
    return Holders(sum(amount > 0 for amount in wallets), sum(wallets), flows)


def ledgers(source: Source, grants: Found) -> list[Ledger]:
    """Every contract, in the order of the deployment; ``grants`` are all ``grants.GrantCreated``."""
    contracts = [(name, str(contract.address)) for name, contract in source.system.contracts()]
    calls = [(source.system.token, "balanceOf", (address,)) for _, address in contracts]
    books = _Books(source, grants)
    return [
        Ledger(name, address, books.of(name, int(balance)), int(balance))
        for (name, address), balance in zip(contracts, source.reader.views(calls), strict=True)
    ]


def supply(source: Source, books: Sequence[Ledger], held: Holders | None) -> Supply:
    """All parts; without ``held`` what is in wallets is what no contract holds."""
    total = int(source.reader.view(source.system.token, "totalSupply"))
    in_wallets = total - sum(ledger.balance for ledger in books) if held is None else held.total
    parts = [Part(WALLETS, in_wallets), *(part for ledger in books for part in ledger.owed)]
    parts.append(Part(SURPLUS, sum(ledger.surplus for ledger in books)))
    return Supply(
        parts=parts,
        ledgers=books,
        holders=None if held is None else held.wallets,
        total=total,
        circulating=int(source.reader.view(source.system.vault, "circulatingSupply")),
    )


def checks(found: Supply, most: int) -> Iterator[Check]:
    """Whether the parts add up to the supply, that is ``most``, and every contract covers its books."""
    yield Check("supply_total", "", sum(part.amount for part in found.parts), found.total)
    yield Check("supply_constant", "", found.total, most)
    for ledger in found.ledgers:
        if ledger.owed:
            owed = sum(part.amount for part in ledger.owed)
            yield Check("covers", ledger.contract, owed, ledger.balance, covers=True)


class _Books:
    """What each contract's own views say that it holds tokens for."""

    def __init__(self, source: Source, grants: Found) -> None:
        self._source, self._reader, self._system = source, source.reader, source.system
        self._grants = grants
        self._of: dict[str, Callable[[int], list[Part]]] = {
            "vault": lambda balance: [
                Part("sealed", int(self._reader.view(self._system.vault, "totalSealed")))
            ],
            "registry": self._registry,
            "market": self._market,
            "budgets": self._budgets,
            "disputes": self._disputes,
            "group_buy": self._group_buy,
            "bounty_board": self._bounty_board,
            "reward_pool": lambda balance: pool_parts(self._source),
            "root_game": lambda balance: [
                Part("root_bonds", int(self._reader.view(self._system.root_game, "bonds")))
            ],
            "grants": self._grants_left,
            "sale": self._sale,
            "foundation_vesting": lambda balance: self._vesting("foundation_vesting"),
            "team_vesting": lambda balance: self._vesting("team_vesting"),
        }

    def of(self, name: str, balance: int) -> list[Part]:
        """The parts of a contract; none of one that holds no tokens."""
        return self._of[name](balance) if name in self._of else []

    def _registry(self, balance: int) -> list[Part]:
        totals = self._reader.view(self._system.registry, "totals")
        return [Part("locked", totals.locked), Part("pending", totals.pending)]

    def _market(self, balance: int) -> list[Part]:
        return [Part("escrow", self._reader.view(self._system.market, "totals").escrow)]

    def _budgets(self, balance: int) -> list[Part]:
        totals = self._reader.view(self._system.budgets, "totals")
        return [Part("budgets", totals.budgets), Part("reserves", totals.reserves)]

    def _disputes(self, balance: int) -> list[Part]:
        return [Part("bonds", self._reader.view(self._system.disputes, "totals").bonds)]

    def _group_buy(self, balance: int) -> list[Part]:
        return [Part("deposits", self._reader.view(self._system.group_buy, "totals").deposits)]

    def _bounty_board(self, balance: int) -> list[Part]:
        return [Part("bounties", self._reader.view(self._system.bounty_board, "totals").owed)]

    def _grants_left(self, balance: int) -> list[Part]:
        numbers = sorted(
            {int(event.values["grant"]) for event in self._grants.get("grants.GrantCreated", [])}
        )
        funds = self._reader.views([(self._system.grants, "fund", (number,)) for number in numbers])
        return [Part("grants", sum(fund.total - fund.claimed for fund in funds))]

    def _sale(self, balance: int) -> list[Part]:
        sale = self._system.sale
        unreserved = int(self._reader.view(sale, "unreserved"))
        owed = int(self._reader.view(sale, "obligations"))
        numbers = range(1, int(self._reader.view(sale, "rounds")) + 1)
        rounds = self._reader.views([(sale, "round", (number,)) for number in numbers])
        reserved = sum(one.cap - one.sold for one in rounds if not one.closed)
        return [
            Part("sale_unreserved", unreserved),
            Part("sale_reserved", reserved),
            Part("sale_sold", owed - unreserved - reserved),
        ]

    def _vesting(self, name: str) -> list[Part]:
        """What has vested and can be released, and what has not; all that is sent there vests."""
        at = vesting.wallet(self._source, name)
        return [Part(f"{name}_vested", at.releasable), Part(name, at.total - at.released - at.releasable)]
