"""The day's advertising, ranked as a front end would do it: from the vault's events and views (SEAL-3)."""

from ecomchain.demo.acts import ADVERTISING
from ecomchain.demo.stage import Stage
from ecomchain.demo.tables import table, titled
from ecomchain.demo.text import ecom, item
from ecomchain.ids import listing_parts


def show_ranking(stage: Stage, day: int) -> None:
    """The listings advertised on ``day``, the one with most sealed first."""
    vault = stage.system.vault
    start, end = stage.system.manifest.first_block, vault.provider.get_block("latest").number
    seals = [log.event_arguments for log in vault.Sealed.range(start, end + 1)]
    listings = {seal["ref"] for seal in seals if seal["reason"] == ADVERTISING and seal["day"] == day}
    amounts = {listing: stage.view(vault, "sealedOn", ADVERTISING, day, listing) for listing in listings}
    rows = table("Rank", "Listing", "Shop of", "Sealed", right=("Rank", "Sealed"))
    for rank, listing in enumerate(sorted(amounts, key=lambda id_: -amounts[id_]), start=1):
        owner = stage.name(stage.owner(listing_parts(listing).shop))
        rows.add_row(str(rank), f"{stage.titles[listing]} ({item(listing)})", owner, ecom(amounts[listing]))
    stage.console.print(titled("Most advertised today 广告", "vault.sealedOn(reason, day, listing)", rows))
    by_events = sum(seal["amount"] for seal in seals if seal["reason"] == ADVERTISING)
    stage.check("what is sealed for advertising", stage.view(vault, "sealedFor", ADVERTISING), by_events)
