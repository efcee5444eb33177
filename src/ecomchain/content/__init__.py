"""Content by its hash: CIDs as a Kubo node gives them, CARs, a local store, RPCs; metadata and its rules.

Formats are described in docs/content.md.
"""

from ecomchain.content.cid import Cid, Codec

__all__ = ["Cid", "Codec"]
