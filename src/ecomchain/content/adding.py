"""Files and directories of this machine, as trees of blocks."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ecomchain.content import directories, files, names
from ecomchain.content.errors import PathError
from ecomchain.content.files import Part, Readable, Sink
from ecomchain.content.limits import MAX_DEPTH

Progress = Callable[[int], object]
"""Told of bytes read, as they are."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to add: files, directories, and the bytes of the files as they are now."""

    files: int
    directories: int
    size: int


def survey(path: Path, *, hidden: bool = False) -> Found:
    """What ``add`` would read. Raises PathError as it does, before a byte is read."""
    count = folders = size = 0
    for each, status in _walk(path, hidden, 0):
        if stat.S_ISDIR(status.st_mode):
            folders += 1
        else:
            count, size = count + 1, size + status.st_size
            if not os.access(each, os.R_OK):
                raise PathError(f"{each} cannot be read: change its permissions, or leave it out")
    return Found(count, folders, size)


def add(path: Path, sink: Sink, *, hidden: bool = False, progress: Progress | None = None) -> Part:
    """The file or directory at ``path``, its blocks put into ``sink``.

    As Kubo does, what begins with a dot is left out of a directory unless ``hidden``, and neither mode nor
    time is kept. Raises PathError for what is neither file nor directory (links too), for names that
    ``names.flaw`` refuses, for paths of more than ``MAX_DEPTH`` names.
    """
    _status(path)
    return _add(path, sink, hidden, progress, 0)


def _add(path: Path, sink: Sink, hidden: bool, progress: Progress | None, depth: int) -> Part:
    if path.is_dir():
        parts = {}
        for child in _children(path, hidden, depth):
            parts[child.name] = _add(child, sink, hidden, progress, depth + 1)
        return directories.add_entries(parts, sink)
    try:
        with path.open("rb", buffering=0) as file:
            return files.add_stream(_Counted(file, progress) if progress else file, sink)
    except OSError as error:
        raise PathError(f"{path} cannot be read: {error.strerror}") from None


def _walk(path: Path, hidden: bool, depth: int) -> Iterator[tuple[Path, os.stat_result]]:
    status = _status(path)
    yield path, status
    if stat.S_ISDIR(status.st_mode):
        for child in _children(path, hidden, depth):
            yield from _walk(child, hidden, depth + 1)


def _children(path: Path, hidden: bool, depth: int) -> list[Path]:
    try:
        children = sorted(path.iterdir())
    except OSError as error:
        raise PathError(f"{path} cannot be read: {error.strerror}") from None
    found = [child for child in children if hidden or not child.name.startswith(".")]
    if found and depth >= MAX_DEPTH:
        raise PathError(f"{found[0]}: more than {MAX_DEPTH} names below the root: make the tree flatter")
    for child in found:
        names.require(child.name, str(path).encode(errors="backslashreplace").decode())
        _status(child)
    return found


def _status(path: Path) -> os.stat_result:
    try:
        status = path.lstat()
    except OSError as error:
        raise PathError(f"{path} cannot be read: {error.strerror}") from None
    if stat.S_ISLNK(status.st_mode):
        raise PathError(f"{path} is a symbolic link: put what it leads to in its place, or leave it out")
    if not (stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode)):
        raise PathError(f"{path} is neither a file nor a directory: leave it out")
    return status


class _Counted:
    """A file that tells how much of it was read."""

    def __init__(self, file: Readable, progress: Progress):
        self._file = file
        self._progress = progress

    def read(self, size: int) -> bytes:
        data = self._file.read(size) or b""
        self._progress(len(data))
        return data
