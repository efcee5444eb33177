"""Ratings: what in the data is a ground for one, and what score it gives (docs/replay.md, "Ratings")."""

from collections.abc import Iterator
from datetime import timedelta

from ecomchain.replay.calendar import RATING_DAYS, Calendar
from ecomchain.replay.endings import days_late
from ecomchain.replay.sale import Direction, Rating, Sale
from ecomchain.replay.source import MAX_SCORE, Line

LATE = (0, 1, 3, 7)
"""The most days late for the scores 5, 4, 3 and 2."""

PAYMENT_TIME = timedelta(days=1)
"""How long after the purchase a payment is on time."""


def ratings_of(calendar: Calendar, line: Line, sale: Sale) -> tuple[Rating, ...]:
    """The ratings of a sale that the data gives a ground and, on chain, time for."""
    return tuple(_ratings(calendar, line, sale))


def _ratings(calendar: Calendar, line: Line, sale: Sale) -> Iterator[Rating]:
    order = line.order
    if order.reviewed is not None:
        window = max(sale.closed, calendar.window(order.reviewed))
        if window <= sale.closed + calendar.within(RATING_DAYS):
            if order.score is not None:
                yield Rating(Direction.PRODUCT, order.score, window)
            if sale.chain and order.estimated is not None and order.delivered is not None:
                late = days_late(order.estimated, order.delivered)
                yield Rating(Direction.SERVICE, punctuality(late), window)
    if order.approved is not None:
        late = days_late(order.purchased + PAYMENT_TIME, order.approved)
        yield Rating(Direction.PAYMENT, punctuality(late), sale.closed)
    if sale.chain and order.shipped is not None and line.shipping_limit is not None:
        late = days_late(line.shipping_limit, order.shipped)
        yield Rating(Direction.PARTNER, punctuality(late), sale.closed)


def punctuality(days: int) -> int:
    """The score for what came so many days late."""
    return MAX_SCORE - sum(days > most for most in LATE)
