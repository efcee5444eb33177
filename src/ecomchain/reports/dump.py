"""Figures for programs: the dataclasses as JSON."""

import json
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from ecomchain.reports.figures import Tokens

MAX_SAFE = 2**53 - 1
"""Larger whole numbers do not survive JavaScript, and are text."""


def to_json(figures: Any) -> str:
    """A dataclass with all in it. Amounts are decimal text in 1e-18 Ecom, as are ids beyond 2^53."""
    return json.dumps(plain(figures), indent=1, ensure_ascii=False)


def plain(value: Any) -> Any:
    """As JSON's own types; what is declared as `Tokens` is text, whatever its size."""
    if is_dataclass(value):
        hints = get_type_hints(type(value), include_extras=True)
        found = {
            field.name: _amount(getattr(value, field.name))
            if _is_amount(hints[field.name])
            else plain(getattr(value, field.name))
            for field in fields(value)
        }
        for name, member in vars(type(value)).items():
            if isinstance(member, property):
                found[name] = plain(getattr(value, name))
        return found
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_SAFE:
        return str(value)
    return value


def _is_amount(hint: Any) -> bool:
    return hint == Tokens or any(_is_amount(part) for part in get_args(hint) if get_origin(hint) is not list)


def _amount(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _amount(each) for key, each in value.items()}
    return None if value is None else str(value)
