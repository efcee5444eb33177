"""The sizes that the formats fix, and what reading refuses to go beyond."""

from dataclasses import dataclass

CHUNK = 262_144
"""The bytes of a file in one block; the last may have fewer."""

WIDTH = 174
"""The most links of a node of a file."""

FANOUT = 256
"""The places of a shard of a directory."""

SHARD_ABOVE = 262_144
"""A directory is sharded if the bytes of its names and binary CIDs are more than this together."""

MAX_BLOCK = 2 * 1024 * 1024
"""The most bytes of a block, as nodes exchange them."""

MAX_DEPTH = 64
"""The most names in a path below the root."""

MAX_LEVELS = 16
"""The most nodes above each other in one file or one directory: 174 ** 16 chunks are more than there are."""

MAX_NAME = 255
"""The most bytes of a name in a directory."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading a tree refuses to go beyond: a small DAG can claim to be petabytes."""

    max_bytes: int = 64 * 1024**3
    """Bytes of all files together."""

    max_entries: int = 1_000_000
    """Files and directories together."""
