"""How orders end (docs/replay.md, "Endings"): by what the data says, and by choice where it is silent."""

from dataclasses import dataclass
from datetime import datetime

from ecomchain.amounts import BPS
from ecomchain.replay import money
from ecomchain.replay.calendar import (
    CONTEST_DAYS,
    GRACE_DAYS,
    OBJECTION_DAYS,
    RULING_DAYS,
    Calendar,
)
from ecomchain.replay.draw import Draw
from ecomchain.replay.sale import Dispute, Ending, Hold, Objection, Sale
from ecomchain.replay.settings import Settings
from ecomchain.replay.source import Line, Status

STRANGERS = 4
"""One order in so many that nobody fulfils is cancelled by a stranger, not by its buyer."""

AGREED = 3
"""One cancelled order in so many ends by agreement, the others by the seller's refund."""

LOW_SCORE = 2
"""The best score with which a buyer disputes an order that came late."""

OBJECTORS = 2
"""One held reserve in so many is objected to."""

Labels = tuple[str | int, ...]


@dataclass(frozen=True)
class Fate:
    """What becomes of an order once it is placed: fields of `Sale`."""

    ending: Ending
    settled_bps: int
    fulfilled: int | None
    closed: int
    proposed_by_seller: bool = False
    dispute: Dispute | None = None


@dataclass(frozen=True)
class Fates:
    """Tells the fates of a plan's orders."""

    draw: Draw
    calendar: Calendar
    settings: Settings

    def of(self, line: Line, placed: int, tokens: int) -> Fate:
        """What becomes of the order of a line, placed in this window, with so many ``tokens`` in escrow."""
        order, labels = line.order, labels_of(line)
        match order.status:
            case Status.UNAVAILABLE | Status.CREATED | Status.APPROVED:
                return self._never_sent(labels, placed)
            case Status.CANCELED:
                return self._canceled(labels, order.shipped, placed)
            case Status.DELIVERED:
                sent = order.shipped or order.delivered or line.shipping_limit
            case Status.SHIPPED | Status.INVOICED | Status.PROCESSING:
                sent = order.shipped or line.shipping_limit
        fulfilled = self._fulfilled(sent, placed)
        if tokens and _came_late_and_was_bad(line):
            return self._disputed(labels, order.reviewed, fulfilled)
        settled = fulfilled + self.calendar.after(self.settings.protection_days)
        if order.status is Status.DELIVERED and order.reviewed is not None:
            confirmed = max(fulfilled, self.calendar.window(order.reviewed))
            if confirmed < settled:
                return Fate(Ending.CONFIRMED, BPS, fulfilled, confirmed)
        return Fate(Ending.SETTLED, BPS, fulfilled, settled)

    def hold(self, line: Line, sale: Sale) -> Hold | None:
        """What becomes of the part of its reserve that a sale's end did not pay; None where there is none."""
        if not money.held(sale, self.settings):
            return None
        draw, calendar, labels = self.draw, self.calendar, labels_of(line)
        if draw.below(OBJECTORS, "objects", *labels):
            return Hold(sale.closed + calendar.after(OBJECTION_DAYS), None)
        matched = draw.below(2, "matched", *labels) == 0
        # Without the seller's bond the arbitrator waits until the seller's time for it is over.
        ruled = calendar.between(1 if matched else CONTEST_DAYS, RULING_DAYS)
        if ruled is None or draw.below(3, "ruling", *labels) == 0:
            return Hold(sale.closed + calendar.after(RULING_DAYS), Objection(matched, None))
        bps = draw.below(BPS + 1, "ruled", *labels)
        return Hold(sale.closed + ruled, Objection(matched, bps))

    def _never_sent(self, labels: Labels, placed: int) -> Fate:
        days = self.settings.fulfil_days
        if self.draw.below(STRANGERS, "stranger", *labels) == 0:
            closed = placed + self.calendar.after(days + GRACE_DAYS)
            return Fate(Ending.CANCELLED_BY_STRANGER, 0, None, closed)
        return Fate(Ending.CANCELLED_BY_BUYER, 0, None, placed + self.calendar.after(days))

    def _canceled(self, labels: Labels, shipped: datetime | None, placed: int) -> Fate:
        fulfilled = self._fulfilled(shipped, placed) if shipped else None
        closed = (placed if fulfilled is None else fulfilled) + self.draw.below(2, "wait", *labels)
        if self.draw.below(AGREED, "agreed", *labels):
            return Fate(Ending.REFUNDED, 0, fulfilled, closed)
        bps = 1 + self.draw.below(BPS - 1, "bps", *labels)
        return Fate(Ending.AGREED, bps, fulfilled, closed, self._by_seller(labels))

    def _disputed(self, labels: Labels, reviewed: datetime | None, fulfilled: int) -> Fate:
        """Disputed when the buyer wrote the review, or while protection still lets it."""
        draw, calendar = self.draw, self.calendar
        raised = last = fulfilled + calendar.within(self.settings.protection_days)
        if reviewed is not None:
            raised = min(max(fulfilled, calendar.window(reviewed)), last)
        low, high = draw.below(money.EVEN, "low", *labels), draw.below(BPS - money.EVEN + 1, "high", *labels)
        ruled = raised + draw.below(calendar.within(RULING_DAYS) + 1, "ruled", *labels)
        contested = Dispute(raised, contested=True)
        match draw.below(6, "outcome", *labels):
            case 0:
                closed = raised + calendar.after(CONTEST_DAYS)
                return Fate(
                    Ending.UNCONTESTED, 0, fulfilled, closed, dispute=Dispute(raised, contested=False)
                )
            case 1:
                return Fate(Ending.RULED, low, fulfilled, ruled, dispute=contested)
            case 2:
                return Fate(Ending.RULED, money.EVEN + high, fulfilled, ruled, dispute=contested)
            case 3:
                closed = raised + calendar.after(RULING_DAYS)
                return Fate(Ending.UNRULED, money.EVEN, fulfilled, closed, dispute=contested)
            case outcome:
                closed = raised + draw.below(2, "wait", *labels)
                dispute = Dispute(raised, contested=outcome == 4)
                bps = draw.below(BPS + 1, "bps", *labels)
                return Fate(Ending.AGREED, bps, fulfilled, closed, self._by_seller(labels), dispute)

    def _fulfilled(self, sent: datetime | None, placed: int) -> int:
        """The window in which the seller fulfils: when it sent the goods, but within its time on chain."""
        wanted = placed if sent is None else self.calendar.window(sent)
        return min(max(wanted, placed), placed + self.calendar.within(self.settings.fulfil_days))

    def _by_seller(self, labels: Labels) -> bool:
        return self.draw.below(2, "proposer", *labels) == 0


def labels_of(line: Line) -> Labels:
    """What tells a line from all others, in choices."""
    return line.order.id, line.seller, line.product, line.price


def days_late(due: datetime, done: datetime) -> int:
    """By how many days of the calendar something came after it was due; negative: before."""
    return (done.date() - due.date()).days


def _came_late_and_was_bad(line: Line) -> bool:
    order = line.order
    if order.status is not Status.DELIVERED or order.score is None or order.score > LOW_SCORE:
        return False
    if order.estimated is None or order.delivered is None:
        return False
    return days_late(order.estimated, order.delivered) > 0
