"""What `ape run catalog` does, without its options."""

import re
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from ecomchain import consoles, deployment, manifest, system
from ecomchain.amounts import format_ecom, parse_ecom
from ecomchain.operators import exporting, opentasks, report, tasktable
from ecomchain.operators.errors import CatalogError
from ecomchain.operators.importing import Import, Options, Outlook
from ecomchain.operators.metadata import Metadata
from ecomchain.operators.openshops import ShopPlan, Shops
from ecomchain.operators.opentasks import Filter
from ecomchain.operators.watch import Watch
from ecomchain.sending import sign_on
from ecomchain.system import System


def connected(manifest_file: Path | None) -> System:
    """The connected network's deployment, or the one in a manifest."""
    deployment.require_build()
    return system.connect(manifest.load(manifest_file or manifest.default_path(deployment.network_name())))


def import_products(
    manifest_file: Path | None,
    account: Any,
    shop: int,
    file: Path,
    options: Options,
    *,
    dry_run: bool,
    yes: bool,
) -> None:
    """Import, or say what an import would do. Exits with 1 where a line is bad."""
    watch = Watch(Console())
    work = Import(connected(manifest_file), account, shop, options, watch)

    def confirm(found: Outlook) -> bool:
        _say(watch, report.outlook(found))
        if not yes and not click.confirm("Send this?"):
            return False
        sign_on(account)
        return True

    if dry_run:
        found = work.outlook(file)
        _say(watch, report.outlook(found))
        bad = found.bad
    else:
        done = work.run(file, confirm)
        _say(watch, report.result(done))
        bad = done.bad
    if bad:
        watch.say(f"{bad:,} lines are bad and were left out: {options.errors} says why")
        raise SystemExit(1)


def export_products(manifest_file: Path | None, shop: int, file: Path) -> None:
    """Write a shop's active listings."""
    watch = Watch(Console())
    count = exporting.export(connected(manifest_file), shop, file, watch)
    watch.say(f"{file}: {count:,} listings of shop {shop}")


def _say(watch: Watch, lines: Any) -> None:
    for line in lines:
        watch.say(line)


def open_shops(work: Shops, file: Path, *, dry_run: bool, yes: bool) -> None:
    """Open shops, or say what it would take. Exits with 1 where a line is bad."""
    watch = work.watch

    def say(plan: ShopPlan) -> None:
        watch.say(str(plan))
        if plan.cost:
            watch.say(
                f"token cost: {format_ecom(plan.lock)} Ecom locked, "
                f"{format_ecom(plan.seal)} Ecom sealed for ever"
            )

    def confirm(plan: ShopPlan) -> bool:
        say(plan)
        if not yes and not click.confirm("Send this?"):
            return False
        sign_on(work.account)
        return True

    if dry_run:
        say(work.outlook(file))
    else:
        if not work.run(file, confirm).changes:
            watch.say("nothing to do")
        for key, shop in work.ids().items():
            watch.say(f"{key}: shop {shop}")
    if work.problems:
        lines = len({problem.line for problem in work.problems})
        watch.say(f"{lines:,} lines are bad and were left out: {work.errors} says why")
        raise SystemExit(1)


def show_tasks(
    *,
    manifest_file: Path | None,
    sort: str,
    min_reward: str | None,
    min_share: str | None,
    min_rating: float | None,
    min_level: int,
    category: str,
    seller: int | None,
    distributor: int | None,
    metadata_dir: Path | None,
    limit: int | None,
    as_json: bool,
    csv_file: Path | None,
    window: int,
) -> None:
    """Print open tasks, or write them to a file."""
    found_system = connected(manifest_file)
    wanted = Filter(
        min_reward=parse_ecom(min_reward) if min_reward else 0,
        min_share=_share(min_share) if min_share else 0,
        min_rating=round((min_rating or 0) * 100),
        min_level=min_level,
        category=category,
        seller=seller or 0,
        distributor=distributor or 0,
    )
    watch = Watch(Console(stderr=True))
    found = opentasks.find(found_system, wanted, Metadata(metadata_dir), watch, sort=sort, widest=window)
    shown = found[:limit]
    if csv_file is not None:
        watch.say(f"{csv_file}: {tasktable.to_csv(shown, csv_file):,} listings of {len(shown):,} tasks")
    if as_json:
        click.echo(tasktable.to_json(shown))
    elif csv_file is None:
        consoles.output().print(tasktable.to_table(shown) if shown else "No open task fits.")
        if distributor:
            click.echo(
                f"shop {distributor} can take {opentasks.free_links(found_system, distributor):,} more links"
            )


def _share(text: str) -> int:
    """Per cent with at most six decimals, in 1e-8."""
    match = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,6}))?%?", text, re.ASCII)
    if match is None or int(match[1]) > 100:
        raise CatalogError(f"{text!r} is no share: give per cent such as 6% or 2.5%")
    return int(match[1]) * 10**6 + int((match[2] or "").ljust(6, "0"))
