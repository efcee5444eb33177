"""`ape run content`: content by its hash (IPFS), and the metadata of shops and products."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

_PATH = click.Path(path_type=Path)
_KINDS = click.Choice(["shop", "product", "task", "post", "review"])
_STORE = click.option("--store", metavar="DIR", type=_PATH, default=Path(".content"), show_default=True,
                      help="The local store of blocks.")  # fmt: skip
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that read blocks."""
    for option in (
        click.option("--max-size", metavar="BYTES", type=click.IntRange(0), default=64 * 1024**3,
                     show_default=True, help="Refuse what claims more."),
        click.option("--gateway", metavar="URL", envvar="ECOM_IPFS_GATEWAY",
                     help="A gateway that gives raw blocks. [env: ECOM_IPFS_GATEWAY]"),
        click.option("--api", metavar="URL", envvar="ECOM_IPFS_API",
                     help="A Kubo node's RPC. [env: ECOM_IPFS_API]"),
        click.option("--car", "cars", metavar="FILE", type=_PATH, multiple=True, help="A CAR to read from."),
        _STORE,
    ):  # fmt: skip
        command = option(command)
    return command


@click.group(short_help="Add, get and check content by its hash; metadata of shops and products")
def cli() -> None:
    """Content by its hash: files and directories as IPFS has them, and the metadata of shops and products.

    CIDs are those of `ipfs add --cid-version=1 --raw-leaves --chunker=size-262144`. Blocks are kept in
    .content/; formats and rules are described in docs/content.md. Needs no chain.
    """


@cli.command()
@click.argument("path", metavar="FILE|DIR", type=_PATH)
@click.option("--pin", metavar="URL", envvar="ECOM_IPFS_API",
              help="Pin it with this Kubo node's RPC. [env: ECOM_IPFS_API]")  # fmt: skip
@click.option("--no-pin", is_flag=True, help="Keep it here, whatever the environment says.")
@click.option("--car", "car_file", metavar="FILE", type=_PATH, help="Write a CAR (version 1) as well.")
@click.option("--hidden", is_flag=True, help="With what begins with a dot.")
@click.option("--only-hash", is_flag=True, help="Print the CID, keep nothing.")
@_STORE
@_JSON
def add(
    path: Path,
    pin: str | None,
    no_pin: bool,
    car_file: Path | None,
    hidden: bool,
    only_hash: bool,
    store: Path,
    as_json: bool,
) -> None:
    """Keep a file or directory in the local store, and print its CID."""
    import json

    from ecomchain.content import desk

    keep = None if only_hash else store
    wanted = None if no_pin or only_hash else pin
    added = desk.add(path, store=keep, hidden=hidden, car_file=car_file, pin=wanted, console=_bar())
    if as_json:
        click.echo(json.dumps(added.dump(), indent=2))
        return
    click.echo(f"{added.cid}")
    click.echo(
        f"{added.files} files, {added.size} bytes; blocks: {added.written} new, {added.reused} reused",
        err=True,
    )
    if added.pinned_by:
        click.echo(f"pinned by {added.pinned_by}", err=True)


@cli.command()
@click.argument("cid")
@click.option("--pin", "api", metavar="URL", envvar="ECOM_IPFS_API", required=True,
              help="The Kubo node's RPC. [env: ECOM_IPFS_API]")  # fmt: skip
@click.option("--car", "cars", metavar="FILE", type=_PATH, multiple=True, help="A CAR to read from.")
@_STORE
def pin(cid: str, api: str, cars: tuple[Path, ...], store: Path) -> None:
    """Send what is here to a Kubo node, and have it pinned."""
    from ecomchain.content import Cid, desk

    name = desk.pin(Cid.parse(cid), desk.Places(store, cars), api, _bar())
    click.echo(f"{cid} is pinned by {name}")


@cli.command()
@click.argument("cid")
@click.option(
    "--out", metavar="PATH", help="Where to write; - is standard output. [default: the name, or the CID]"
)
@click.option("--replace", is_flag=True, help="Replace a file that is there.")
@_reading
def get(cid: str, out: str | None, replace: bool, max_size: int, **places: Any) -> None:
    """Write what CID is, every block checked against its hash. A path may follow: CID/images/front.png."""
    from ecomchain.content import desk, getting
    from ecomchain.content.limits import Limits

    limits, found = Limits(max_bytes=max_size), desk.Places(**places)
    if out == "-":
        with found.opened() as source:
            getting.copy(source, desk.named(source, cid), click.get_binary_stream("stdout"), limits)
        return
    target = Path(out or cid.rstrip("/").rpartition("/")[2])
    size = desk.get(cid, found, target, replace=replace, limits=limits, console=_bar())
    click.echo(f"{target}: {size} bytes")


@cli.command()
@click.argument("cid")
@click.option("-r", "--recursive", is_flag=True, help="Everything below it.")
@_JSON
@_reading
def ls(cid: str, recursive: bool, as_json: bool, max_size: int, **places: Any) -> None:
    """List a directory: CID, bytes of the file (or -), name."""
    import json

    from ecomchain.content import desk
    from ecomchain.content.limits import Limits

    for item in desk.items(cid, desk.Places(**places), deep=recursive, limits=Limits(max_bytes=max_size)):
        name, size = "/".join(item.path), item.opened.size
        if as_json:
            click.echo(json.dumps({"cid": str(item.opened.cid), "size": size, "path": name}))
        else:
            end = "/" if item.opened.is_directory else ""
            click.echo(f"{item.opened.cid}  {'-' if size is None else size:>12}  {name}{end}")


@cli.command()
@click.argument("cid", required=False)
@_reading
def verify(cid: str | None, max_size: int, **places: Any) -> None:
    """Check all of CID, or every block of the CARs or the store; exit with 1 if anything is wrong."""
    from ecomchain.content import desk
    from ecomchain.content.limits import Limits

    report = desk.verify(cid, desk.Places(**places), limits=Limits(max_bytes=max_size), console=_bar())
    for line in report.wrong:
        click.echo(line)
    what = "entries" if cid else "blocks"
    click.echo(f"{report.blocks} {what}, {report.size} bytes, {len(report.wrong)} wrong")
    if report.wrong:
        raise SystemExit(1)


@cli.command()
@click.argument("what", metavar="FILE|CID")
@click.option(
    "--kind", type=click.Choice(["shop", "product", "task", "post", "review"]), help="What it must be."
)
@_JSON
@_reading
def check(what: str, kind: str | None, as_json: bool, max_size: int, **places: Any) -> None:
    """Check a metadata file: where it breaks a rule, what is there, what to do; exit with 1 if it does."""
    import json

    from ecomchain.content import desk
    from ecomchain.content.metadata import problems

    found = problems(desk.document(what, desk.Places(**places)), kind)
    if as_json:
        click.echo(json.dumps([each.dump() for each in found], indent=2))
    else:
        for each in found:
            click.echo(str(each))
        if not found:
            click.echo(f"{what} keeps the rules")
    if found:
        raise SystemExit(1)


@cli.command()
@click.argument("kind", type=_KINDS)
def schema(kind: str) -> None:
    """Print the JSON Schema (draft 2020-12) of a kind of metadata."""
    from ecomchain.content.metadata import schemas

    click.echo(schemas.published(kind), nl=False)


def _kind(name: str) -> click.Group:
    """The group of a kind of metadata, with `new`."""
    group = click.Group(name, help=f"Metadata of a {name}.")

    @group.command()
    @click.option("--title", required=True, help="Its title.")
    @click.option("--language", default="en", show_default=True, help="The title's language (BCP 47).")
    @click.option("--image", "images", metavar="FILE", type=_PATH, multiple=True,
                  help="A picture: kept in the store, and named in the file.")  # fmt: skip
    @click.option("--out", metavar="FILE", type=_PATH, help="Where to write. [default: standard output]")
    @_STORE
    def new(title: str, language: str, images: tuple[Path, ...], out: Path | None, store: Path) -> None:
        """Write a first metadata file that keeps the rules, to be filled in."""
        from ecomchain.content import desk

        text = desk.template(name, title, language, images, store, out)
        if out is None:
            click.echo(text, nl=False)
        else:
            click.echo(
                f"{out} is written; `ape run content check {out}` says whether it still keeps the rules"
            )

    return group


for _name in _KINDS.choices:
    cli.add_command(_kind(_name))


def _bar() -> Any:
    """Where progress is shown: standard error, so that the output can be piped."""
    from rich.console import Console

    return Console(stderr=True)
