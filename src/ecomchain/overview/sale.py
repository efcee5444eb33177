"""The rounds of the private sale."""

from collections.abc import Iterator, Sequence

from ecomchain.overview.figures import Round
from ecomchain.reports.figures import Check
from ecomchain.reports.logs import Found, named
from ecomchain.reports.source import Source

EVENTS = ("sale.Bought", "sale.Released")
UNSOLD = ("Treasury", "Rewards", "Vault")
"""As `IPrivateSale.Unsold`."""


def rounds(source: Source) -> list[Round]:
    """All of them, as they are at the source's block."""
    reader, sale = source.reader, source.system.sale
    numbers = range(1, int(reader.view(sale, "rounds")) + 1)
    views = reader.views([(sale, "round", (number,)) for number in numbers])
    return [
        Round(
            number,
            v.start,
            v.end,
            v.end + v.cliff,
            v.end + v.duration,
            UNSOLD[v.unsold],
            v.closed,
            v.cap,
            v.sold,
        )
        for number, v in zip(numbers, views, strict=True)
    ]


def checks(source: Source, found: Found, all_rounds: Sequence[Round]) -> Iterator[Check]:
    """What was bought by events is what rounds have sold, and what is not released yet is still owed."""
    reader, sale = source.reader, source.system.sale
    bought = sum(int(event.values["amount"]) for event in named(found, "sale.Bought"))
    released = sum(int(event.values["amount"]) for event in named(found, "sale.Released"))
    yield Check("rounds_sold", "", bought, sum(one.sold for one in all_rounds))
    reserved = sum(one.cap - one.sold for one in all_rounds if not one.closed)
    owed = int(reader.view(sale, "obligations")) - int(reader.view(sale, "unreserved")) - reserved
    yield Check("rounds_owed", "", bought - released, owed)
