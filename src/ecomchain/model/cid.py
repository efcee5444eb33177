"""The text of a CID (SHOP-7), by Python's own base32."""

from base64 import b32encode

from ecomchain.model.structs import Cid, Codec

_MULTICODEC = {Codec.DAG_PB: 0x70, Codec.RAW: 0x55}


def uri(cid: Cid) -> str:
    """``ipfs://b...``, or nothing for a zero digest."""
    if not any(cid.digest):
        return ""
    # version 1, the codec, sha2-256 (0x12), 32 bytes (0x20), the digest
    raw = bytes([1, _MULTICODEC[Codec(cid.codec)], 0x12, 0x20]) + cid.digest
    return "ipfs://b" + b32encode(raw).decode().rstrip("=").lower()
