"""JSON read strictly: what two readers could understand differently is refused, with its path."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ecomchain.content.limits import CHUNK
from ecomchain.content.problem import Problem

MAX_BYTES = CHUNK
"""A metadata file is one block."""

MAX_DEPTH = 16
"""The most objects and arrays inside each other."""

LARGEST = 2**53 - 1
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class _Number(str):
    """A number that is refused, as it was written."""


class _Object(dict[str, Any]):
    """An object, and which of its names come more than once."""

    repeated: list[str]


def path(steps: tuple[str | int, ...]) -> str:
    """JSONPath: ``$.images[0].uri``, ``$.titles['zh-Hans']``."""
    out = "$"
    for step in steps:
        if isinstance(step, int):
            out += f"[{step}]"
        elif _SIMPLE.fullmatch(step):
            out += f".{step}"
        else:
            shown = ascii(step if len(step) <= 64 else step[:61] + "...")[1:-1].replace("'", "\\'")
            out += f"['{shown}']"
    return out


def parse(data: bytes) -> tuple[Any, list[Problem]]:
    """The value in a file, and what is wrong with it as JSON; the value is None where it cannot be read."""
    if len(data) > MAX_BYTES:
        remedy = "shorten texts, and put files beside it by their CIDs"
        return None, [
            Problem("$", "too_large", f"it has {len(data)} bytes, and {MAX_BYTES} are the most", remedy)
        ]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return None, [Problem("$", "not_utf8", f"byte {error.start} is no UTF-8", "save it as UTF-8")]
    if text.startswith("\ufeff"):
        return None, [Problem("$", "byte_order_mark", "it begins with a byte order mark", "save it without")]
    if (at := _too_deep(text)) is not None:
        place = text.count("\n", 0, at) + 1
        message = f"line {place} has more than {MAX_DEPTH} objects and arrays inside each other"
        return None, [Problem("$", "too_deep", message, "no field needs so many")]
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=_Number, parse_int=_whole, parse_constant=_Number
        )
    except json.JSONDecodeError as error:
        message = f"line {error.lineno}, column {error.colno}: {error.msg.lower()}"
        return None, [Problem("$", "not_json", message, "correct it: it is no JSON")]
    return value, list(_wrong(value, ()))


def _too_deep(text: str) -> int | None:
    """Where brackets are too deep; counted before the parser, which would use up its stack."""
    depth = 0
    for found in _TOKEN.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return found.start()
        elif found[0] in "]}":
            depth -= 1
    return None


def _whole(text: str) -> int | _Number:
    return _Number(text) if len(text) > 17 or abs(int(text)) > LARGEST else int(text)


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    counts = Counter(name for name, _ in pairs)
    found.repeated = sorted(name for name, count in counts.items() if count > 1)
    return found


def _wrong(value: Any, steps: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(value, _Number):
        if len(value) < 40 and value.lstrip("-").isdigit():
            message = f"{value} is larger than every reader of JSON reads exactly"
        else:
            message = f"{value[:40]} is no whole number"
        yield Problem(
            path(steps), "number", message, "write it as text, or as a whole number up to 2**53 - 1"
        )
    elif value is None:
        yield Problem(path(steps), "null", "it is null", "leave the field out")
    elif isinstance(value, str):
        yield from _surrogates(value, steps)
    elif isinstance(value, _Object):
        for name in value.repeated:
            yield Problem(
                path((*steps, name)), "repeated", "the name stands there more than once", "keep one"
            )
        for name, below in value.items():
            yield from _surrogates(name, (*steps, name))
            yield from _wrong(below, (*steps, name))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _wrong(below, (*steps, number))


def _surrogates(text: str, steps: tuple[str | int, ...]) -> Iterator[Problem]:
    if any("\ud800" <= each <= "\udfff" for each in text):
        yield Problem(
            path(steps), "character", "it has half of a pair of \\u escapes", "write the whole character"
        )
