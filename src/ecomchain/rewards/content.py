"""Canonical JSON, and CIDs (CIDv1, raw, sha2-256) as ``types/Cid.sol`` keeps them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import cid  # type: ignore[import-untyped]
import multihash  # type: ignore[import-untyped]

from ecomchain.rewards.errors import InputError

RAW = 1
"""``Codec.Raw`` of ``types/Cid.sol``."""

NO_CID = (bytes(32), RAW)
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
    hashed = multihash.Multihash(multihash.Func.sha2_256, digest).encode()
    return str(cid.make_cid(1, "raw", hashed).encode("base32").decode())


def cid_digest(text: str) -> bytes:
    """The sha2-256 in a CID. Raises InputError for anything but a CIDv1 of raw bytes with sha2-256."""
    try:
        parsed = cid.from_string(text)
        hashed = multihash.decode(parsed.multihash)
    except (ValueError, KeyError) as error:
        raise InputError(f"{text!r} is no CID: {error}") from None
    if parsed.version != 1 or parsed.codec != "raw" or hashed.func != multihash.Func.sha2_256:
        raise InputError(
            f"{text} is another kind of CID: give a CIDv1 of raw bytes with sha2-256 (bafkrei...)"
        )
    return bytes(hashed.digest)


def cid_of(data: bytes) -> str:
    """The CID of bytes."""
    return cid_text(hashlib.sha256(data).digest())


def struct(text: str) -> tuple[bytes, int]:
    """The struct ``Cid`` of a CID, as the contracts take it."""
    return cid_digest(text), RAW
