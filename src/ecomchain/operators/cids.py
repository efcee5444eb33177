"""CIDs as text, and as ``types/Cid.sol`` keeps them: (sha2-256 digest, codec), codec 0 dag-pb, 1 raw."""

import re
from base64 import b32decode, b32encode

from ecomchain.operators.errors import FieldError

Cid = tuple[bytes, int]

NO_CID: Cid = (bytes(32), 0)

DAG_PB, RAW = 0, 1

_MULTICODEC = {DAG_PB: 0x70, RAW: 0x55}
_CODEC = {multicodec: codec for codec, multicodec in _MULTICODEC.items()}
_SHA2_256 = bytes((0x12, 32))
_TEXT = re.compile(r"b[a-z2-7]{58}", re.ASCII)
_OLD = re.compile(r"Qm[1-9A-HJ-NP-Za-km-z]{44}", re.ASCII)


def parse(text: str) -> Cid:
    """The digest and codec of a CIDv1 with sha2-256 in base32 (``bafkrei…``, ``bafybei…``).

    Raises FieldError for anything else.
    """
    if _OLD.fullmatch(text):
        raise FieldError(f"{text} is a CID of version 0: `ipfs cid base32 {text}` gives it as version 1")
    if _TEXT.fullmatch(text) is None:
        raise FieldError(
            f"{text[:80]!r} is not a CID: give version 1 with sha2-256 in base32 (bafkrei... or bafybei...)"
        )
    raw = b32decode(text[1:].upper() + "======")
    if raw[0] != 1 or raw[1] not in _CODEC or raw[2:4] != _SHA2_256:
        raise FieldError(f"{text} is another kind of CID: version 1, raw or dag-pb, with sha2-256 is needed")
    if show((raw[4:], _CODEC[raw[1]])) != text:
        raise FieldError(f"{text} is not in canonical base32: its last character says more than there is")
    return raw[4:], _CODEC[raw[1]]


def show(cid: Cid) -> str:
    """The text of a CID; empty for a digest of zeros, which means none."""
    digest, codec = cid
    if not any(digest):
        return ""
    raw = bytes((1, _MULTICODEC[codec])) + _SHA2_256 + digest
    return "b" + b32encode(raw).decode().rstrip("=").lower()
