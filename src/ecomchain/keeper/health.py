"""Signs of life: a file, and what systemd asks for."""

import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ecomchain.errors import ArgumentError


class Health:
    """Tells a file and systemd (`Type=notify`, `WatchdogSec=`) that passes come to an end."""

    def __init__(self, path: Path | None, clock: Callable[[], float] = time.time) -> None:
        if path is not None and not path.parent.is_dir():
            raise ArgumentError(f"{path.parent}, where --health is to be written, is no existing folder")
        self._path, self._clock = path, clock

    def beat(self, **facts: Any) -> None:
        """A pass has ended. The file is whole or the one before."""
        notify("READY=1\nWATCHDOG=1")
        if self._path is None:
            return
        text = json.dumps({"time": int(self._clock()), "pid": os.getpid(), **facts}, indent=2)
        unfinished = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        unfinished.write_text(text + "\n", encoding="utf-8")
        unfinished.replace(self._path)


def age(path: Path, now: float) -> int:
    """How many seconds ago the keeper that writes this file ended a pass.

    Raises ArgumentError where that is no such file.
    """
    try:
        return int(now - json.loads(path.read_text(encoding="utf-8"))["time"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArgumentError(
            f"{path} is not written by a keeper ({error}): name what --health names"
        ) from None


def notify(state: str) -> None:
    """Tell systemd, where it has started this process and wants to know."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        try:
            channel.connect("\0" + address[1:] if address.startswith("@") else address)
            channel.sendall(state.encode())
        except OSError:  # nobody listens any more: no reason to stop keeping
            return
