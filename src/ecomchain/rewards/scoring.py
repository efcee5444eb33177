"""The parameters by which days are scored (RWD-4). `RootGame` keeps their hash."""

from importlib.resources import files

from eth_utils import keccak, to_hex

TEXT = files(__package__).joinpath("scoring-v1.json").read_bytes()
"""The parameters file, byte for byte."""

HASH = to_hex(keccak(TEXT))
"""keccak-256 of `TEXT`: what a deployment starts with."""
