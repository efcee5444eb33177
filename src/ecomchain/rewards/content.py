"""Canonical JSON, and CIDs (CIDv1, raw, sha2-256) as ``types/Cid.sol`` keeps them."""

import hashlib
import json
from pathlib import Path
from typing import Any

from ecomchain.content.cid import Cid, Codec
from ecomchain.content.errors import CidError
from ecomchain.rewards.errors import InputError

NO_CID = (bytes(32), int(Codec.RAW))
"""The struct ``Cid`` of nothing."""


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no blanks, ASCII only, and a line feed at the end. Numbers are whole."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def digest_of(path: Path) -> bytes:
    """The sha2-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def cid_text(digest: bytes) -> str:
    """The CID of bytes with this sha2-256, in base32 (``bafkrei...``)."""
    return str(Cid(digest, Codec.RAW))


def cid_digest(text: str) -> bytes:
    """The sha2-256 in a CID. Raises InputError for anything but a CIDv1 of raw bytes with sha2-256."""
    try:
        parsed = Cid.parse(text)
    except CidError as error:
        raise InputError(error.message) from None
    if parsed.codec != Codec.RAW:
        raise InputError(f"{text} is another kind of CID: give a CIDv1 of raw bytes (bafkrei...)")
    return parsed.digest


def cid_of(data: bytes) -> str:
    """The CID of bytes."""
    return str(Cid.of(data))


def struct(text: str) -> tuple[bytes, int]:
    """The struct ``Cid`` of a CID, as the contracts take it."""
    return cid_digest(text), int(Codec.RAW)
