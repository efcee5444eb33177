"""What a keeper says while it works: a line for each event, for people or as JSON."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

_LEVELS = {"refused": "warning", "halted": "warning", "retrying": "warning", "failed": "error"}


class Log:
    """Writes lines to standard output; where ``as_json``, JSON: time, level, event, and its fields."""

    def __init__(
        self, *, as_json: bool = False, write: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._as_json, self._write, self._clock = as_json, write or _echo, clock

    @property
    def as_json(self) -> bool:
        """Whether programs read it."""
        return self._as_json

    def __call__(self, event: str, **fields: Any) -> None:
        """Tell of an event; fields that are None are left out."""
        kept = {name: value for name, value in fields.items() if value is not None}
        now = datetime.fromtimestamp(self._clock(), UTC)
        if self._as_json:
            head = {"time": now.isoformat(timespec="milliseconds"), "level": _LEVELS.get(event, "info")}
            self._write(json.dumps(head | {"event": event} | kept, ensure_ascii=False))
            return
        text = ", ".join(str(v) if k == "text" else f"{k} {v}" for k, v in kept.items())
        self._write(f"{now:%Y-%m-%d %H:%M:%S} {event:<9} {text}".rstrip())


def _echo(line: str) -> None:
    click.echo(line)
