"""Advertising 广告 (SEAL-3): what is sealed for a listing on a day is its exposure on that day.

advertising.seal(system, account, listing, amount, day)   # from today to 30 days ahead, for ever
advertising.ranking(system, day)                          # the day's listings, most sealed first
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from ape.api import AccountAPI, ReceiptAPI

from ecomchain import sending
from ecomchain.amounts import format_ecom
from ecomchain.errors import ArgumentError, EcomError
from ecomchain.ids import listing_parts
from ecomchain.invariants.chain import Reader
from ecomchain.system import System

REASON = b"ADVERTISING".ljust(32, b"\0")
"""The vault's reason for advertising; its ref is the listing's id."""

DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_LISTING = 2**64 - 1
"""No listing has a higher id, and the catalog takes none."""


class AdvertisingError(EcomError):
    """The vault's events and views do not tell the same."""


@dataclass(frozen=True)
class Entry:
    """A listing in the ranking of a day."""

    rank: int
    """From 1; no two listings have the same."""
    listing: int
    shop: int
    sealed: int
    """For this day, in 1e-18 Ecom."""
    seals: int
    """How many times somebody sealed for it."""
    live: bool
    """Whether it is up now, and its shop carries it."""


def ranking(system: System, day: int | None = None) -> list[Entry]:
    """The listings that are advertised on UTC day ``day`` (default: today), most sealed first.

    Of two with the same amount the one with the lower id comes first; what was sealed for anything but a
    listing is left out. The amounts are those of the views. Raises AdvertisingError where the events do not
    add up to them.
    """
    reader = Reader(system.token.provider.web3)
    day = today(system) if day is None else day
    logs = system.vault.Sealed.range(
        system.manifest.first_block, reader.block + 1, search_topics={"reason": REASON}
    )
    amounts: dict[int, list[int]] = defaultdict(list)
    for log in logs:
        seal = log.event_arguments
        if seal["day"] == day and seal["ref"] <= _MAX_LISTING:
            amounts[seal["ref"]].append(seal["amount"])
    refs = sorted(amounts)
    listings = reader.views([(system.catalog, "listing", (ref,)) for ref in refs])
    sealed = reader.views([(system.vault, "sealedOn", (REASON, day, ref)) for ref in refs])
    found = []
    for ref, listing, total in zip(refs, listings, sealed, strict=True):
        if total != sum(amounts[ref]):
            raise AdvertisingError(
                f"{sum(amounts[ref])} were sealed for listing {ref} on day {day} by the events, {total} by "
                "the view: the node does not have all events"
            )
        if listing is not None:
            found.append((-total, ref, listing.live))
    return [
        Entry(rank, ref, ref >> 32, -total, len(amounts[ref]), live)
        for rank, (total, ref, live) in enumerate(sorted(found), start=1)
    ]


def seal(
    system: System, account: AccountAPI, listing: int, amount: int, day: int | None = None
) -> ReceiptAPI:
    """Seal ``amount`` (1e-18 Ecom) for ever, as the listing's advertising of ``day`` (default: today).

    Raises ActionError for a day in the past or more than 30 days ahead, and for an unknown listing, which
    the vault itself would take.
    """
    sending.require_account(account)
    sending.read(system, "advertise", system.catalog.listing, listing)
    day = today(system) if day is None else day
    vault = system.vault
    return sending.send(system, "advertise", account, vault.seal, amount, REASON, listing, day, cost=amount)


def today(system: System) -> int:
    """The UTC day of the chain's latest block."""
    return int(system.token.provider.get_block("latest").timestamp) // DAY


def date(day: int) -> str:
    """A UTC day as people write it: ``2026-11-22``."""
    return f"{_EPOCH + timedelta(days=day):%Y-%m-%d}"


def parse_day(text: str) -> int:
    """The UTC day of a date such as ``2026-11-22``, or a number of days since 1970."""
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        return (datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) - _EPOCH).days
    except ValueError:
        raise ArgumentError(f"{text!r} is not a day: give a date such as 2026-11-22") from None


def to_json(day: int, entries: Sequence[Entry]) -> str:
    """A day's ranking for programs. Ids and amounts are text: they are too long for a JavaScript number."""
    listings = [
        {**asdict(entry), "listing": str(entry.listing), "sealed": str(entry.sealed)} for entry in entries
    ]
    return json.dumps({"day": day, "date": date(day), "listings": listings}, indent=1)


def to_text(day: int, entries: Sequence[Entry]) -> str:
    """A day's ranking as a table for people."""
    if not entries:
        return f"No listing is advertised on {date(day)} (UTC day {day})."
    amounts = [format_ecom(entry.sealed) for entry in entries]
    width = max(map(len, [*amounts, "Ecom"]))
    lines = [f"Advertised on {date(day)} (UTC day {day}):", f"{'rank':>4}  {'Ecom':>{width}}  seals  listing"]
    for entry, amount in zip(entries, amounts, strict=True):
        shop, index = listing_parts(entry.listing)
        asleep = "" if entry.live else ", not up now"
        name = f"{entry.listing} (shop {shop}, its {index}.{asleep})"
        lines.append(f"{entry.rank:>4}  {amount:>{width}}  {entry.seals:>5}  {name}")
    return "\n".join(lines)
