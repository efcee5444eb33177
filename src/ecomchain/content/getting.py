"""Trees written as files and directories of this machine."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ecomchain.content import names, tree
from ecomchain.content.cid import Cid
from ecomchain.content.errors import PathError
from ecomchain.content.limits import Limits
from ecomchain.content.sources import Source
from ecomchain.content.walk import Item, walk

Progress = Callable[[int], object]
"""Told of bytes written, as they are."""


def write(
    source: Source,
    root: Cid,
    out: Path,
    *,
    limits: Limits | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> int:
    """Writes a tree to ``out``, and gives the bytes of its files.

    It appears whole or not at all: it is written beside its place and renamed. Raises PathError where
    something is at ``out`` already, unless it is a file and ``replace``; ContentError for a damaged tree.
    """
    if (out.exists() or out.is_symlink()) and not (replace and out.is_file() and not out.is_symlink()):
        raise PathError(f"{out} is there already: name another place with --out, or remove it")
    if not out.parent.is_dir():
        raise PathError(f"{out.parent} is no directory: make it first")
    part = out.with_name(f".{out.name[:200]}.{os.getpid()}.part")
    _remove(part)
    try:
        total = 0
        for item in walk(source, root, limits):
            total += _write(source, item, part, progress)
        part.replace(out)
    except OSError as error:
        raise PathError(f"{out} cannot be written: {error.strerror or error}") from None
    finally:
        _remove(part)
    return total


def copy(source: Source, root: Cid, stream: BinaryIO, limits: Limits | None = None) -> int:
    """Writes the bytes of a file into ``stream``; how many. Before an error, what came first is written."""
    item = next(iter(walk(source, root, limits)))
    total = 0
    for data in tree.file_bytes(source, item.opened):
        stream.write(data)
        total += len(data)
    return total


def _write(source: Source, item: Item, base: Path, progress: Progress | None) -> int:
    for name in item.path:
        names.require(name, str(item.opened.cid))
    path = base.joinpath(*item.path)
    if item.opened.is_directory:
        # A name that the file system takes for another one (as by letter case) fails here, or at "x".
        path.mkdir()
        return 0
    size = 0
    with path.open("xb") as file:
        for data in tree.file_bytes(source, item.opened):
            file.write(data)
            size += len(data)
            if progress:
                progress(len(data))
    return size


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
