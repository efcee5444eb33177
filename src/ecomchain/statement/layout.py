"""A statement as a document for people."""

from collections import defaultdict
from collections.abc import Mapping

from ecomchain.ids import capability_name
from ecomchain.reports import formats
from ecomchain.reports.build import Builder, micro
from ecomchain.reports.document import (
    Amount,
    Bars,
    Cell,
    Chart,
    Document,
    Fact,
    Section,
    Series,
    Share,
    Shares,
    Timeline,
)
from ecomchain.reports.formats import average, item, plain
from ecomchain.statement.figures import Marks, Statement

_OWNED = (
    "wallet", "locked", "pending", "unreleased", "in_escrow", "budgets", "reserves", "bonds", "deposits",
    "bounties",
)  # fmt: skip
_SIDES = ("buyer", "seller", "closing", "upper")


def document(statement: Statement, language: str) -> Document:
    """Everything in the statement, in English (``en``) or Chinese (``zh``)."""
    layout = _Layout(statement, Builder(language))
    sections = layout.sections()
    b = layout.b
    return Document(
        language=language,
        title=b.words("statement.title"),
        subject=statement.address,
        meta=b.meta(statement.header),
        facts=layout.facts(),
        sections=[*sections, *b.rest(), *b.checks(statement.checks)],
        verdict=b.verdict(statement.checks),
    )


class _Layout:
    def __init__(self, statement: Statement, builder: Builder) -> None:
        self.s, self.b, self.w = statement, builder, builder.words

    def facts(self) -> list[Fact]:
        """The figures to see first."""
        t, fact = self.s.totals, self.b.fact
        return [
            fact("owned", Amount(t.owned), self.w("fact.owned.note")),
            fact("wallet", Amount(t.wallet)),
            fact("locked", Amount(t.locked)),
            fact("proceeds", Amount(t.proceeds)),
            fact("commission", Amount(t.commission)),
            fact("rewards", Amount(t.rewards)),
            fact("sealed", Amount(t.sealed)),
        ]

    def sections(self) -> list[Section]:
        """All that have something to say, in the order in which people ask."""
        return [
            *self._owned(), *self._shops(), *self._locks(), *self._vesting(), *self._open_orders(),
            *self._budgets(), *self._held(), *self._earnings(), *self._buying(), *self._rewards(),
            *self._votes(), *self._sealed(), *self._flows(),
        ]  # fmt: skip

    def _owned(self) -> list[Section]:
        t = self.s.totals
        parts = [Share(self.w(f"owned.{name}"), getattr(t, name)) for name in _OWNED]
        facts = [self.b.fact("ether", Amount(self.s.ether))] if self.s.ether else []
        return self.b.section("owned", charts=[Shares(self.w("chart.owned"), parts)], facts=facts)

    def _shops(self) -> list[Section]:
        b, shops = self.b, self.s.shops
        rows: list[list[Cell]] = [
            [
                str(shop.number),
                self.w("open" if shop.open else "closed"),
                f"{shop.level}" if shop.level == shop.level_due else f"{shop.level} → {shop.level_due}",
                f"{shop.showcase_used:,} / {shop.showcase:,}",
                f"{shop.links_used:,} / {shop.links:,}",
                b.yes(shop.promotion),
                Amount(shop.allowance),
                plain(shop.metadata) or formats.NOTHING,
            ]
            for shop in shops
        ]
        columns = ["shop", "state", "level", "showcase", "links", "promotion", "allowance", "metadata"]
        seller: list[list[Cell]] = [
            [
                str(s.number), s.seller_orders, micro(s.seller_micro), micro(s.seller_counted_micro),
                micro(s.seller_commission_micro), self._rating(s.as_seller), self._partner(s.as_seller),
                s.as_seller.missed, s.as_seller.lost, s.as_seller.fiat_orders,
            ]
            for s in shops
            if s.seller_orders or any(vars(s.as_seller).values())
        ]  # fmt: skip
        service: list[list[Cell]] = [
            [
                str(s.number), s.distributor_orders, micro(s.distributor_micro),
                micro(s.distributor_counted_micro), micro(s.distributor_commission_micro),
                self._rating(s.as_distributor), s.as_distributor.fiat_orders,
            ]
            for s in shops
            if s.distributor_orders or any(vars(s.as_distributor).values())
        ]  # fmt: skip
        facts = [b.fact("shops", len(shops))] if shops else []
        if self.s.former_shops:
            former = self.w("separator").join(map(str, self.s.former_shops))
            facts.append(b.fact("former_shops", former))
        return b.section(
            "shops",
            facts=facts,
            tables=[
                b.table(columns, rows),
                b.table(
                    ["shop", "orders", "volume", "counted_volume", "commission_paid", "rating",
                     "partner_rating", "missed", "lost", "fiat_orders"],
                    seller, title="table.as_seller",
                ),
                b.table(
                    ["shop", "orders", "volume", "counted_volume", "commission", "rating", "fiat_orders"],
                    service, title="table.as_distributor",
                ),
            ],
        )  # fmt: skip

    def _rating(self, marks: Marks) -> str:
        return _rated(marks.rating_sum, marks.ratings)

    def _partner(self, marks: Marks) -> str:
        return _rated(marks.partner_sum, marks.partner_ratings)

    def _locks(self) -> list[Section]:
        b = self.b
        by_capability: dict[int, int] = defaultdict(int)
        rows: list[list[Cell]] = []
        for shop in self.s.shops:
            for lock in shop.locks:
                by_capability[lock.capability] += lock.locked
                rows.append([
                    str(shop.number), self._capability(lock.capability), lock.units, Amount(lock.locked),
                    Amount(lock.released), b.until(lock.available_at),
                ])  # fmt: skip
        pending: list[list[Cell]] = [
            [
                str(shop.number), Amount(shop.pending), b.until(shop.pending_from),
                self.w("now" if shop.pending_from <= self.s.header.time else "later"),
            ]
            for shop in self.s.shops
            if shop.pending
        ]  # fmt: skip
        bars = [Share(self._capability(each), amount) for each, amount in sorted(by_capability.items())]
        columns = ["shop", "capability", "units", "locked", "release_gives", "release_from"]
        return b.section(
            "locks",
            charts=[Bars(self.w("chart.locks"), bars)],
            tables=[
                b.table(columns, rows, totals=[3, 4]),
                b.table(
                    ["shop", "amount", "from", "withdrawable"], pending, title="table.pending", totals=[1]
                ),
            ],
        )

    def _capability(self, number: int) -> str:
        return self.w.of("capability", capability_name(number))

    def _vesting(self) -> list[Section]:
        b = self.b
        rows: list[list[Cell]] = [
            [
                self.w.of("position", each.kind) + (f" {each.round}" if each.round else ""),
                Amount(each.total), Amount(each.vested), Amount(each.released), Amount(each.releasable),
                b.until(each.start), b.until(each.cliff), b.until(each.end),
            ]
            for each in self.s.vesting
        ]  # fmt: skip
        columns = ["position", "total", "vested", "released", "releasable", "start", "cliff", "end"]
        return b.section("vesting", tables=[b.table(columns, rows, totals=[1, 2, 3, 4])])

    def _open_orders(self) -> list[Section]:
        b, tables = self.b, []
        for side in _SIDES:
            orders = [order for order in self.s.open_orders if order.side == side]
            distributor = side in ("closing", "upper")
            columns = ["order", "state", "listing", "quantity", "deadline", "escrow", "fiat_value"]
            columns += ["tier"] if distributor else []
            columns += [] if side == "buyer" else ["expected"]
            rows: list[list[Cell]] = [
                [
                    str(o.order), self.w.of("order", o.state), item(o.listing), o.quantity,
                    b.until(o.deadline), Amount(o.escrow), Amount(o.fiat),
                    *([o.level] if distributor else []),
                    *([] if side == "buyer" else [Amount(o.expected)]),
                ]
                for o in orders
            ]  # fmt: skip
            totals = [5, 6] if side == "buyer" else [len(columns) - 1]
            tables.append(b.table(columns, rows, title=f"table.side.{side}", totals=totals))
        return b.section("open_orders", tables=tables)

    def _budgets(self) -> list[Section]:
        b = self.b
        shops: list[list[Cell]] = [
            [str(shop.number), Amount(shop.budget), Amount(shop.reserved), shop.open_reserves]
            for shop in self.s.shops
            if shop.budget or shop.reserved
        ]
        rows: list[list[Cell]] = [
            [str(r.order), str(r.shop), self.w.of("reserve", r.stage), Amount(r.amount), b.until(r.deadline)]
            for r in self.s.reserves
        ]
        return b.section(
            "budgets",
            tables=[
                b.table(["shop", "budget", "reserved", "reserves"], shops, totals=[1, 2, 3]),
                b.table(
                    ["order", "shop", "state", "amount", "until"], rows, title="table.reserves", totals=[3]
                ),
            ],
        )

    def _held(self) -> list[Section]:
        b, w = self.b, self.w
        bonds: list[list[Cell]] = [
            [
                w.of("bond", each.kind), str(each.order), w.of("side", each.side), w.of("case", each.stage),
                Amount(each.amount), b.until(each.deadline),
            ]
            for each in self.s.bonds
        ]  # fmt: skip
        roots: list[list[Cell]] = [
            [str(each.round), str(each.answer), w.of("root_bond", each.state), Amount(each.amount)]
            for each in self.s.root_bonds
        ]
        deposits: list[list[Cell]] = [
            [
                str(each.group), item(each.listing), each.quantity, w.of("deposit", each.state),
                Amount(each.amount), b.until(each.until),
            ]
            for each in self.s.deposits
        ]  # fmt: skip
        bounties: list[list[Cell]] = [
            [
                str(each.bounty), str(each.shop), Amount(each.reward), each.free, each.taken,
                w("closed" if each.closed else "open"), Amount(each.owed),
            ]
            for each in self.s.bounties
        ]  # fmt: skip
        slots: list[list[Cell]] = [
            [
                str(each.bounty), str(each.shop), w.of("assignment", each.state), Amount(each.reward),
                b.until(each.deadline),
            ]
            for each in self.s.assignments
        ]  # fmt: skip
        return b.section(
            "held",
            tables=[
                b.table(["bond", "order", "side", "state", "amount", "until"], bonds, title="table.bonds",
                        totals=[4]),
                b.table(["round", "answer", "state", "amount"], roots, title="table.root_bonds"),
                b.table(["group", "listing", "quantity", "state", "amount", "until"], deposits,
                        title="table.deposits", totals=[4]),
                b.table(["bounty", "shop", "reward", "free", "taken", "state", "owed"], bounties,
                        title="table.bounties", totals=[6]),
                b.table(["bounty", "shop", "state", "reward", "until"], slots, title="table.assignments"),
            ],
        )  # fmt: skip

    def _earnings(self) -> list[Section]:
        b, s, w = self.b, self.s, self.w
        levels: dict[int, int] = defaultdict(int)
        for each in s.commission:
            levels[each.level] += each.amount
        sales: list[list[Cell]] = [
            [
                item(each.listing), each.orders, each.units, Amount(each.proceeds), Amount(each.commission),
                Amount(each.refunded), each.fiat_orders,
            ]
            for each in s.sales
        ]  # fmt: skip
        commission: list[list[Cell]] = [
            [
                item(each.listing), str(each.level), w("closing_place" if each.closing else "upper_place"),
                each.orders, Amount(each.amount),
            ]
            for each in s.commission
        ]  # fmt: skip
        days = [
            Series(w("fact.proceeds"), [day.proceeds for day in s.days]),
            Series(w("fact.commission"), [day.commission for day in s.days]),
        ]
        charts: list[Chart] = [
            Timeline(
                w("chart.earned"), s.days[0].day if s.days else 0, [each for each in days if any(each.values)]
            ),
            Bars(
                w("chart.levels"), [Share(w("level_number", number=n), a) for n, a in sorted(levels.items())]
            ),
        ]
        return b.section(
            "earnings",
            charts=charts,
            tables=[
                b.table(["listing", "orders", "units", "proceeds", "commission_paid", "refunded",
                         "fiat_orders"],
                        sales, title="table.sales", totals=[1, 2, 3, 4, 5, 6], note="note.sales"),
                b.table(["listing", "tier", "place", "orders", "commission"], commission,
                        title="table.commission", totals=[4]),
            ],
        )  # fmt: skip

    def _buying(self) -> list[Section]:
        b, buyer, bought = self.b, self.s.buyer, self.s.purchases
        if not bought.orders and not any(vars(buyer).values()) and not bought.spent:
            return b.section("buying")
        return b.section(
            "buying",
            facts=[
                b.fact("bought", bought.orders, self.w("fact.bought.note", open=bought.open)),
                b.fact("spent", Amount(bought.spent)),
                b.fact("refunded", Amount(bought.refunded)),
                b.fact("in_escrow", Amount(bought.in_escrow)),
                b.fact(
                    "buyer_volume", micro(buyer.micro), self.w("fact.buyer_volume.note", orders=buyer.orders)
                ),
                b.fact("buyer_rating", _rated(buyer.rating_sum, buyer.ratings)),
                b.fact("buyer_lost", buyer.lost),
            ],
        )

    def _rewards(self) -> list[Section]:
        b, s, w = self.b, self.s, self.w
        if s.claimable.amount is None:
            due: Cell = formats.NOTHING
            note = w(f"claimable.{s.claimable.reason}", detail=plain(s.claimable.detail, 300))
        else:
            due, note = Amount(s.claimable.amount), ""
        rewards: list[list[Cell]] = [[str(each.epoch), Amount(each.amount)] for each in s.rewards]
        open_: list[list[Cell]] = [[str(each.epoch), Amount(each.amount)] for each in s.claimable.epochs]
        made: list[list[Cell]] = [
            [str(each.grant), Amount(each.total), Amount(each.claimed), Amount(each.total - each.claimed)]
            for each in s.grants_created
        ]
        got: list[list[Cell]] = [[str(each.epoch), Amount(each.amount)] for each in s.grants_claimed]
        return b.section(
            "rewards",
            facts=[b.fact("rewards", Amount(s.totals.rewards)), b.fact("claimable", due, note)],
            tables=[
                b.table(["epoch", "claimed"], rewards, title="table.rewards"),
                b.table(["epoch", "claimable"], open_, title="table.claimable"),
                b.table(["grant", "claimed"], got, title="table.grants_claimed"),
                b.table(["grant", "total", "claimed", "left"], made, title="table.grants_created"),
            ],
        )

    def _votes(self) -> list[Section]:
        b, w = self.b, self.w
        rows: list[list[Cell]] = [
            [
                str(vote.poll), str(vote.shop), str(vote.option), b.until(vote.end),
                w("over" if vote.over else "running"),
            ]
            for vote in self.s.votes
        ]  # fmt: skip
        facts = []
        if self.s.proposals:
            facts = [b.fact("proposals", w("separator").join(map(str, self.s.proposals)))]
        return b.section(
            "votes", facts=facts, tables=[b.table(["poll", "shop", "option", "end", "state"], rows)]
        )

    def _sealed(self) -> list[Section]:
        rows: list[list[Cell]] = [
            [
                self.w.of("reason", each.reason) if each.reason in _REASONS else plain(each.reason),
                Amount(each.amount),
            ]
            for each in self.s.sealed
        ]
        return self.b.section("sealed", tables=[self.b.table(["reason", "amount"], rows, totals=[1])])

    def _flows(self) -> list[Section]:
        rows: list[list[Cell]] = [
            [self.w.of("contract", flow.contract), Amount(flow.paid), Amount(flow.received)]
            for flow in self.s.flows
        ]
        table = self.b.table(["contract", "paid", "received"], rows, totals=[1, 2])
        return self.b.section("flows", tables=[table])


def _rated(total: int, count: int) -> str:
    return f"{average(total, count)}\N{NO-BREAK SPACE}({count:,})"


_REASONS: Mapping[str, str] = {
    name: f"reason.{name}" for name in ("ADVERTISING", "CAPABILITY", "ROOT_GAME", "SALE")
}
"""Of sealing, as the system's own contracts and commands name them; others are anybody's."""
