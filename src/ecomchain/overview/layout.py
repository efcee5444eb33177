"""An overview as a document for people."""

from collections.abc import Sequence

from ecomchain.ids import capability_name
from ecomchain.overview.figures import Overview, TopShop
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
    Table,
    Timeline,
)
from ecomchain.reports.formats import date, percent
from ecomchain.rewards.emission import PHASE_ONE_DAYS, cumulative

_CHARTED = 8
"""Parts of the supply with a colour of their own; the rest are one."""


def document(overview: Overview, language: str) -> Document:
    """Everything in the overview, in English (``en``) or Chinese (``zh``)."""
    layout = _Layout(overview, Builder(language))
    sections = layout.sections()
    b = layout.b
    return Document(
        language=language,
        title=b.words("overview.title"),
        subject=b.words("overview.subject"),
        meta=b.meta(overview.header),
        facts=layout.facts(),
        sections=[*sections, *b.rest(), *b.checks(overview.checks)],
        verdict=b.verdict(overview.checks),
    )


class _Layout:
    def __init__(self, overview: Overview, builder: Builder) -> None:
        self.o, self.b, self.w = overview, builder, builder.words

    def facts(self) -> list[Fact]:
        """The figures to see first."""
        o, fact = self.o, self.b.fact
        commission = o.trade.commission_escrow + o.trade.commission_budgets
        return [
            fact("supply", Amount(o.supply.total)),
            fact("wallets", Amount(o.supply.parts[0].amount)),
            fact("shops_open", o.shops.open, self.w("fact.of", count=f"{o.shops.total:,}")),
            fact("orders", o.trade.orders),
            fact("volume", Amount(o.trade.proceeds)),
            fact("all_commission", Amount(commission)),
            fact("emitted", Amount(o.emission.emitted)),
        ]

    def sections(self) -> list[Section]:
        """All that have something to say."""
        return [
            *self._supply(), *self._ledgers(), *self._trade(), *self._emission(), *self._sale(),
            *self._shops(), *self._capabilities(), *self._votes(),
        ]  # fmt: skip

    def _supply(self) -> list[Section]:
        b, w, supply = self.b, self.w, self.o.supply
        rows: list[list[Cell]] = [
            [w.of("part", part.name), Amount(part.amount, exact=True), percent(part.amount, supply.total)]
            for part in supply.parts
        ]
        table = b.table(["part", "amount", "share"], rows, totals=[1])
        table = Table(
            table.columns,
            table.rows,
            table.title,
            [*table.total[:2], percent(supply.total, supply.total)],
            table.note,
        )
        ranked = sorted(supply.parts, key=lambda part: -part.amount)
        parts = [Share(w.of("part", part.name), part.amount) for part in ranked[:_CHARTED]]
        parts.append(Share(w("part.rest"), sum(part.amount for part in ranked[_CHARTED:])))
        facts = [b.fact("circulating", Amount(supply.circulating), w("fact.circulating.note"))]
        if supply.holders is not None:
            facts.append(b.fact("holders", supply.holders))
        return b.section("supply", charts=[Shares(w("chart.supply"), parts)], tables=[table], facts=facts)

    def _ledgers(self) -> list[Section]:
        rows: list[list[Cell]] = [
            [
                self.w.of("contract", ledger.contract), Amount(ledger.balance),
                Amount(sum(part.amount for part in ledger.owed)), Amount(ledger.surplus), ledger.address,
            ]
            for ledger in self.o.supply.ledgers
            if ledger.owed or ledger.balance
        ]  # fmt: skip
        columns = ["contract", "balance", "books", "surplus", "address"]
        return self.b.section("ledgers", tables=[self.b.table(columns, rows, totals=[1, 2, 3])])

    def _trade(self) -> list[Section]:
        b, w, trade = self.b, self.w, self.o.trade
        days = trade.days
        first = days[0].day if days else 0
        charts: list[Chart] = [
            Timeline(w("chart.volume"), first, [
                Series(w("column.volume"), [day.volume for day in days]),
                Series(w("column.counted_volume"), [day.counted for day in days]),
            ]),
            Timeline(w("chart.commission"), first, [
                Series(w("column.commission"), [day.commission for day in days]),
            ]),
            Bars(w("chart.endings"), [
                Share(w.of("ending", name), count)
                for name, count in sorted(trade.by_ending.items(), key=lambda each: -each[1])
            ], counts=True),
        ]  # fmt: skip
        states: list[list[Cell]] = [[w.of("order", name), count] for name, count in trade.by_state.items()]
        by_day: list[list[Cell]] = [
            [date(day.day), day.orders, Amount(day.volume), Amount(day.counted), Amount(day.commission)]
            for day in reversed(days)
            if day.orders or day.commission
        ]
        return b.section(
            "trade",
            facts=[
                b.fact("paid_in", Amount(trade.paid_in)),
                b.fact("refunded_all", Amount(trade.refunded)),
                b.fact("escrow_open", Amount(trade.in_escrow)),
                b.fact("commission_escrow", Amount(trade.commission_escrow)),
                b.fact("commission_budgets", Amount(trade.commission_budgets)),
                b.fact("fiat_orders", trade.fiat_orders),
            ],
            charts=charts,
            tables=[
                b.table(["state", "orders"], states if trade.orders else [], title="table.states",
                        totals=[1]),
                b.table(["day", "orders", "volume", "counted_volume", "commission"], by_day[:_DAYS],
                        title="table.days", note="note.days"),
            ],
        )  # fmt: skip

    def _emission(self) -> list[Section]:
        b, w, e = self.b, self.w, self.o.emission
        curve = [cumulative(day) for day in range(1, PHASE_ONE_DAYS + 1)]
        mark = e.start_day + e.today - 1 if e.today else None
        chart = Timeline(
            w("chart.emission"), e.start_day, [Series(w("chart.emission.name"), curve)], lines=True,
            mark=mark, mark_name=w("today") if mark is not None else "",
        )  # fmt: skip
        return b.section(
            "emission",
            facts=[
                b.fact("reward_day", str(e.today) if e.today else formats.NOTHING,
                       w("fact.reward_day.note", date=date(e.start_day))),
                b.fact("a_day", Amount(e.a_day)),
                b.fact("emitted", Amount(e.emitted)),
                b.fact("declared", Amount(e.declared),
                       w("fact.declared.note", day=e.covered, epoch=e.epoch)),
                b.fact("claimed", Amount(e.claimed)),
                b.fact("pool", Amount(e.pool)),
            ],
            charts=[chart],
        )  # fmt: skip

    def _sale(self) -> list[Section]:
        b = self.b
        rows: list[list[Cell]] = [
            [
                str(each.number), Amount(each.cap), Amount(each.sold), b.until(each.start), b.until(each.end),
                b.until(each.cliff), b.until(each.over), self.w.of("unsold", each.unsold), b.yes(each.closed),
            ]
            for each in self.o.rounds
        ]  # fmt: skip
        columns = ["round", "cap", "sold", "start", "end", "cliff", "released_by", "unsold", "wound_up"]
        return b.section("sale", tables=[b.table(columns, rows, totals=[1, 2])])

    def _shops(self) -> list[Section]:
        b, w, shops = self.b, self.w, self.o.shops

        def rows(top: Sequence[TopShop]) -> list[list[Cell]]:
            return [
                [str(each.shop), micro(each.micro), each.orders, each.average, each.level, each.owner]
                for each in top
            ]

        levels = [Share(w("level_number", number=n), count) for n, count in shops.levels.items()]
        columns = ["orders", "average", "level", "owner"]
        return b.section(
            "all_shops",
            facts=[b.fact("shops_total", shops.total), b.fact("shops_open", shops.open)],
            charts=[Bars(w("chart.shop_levels"), levels, counts=True)],
            tables=[
                b.table(["shop", "volume", *columns], rows(shops.sellers), title="table.top_sellers"),
                b.table(["shop", "commission", *columns], rows(shops.distributors),
                        title="table.top_distributors"),
            ],
        )  # fmt: skip

    def _capabilities(self) -> list[Section]:
        b = self.b
        rows: list[list[Cell]] = [
            [
                self.w.of("capability", capability_name(each.number)), Amount(each.lock_per_unit),
                Amount(each.seal_per_unit), each.max_units, b.yes(each.enabled), each.units,
                Amount(each.locked),
            ]
            for each in self.o.shops.capabilities
        ]  # fmt: skip
        bars = [
            Share(self.w.of("capability", capability_name(each.number)), each.locked)
            for each in self.o.shops.capabilities
        ]
        columns = ["capability", "lock_per_unit", "seal_per_unit", "max_units", "enabled", "units", "locked"]
        return b.section(
            "capabilities",
            charts=[Bars(self.w("chart.locks"), bars)],
            tables=[b.table(columns, rows, totals=[6])],
        )

    def _votes(self) -> list[Section]:
        b, w, votes = self.b, self.w, self.o.votes
        polls: list[list[Cell]] = [
            [
                str(each.poll), w.of("contract", each.opener), f"{each.turnout:,} / {each.electorate:,}",
                b.yes(each.quorum), b.until(each.end), w("over" if each.over else "running"),
            ]
            for each in votes.polls
        ]  # fmt: skip
        factors: list[list[Cell]] = [
            [w.of("factor", name), f"{value} %", f"{votes.flags.get(name, 0):,} / {votes.needed:,}"]
            for name, value in votes.factors.items()
        ]
        return b.section(
            "all_votes",
            facts=[
                b.fact("flag_round", str(votes.round)),
                b.fact("all_proposals", votes.proposals, w("fact.executed", count=votes.executed)),
            ],
            tables=[
                b.table(["factor", "percent", "flags"], factors, title="table.factors"),
                b.table(["poll", "opener", "turnout", "quorum", "end", "state"], polls, title="table.polls"),
            ],
        )


_DAYS = 31
"""Days with trade in the table, the last ones; JSON has all."""
