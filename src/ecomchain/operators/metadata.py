"""Category and title of a product, from metadata files that are at hand."""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from ecomchain.operators import cids
from ecomchain.operators.errors import CatalogError, FieldError

_MOST = 262_144


class About(NamedTuple):
    """What metadata say, as text of at most 100 characters; empty for what they do not."""

    category: str
    title: str


NOTHING = About("", "")


class Metadata:
    """Files ``<CID>`` or ``<CID>.json`` of a directory, with the CID's bytes; without one, nothing."""

    def __init__(self, directory: Path | None = None) -> None:
        if directory is not None and not directory.is_dir():
            raise CatalogError(f"{directory} is no directory: name one with files called as their CID")
        self._directory = directory

    def get(self, cid: str) -> About:
        """What is known of the content; nothing where the file is missing, altered, or no such JSON."""
        if self._directory is None or not cid:
            return NOTHING
        for path in (self._directory / cid, self._directory / f"{cid}.json"):
            try:
                with path.open("rb") as file:
                    data = file.read(_MOST + 1)
            except OSError:
                continue
            if _is(data, cid):
                return _about(data)
        return NOTHING


def _is(data: bytes, cid: str) -> bool:
    """Whether these are the bytes: a raw CID says so itself, others are taken as they are named."""
    try:
        digest, codec = cids.parse(cid)
    except FieldError:
        return False
    return len(data) <= _MOST and (codec != cids.RAW or hashlib.sha256(data).digest() == digest)


def _about(data: bytes) -> About:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return NOTHING
    if not isinstance(found, dict):
        return NOTHING
    return About(_text(found.get("category")), _text(found.get("title") or found.get("name")))


def _text(value: object) -> str:
    """A text; of several languages the first."""
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, str):
        return ""
    return "".join(character for character in value if character.isprintable())[:100]
