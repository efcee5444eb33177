"""CIDs as the chain keeps them: version 1, sha2-256, raw or dag-pb (SHOP-7, ``types/Cid.sol``)."""

import hashlib
from base64 import b32encode
from dataclasses import dataclass
from enum import IntEnum

import cid  # type: ignore[import-untyped]

from ecomchain.content.errors import CidError


class Codec(IntEnum):
    """How the bytes behind a CID are encoded; the numbers are those of ``Codec`` in ``types/Cid.sol``."""

    DAG_PB = 0
    RAW = 1


_CODE = {Codec.DAG_PB: 0x70, Codec.RAW: 0x55}
_PREFIX = {codec: bytes([1, code, 0x12, 0x20]) for codec, code in _CODE.items()}
_CODEC = {prefix: codec for codec, prefix in _PREFIX.items()}
_V0 = b"\x12\x20"

BYTES = 36
"""The length of a binary CID."""

_LONGEST = 1 + 8 * BYTES
"""The letters of the longest text of one, in base 2."""


@dataclass(frozen=True, slots=True)
class Cid:
    """The sha2-256 of a block, and how that is encoded. Its text is base32 (``bafy...``, ``bafk...``)."""

    digest: bytes
    codec: Codec

    @classmethod
    def of(cls, data: bytes, codec: Codec = Codec.RAW) -> "Cid":
        """The CID of a block."""
        return cls(hashlib.sha256(data).digest(), codec)

    @classmethod
    def parse(cls, text: str) -> "Cid":
        """The CID in a text, which may begin with ``ipfs://`` or ``/ipfs/`` and have any multibase.

        A CIDv0 (``Qm...``) gives the CIDv1 of the same block. Raises CidError for what is no CID, or one
        that the chain cannot hold: of another hash, or of another codec.
        """
        bare = text.strip().removeprefix("ipfs://").removeprefix("/ipfs/").removesuffix("/")
        try:
            if len(bare) > _LONGEST:
                raise ValueError
            # py-cid puts up with stray bits: what it reads is checked below.
            binary = bytes(cid.from_string(bare).buffer)
        except (ValueError, KeyError, TypeError, IndexError, AssertionError, OverflowError):
            raise CidError(f"{_short(text)} is no CID: give one like bafybei... or bafkrei...") from None
        found = cls.from_bytes(binary, _short(text))
        if bare.startswith("b") and bare != str(found):
            raise CidError(f"{_short(text)} is no CID: its last letter carries stray bits")
        return found

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "") -> "Cid":
        """The CID in its binary form, of version 0 or 1. Raises CidError as ``parse`` does."""
        if len(data) == BYTES and data[:4] in _CODEC:
            return cls(data[4:], _CODEC[data[:4]])
        if len(data) == 34 and data.startswith(_V0):
            return cls(data[2:], Codec.DAG_PB)
        raise CidError(
            f"{name or '0x' + data[:BYTES].hex()} is another kind of CID: the chain holds those of raw and "
            "dag-pb blocks with sha2-256 (add the content with `content add`, or `ipfs add --cid-version=1`)"
        )

    @property
    def binary(self) -> bytes:
        """Its 36 bytes: version 1, the codec, sha2-256, 32 bytes, the digest."""
        return _PREFIX[self.codec] + self.digest

    @property
    def uri(self) -> str:
        """``ipfs://`` and its text, as ``tokenURI`` answers."""
        return f"ipfs://{self}"

    @property
    def struct(self) -> tuple[bytes, int]:
        """The struct ``Cid``, as the contracts take it."""
        return self.digest, int(self.codec)

    def __str__(self) -> str:
        return "b" + b32encode(self.binary).decode().rstrip("=").lower()


def _short(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:77] + "...")
