"""Files that are whole or not there, whatever happens while they are written."""

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Replace the file by ``text`` (UTF-8), for good: after a crash it is the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Let renames and removals in a directory outlive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
