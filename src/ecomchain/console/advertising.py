"""Advertising 广告: sealing for a listing's exposure on a day (SEAL-3)."""

from ape.api import AccountAPI, ReceiptAPI

from ecomchain import advertising
from ecomchain.console.arguments import amount_of, listing_number, whole
from ecomchain.console.base import ActionGroup
from ecomchain.errors import ArgumentError


class AdvertisingActions(ActionGroup):
    """What anyone does. A day is a date such as ``"2026-11-22"``, or a number of days since 1970."""

    def advertise(
        self, account: AccountAPI, listing: int, amount: int | str, day: int | str | None = None
    ) -> ReceiptAPI:
        """Seal an amount for ever, as a listing's advertising of a day: today to 30 days ahead."""
        listing_number(listing)
        return advertising.seal(self.system, account, listing, amount_of(amount), _day(day))

    def ad_ranking(self, day: int | str | None = None) -> list[advertising.Entry]:
        """The listings advertised on a day (default: today), most sealed first."""
        return advertising.ranking(self.system, _day(day))


def _day(day: object) -> int | None:
    if day is None:
        return None
    if isinstance(day, str):
        return advertising.parse_day(day)
    if isinstance(day, bool) or not isinstance(day, int):
        raise ArgumentError(f'{day!r} is not a day: give a date such as "2026-11-22"')
    whole("day", day, 0, 2**32)
    return day
