"""A whole tree, entry by entry, within limits."""

from collections.abc import Iterator
from dataclasses import dataclass

from ecomchain.content import tree
from ecomchain.content.cid import Cid
from ecomchain.content.errors import TreeError
from ecomchain.content.limits import MAX_DEPTH, Limits
from ecomchain.content.sources import Source
from ecomchain.content.tree import Opened


@dataclass(frozen=True, slots=True)
class Item:
    """A file or directory of a tree; ``path`` are the names that lead to it, none for the root."""

    path: tuple[str, ...]
    opened: Opened

    @property
    def text(self) -> str:
        return "/".join(self.path) or str(self.opened.cid)


def walk(source: Source, root: Cid, limits: Limits | None = None) -> Iterator[Item]:
    """Every file and directory, a directory before what is in it, in order of names' bytes.

    Raises TreeError as soon as the limits are passed, before the bytes of the file that does it are read.
    """
    limits = limits or Limits()
    total = count = 0
    stack: list[tuple[tuple[str, ...], Cid]] = [((), root)]
    while stack:
        path, cid = stack.pop()
        count += 1
        if count > limits.max_entries:
            raise TreeError(
                f"{root} has more than {limits.max_entries} files and directories: allow more, or get a part"
            )
        item = Item(path, tree.opened(source, cid))
        total += item.opened.size or 0
        if total > limits.max_bytes:
            raise TreeError(
                f"{root} claims more than {limits.max_bytes} bytes, at {item.text}: allow more with "
                "--max-size, if you trust it"
            )
        yield item
        if item.opened.is_directory:
            below = tree.entries(source, item.opened)
            if below and len(path) >= MAX_DEPTH:
                raise TreeError(f"{root} has paths of more than {MAX_DEPTH} names")
            stack.extend(((*path, entry.name), entry.cid) for entry in reversed(below))


def resolve(source: Source, root: Cid, path: str) -> Cid:
    """What is at a path below ``root``, such as ``images/front.png``. Raises TreeError if nothing is."""
    cid, done = root, str(root)
    for name in [part for part in path.split("/") if part]:
        found = {entry.name: entry.cid for entry in tree.entries(source, tree.opened(source, cid))}
        if name not in found:
            raise TreeError(f"{done} has no {name!a}: `content ls` shows what it has")
        cid, done = found[name], f"{done}/{name}"
    return cid
