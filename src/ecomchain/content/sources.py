"""Where blocks come from. Every source checks the bytes of a block against its CID before it gives them."""

import hashlib
from collections.abc import Sequence
from typing import Protocol

from ecomchain.content.cid import Cid
from ecomchain.content.errors import BlockError, MissingError, RemoteError
from ecomchain.content.files import Sink
from ecomchain.content.limits import MAX_BLOCK


class Source(Protocol):
    """Something with blocks."""

    def get(self, cid: Cid) -> bytes:
        """A block, checked. Raises MissingError where it has none, BlockError where its bytes are others."""
        ...


def checked(cid: Cid, data: bytes, where: str, remedy: str = "get it from elsewhere") -> bytes:
    """``data`` if it is the block of ``cid``; raises BlockError if it is not, or larger than blocks are."""
    if len(data) > MAX_BLOCK:
        raise BlockError(f"{where} has more than {MAX_BLOCK} bytes for {cid}, which is no block: {remedy}")
    digest = hashlib.sha256(data).digest()
    if digest != cid.digest:
        raise BlockError(
            f"{where} has {len(data)} bytes for {cid} whose sha2-256 is {digest.hex()[:16]}..., not "
            f"{cid.digest.hex()[:16]}...: they were damaged, cut short or replaced: {remedy}"
        )
    return data


class Chain:
    """Sources asked one after the other. What a later one gives is kept in ``cache``, if there is one."""

    def __init__(self, sources: Sequence[Source], cache: Sink | None = None):
        self._sources = sources
        self._cache = cache

    def get(self, cid: Cid) -> bytes:
        """A block from the first source that has it; a damaged one is passed over if another has it whole."""
        damaged: BlockError | None = None
        reasons: list[str] = []
        for source in self._sources:
            try:
                data = source.get(cid)
            except (MissingError, RemoteError) as error:
                reasons.append(error.message)
            except BlockError as error:
                damaged = damaged or error
            else:
                if self._cache is not None:
                    self._cache.put(cid, data)
                return data
        where = "; ".join(reasons) or f"there is nowhere to look for {cid}"
        raise damaged or MissingError(f"{where}: name who has it with --api, --gateway or --car")
