"""What the commands do: add, get, list and verify, with the store, CARs, an RPC and a gateway."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from ecomchain.content import adding, car, checking, getting, tree
from ecomchain.content.car import Car
from ecomchain.content.checking import Report
from ecomchain.content.cid import Cid
from ecomchain.content.errors import CidError, ContentError, PathError
from ecomchain.content.gateway import Gateway
from ecomchain.content.kubo import Kubo
from ecomchain.content.limits import Limits
from ecomchain.content.metadata import template as metadata_template
from ecomchain.content.metadata.source import MAX_BYTES
from ecomchain.content.sources import Chain, Source
from ecomchain.content.store import BlockStore, NoStore
from ecomchain.content.walk import Item, resolve, walk


@dataclass(frozen=True, slots=True)
class Added:
    """What was added. ``size`` is in bytes of files, ``tsize`` in bytes of all blocks, repeated ones too."""

    cid: Cid
    size: int
    tsize: int
    files: int
    written: int
    reused: int
    car_size: int | None = None
    pinned_by: str | None = None

    def dump(self) -> dict[str, object]:
        """As JSON; ``digest`` and ``codec`` are what the contracts take."""
        return {
            "cid": str(self.cid),
            "uri": self.cid.uri,
            "digest": "0x" + self.cid.digest.hex(),
            "codec": int(self.cid.codec),
            "size": self.size,
            "tsize": self.tsize,
            "files": self.files,
            "blocks_written": self.written,
            "blocks_reused": self.reused,
            "car_size": self.car_size,
            "pinned_by": self.pinned_by,
        }


@dataclass(frozen=True, slots=True)
class Places:
    """Where blocks are looked for, in this order, the store first. What is found elsewhere is kept in it."""

    store: Path
    cars: tuple[Path, ...] = ()
    api: str | None = None
    gateway: str | None = None

    @contextlib.contextmanager
    def opened(self) -> Iterator[Source]:
        """All of them as one source."""
        store = BlockStore(self.store)
        with contextlib.ExitStack() as stack:
            cars = [stack.enter_context(Car(path)) for path in self.cars]
            remote: list[Source] = [Kubo(self.api)] if self.api else []
            if self.gateway:
                remote.append(Gateway(self.gateway))
            fetched = [Chain([each], cache=store) for each in remote]
            yield Chain([store, *cars, *fetched])


def add(
    path: Path,
    *,
    store: Path | None,
    hidden: bool = False,
    car_file: Path | None = None,
    pin: str | None = None,
    console: Console | None = None,
) -> Added:
    """Adds a file or directory; without a ``store``, only its CID is made, and neither CAR nor pin can be.

    What was added before an interruption is found again, so that repeating it goes on where it stopped.
    """
    sink = BlockStore(store) if store else NoStore()
    if not isinstance(sink, BlockStore) and (car_file or pin):
        raise PathError("a CAR, or a pin, needs the blocks: leave --only-hash out")
    if store:
        _require_apart(store, path, hidden)
    kubo = Kubo(pin) if pin else None
    found = adding.survey(path, hidden=hidden)
    if isinstance(sink, BlockStore):
        sink.sweep()
    with _bar(console, "adding", found.size) as progress:
        part = adding.add(path, sink, hidden=hidden, progress=progress)
    car_size = None
    if isinstance(sink, BlockStore):
        if car_file:
            with _bar(console, "writing", part.tsize) as progress:
                car_size = car.write(car_file, part.cid, _told(tree.blocks(sink, part.cid), progress))
        if kubo:
            with _bar(console, "pinning", part.tsize) as progress:
                kubo.pin(part.cid, _told(tree.blocks(sink, part.cid), progress))
    name = kubo.name if kubo else None
    return Added(part.cid, part.size, part.tsize, found.files, sink.added, sink.reused, car_size, name)


def pin(cid: Cid, places: Places, api: str, console: Console | None = None) -> str:
    """Sends a tree that is here to a node and has it pinned; the node's name."""
    kubo = Kubo(api)
    with places.opened() as source, _bar(console, "pinning", None) as progress:
        kubo.pin(cid, _told(tree.blocks(source, cid), progress))
    return kubo.name


def get(
    text: str,
    places: Places,
    out: Path,
    *,
    replace: bool = False,
    limits: Limits | None = None,
    console: Console | None = None,
) -> int:
    """Writes what ``text`` names, a CID or a path below one, to ``out``; how many bytes."""
    with places.opened() as source:
        cid = named(source, text)
        with _bar(console, "getting", tree.opened(source, cid).size) as progress:
            return getting.write(source, cid, out, replace=replace, limits=limits, progress=progress)


def items(text: str, places: Places, *, deep: bool = False, limits: Limits | None = None) -> Iterator[Item]:
    """What a CID is: a file itself, or what a directory has; everything below it if ``deep``."""
    with places.opened() as source:
        cid = named(source, text)
        if deep:
            yield from walk(source, cid, limits)
            return
        root = tree.opened(source, cid)
        if not root.is_directory:
            yield Item((), root)
            return
        for entry in tree.entries(source, root):
            yield Item((entry.name,), tree.opened(source, entry.cid))


def verify(
    text: str | None, places: Places, *, limits: Limits | None = None, console: Console | None = None
) -> Report:
    """One tree, or without a CID every block of the CARs, or of the store where none is given."""
    with _bar(console, "verifying", None) as progress:
        if text is not None:
            with places.opened() as source:
                return checking.check_tree(source, named(source, text), limits, progress)
        if not places.cars:
            store = BlockStore(places.store)
            return checking.check_blocks(store, store.cids(), progress)
        total = Report()
        for path in places.cars:
            try:
                with Car(path) as opened:
                    report = checking.check_blocks(opened, opened.cids(), progress)
                    whole = [checking.check_tree(opened, root, limits) for root in opened.roots]
            except ContentError as error:
                total.wrong.append(error.message)
                continue
            total.blocks += report.blocks
            total.size += report.size
            total.wrong += report.wrong or [line for each in whole for line in each.wrong]
        return total


def document(what: str, places: Places) -> bytes:
    """The bytes of a metadata file: one on the disk, or a CID; one byte more than allowed of a larger one."""
    path = Path(what)
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PathError(f"{path} cannot be read: {error.strerror}") from None
    with places.opened() as source:
        try:
            root = tree.opened(source, named(source, what))
        except CidError as error:
            raise PathError(f"there is no file {what!a}, and {error.message}") from None
        data = bytearray()
        for piece in tree.file_bytes(source, root):
            data += piece
            if len(data) > MAX_BYTES:
                break
        return bytes(data[: MAX_BYTES + 1])


def template(
    kind: str, title: str, language: str, images: Sequence[Path], store: Path, out: Path | None = None
) -> str:
    """A first metadata file of a kind, written to ``out`` if that is given, where nothing may be yet."""
    if out is not None and out.exists():
        raise PathError(f"{out} is there already: name another place with --out, or remove it")
    found = [metadata_template.image(path, BlockStore(store)) for path in images]
    text = metadata_template.new(kind, title, language, found)
    if out is not None:
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise PathError(f"{out} cannot be written: {error.strerror}") from None
    return text


def named(source: Source, text: str) -> Cid:
    """The CID in a text, or what is at the path after it: ``ipfs://bafy.../images/front.png``."""
    bare = text.strip().removeprefix("ipfs://").removeprefix("/ipfs/")
    head, _, path = bare.partition("/")
    return resolve(source, Cid.parse(head), path)


def _require_apart(store: Path, path: Path, hidden: bool) -> None:
    """Raises PathError for a store that would be added to itself."""
    inside, outside = store.resolve(), path.resolve()
    if not inside.is_relative_to(outside):
        return
    if hidden or not any(name.startswith(".") for name in inside.relative_to(outside).parts):
        raise PathError(f"{store} is within {path}, and would be added to itself: name another --store")


def _told(blocks: Iterator[tuple[Cid, bytes]], progress: adding.Progress) -> Iterator[tuple[Cid, bytes]]:
    for cid, data in blocks:
        progress(len(data))
        yield cid, data


@contextlib.contextmanager
def _bar(console: Console | None, what: str, total: int | None) -> Iterator[adding.Progress]:
    """A progress bar in bytes; nothing is shown without a terminal."""
    if console is None or not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn(what), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda size: bar.advance(task, size)
