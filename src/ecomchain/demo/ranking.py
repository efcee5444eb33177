"""The day's advertising, ranked as a front end would do it: from the vault's events and views (SEAL-3)."""

from ecomchain import advertising
from ecomchain.demo.stage import Stage
from ecomchain.demo.tables import mark, table, titled
from ecomchain.demo.text import ecom, item


def show_ranking(stage: Stage, day: int, wanted: dict[int, int]) -> None:
    """The listings advertised on ``day``, most sealed first; ``wanted``: what was sealed for each."""
    entries = advertising.ranking(stage.system, day)
    order = sorted(wanted, key=lambda listing: (-wanted[listing], listing))
    stage.check("who is advertised, most sealed first", [entry.listing for entry in entries], order)
    rows = table("Rank", "Listing", "Shop of", "Sealed", "", right=("Rank", "Sealed"))
    for entry in entries:
        owner, title = stage.name(stage.owner(entry.shop)), stage.titles[entry.listing]
        right = stage.check(f"what is sealed for the {title}", entry.sealed, wanted.get(entry.listing))
        rows.add_row(
            str(entry.rank), f"{title} ({item(entry.listing)})", owner, ecom(entry.sealed), mark(right)
        )
    note = "ape run advertising; vault.sealedOn(reason, day, listing)"
    stage.console.print(titled("Most advertised today 广告", note, rows))
