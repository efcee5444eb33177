"""What the figures must not exceed, and what others use for the same purpose.

The peers' figures were measured on a local EVM of the same rules (Cancun, optimiser on, recipients warm,
21,000 intrinsic included), from the sources named.
"""

from dataclasses import dataclass

BOUNDS: dict[str, int] = {
    "lifecycle_n3": 320_000,
    "instant_n3_warm": 185_000,
    "instant_n0": 125_000,
    "raise_dispute": 95_000,
    "rule_n3": 175_000,
    "recipient_warm_marginal": 12_800,
    "split_n3_warm": 70_000,
    "take_link": 92_000,
    "open_shop": 220_000,
    "fulfil": 38_000,
    "claim_d22_first": 105_000,
    "claim_d22_later": 70_000,
    "claim_batch16_per_user": 42_000,
}
"""The most gas for each key."""

EXCEEDED: dict[str, str] = {
    "recipient_warm_marginal": (
        "link, shop, balance, log and call of one level take 11,256 by themselves, and the "
        "token's own transfer about 700 more; the rest of the bound does not pay for passing a level through "
        "market, catalog and registry, which are separate for the sake of clarity and size"
    ),
}
"""Keys that exceed their bound, with the reason: the only place where that is allowed."""


@dataclass(frozen=True)
class Peer:
    """What another protocol uses: ``what`` names the operation, ``source`` the code that was measured."""

    name: str
    what: str
    gas: int
    source: str


_BOSON = ("Boson Protocol 2.5.1", "bosonprotocol/boson-protocol-contracts")
_ORIGIN = ("Origin V01", "OriginProtocol/origin")
_SPLITS = ("0xSplits v2 PushSplit", "0xSplits/splits-contracts-monorepo")
_MORPHO = ("Morpho URD", "morpho-org/universal-rewards-distributor")
_MERKL = ("Merkl Distributor", "AngleProtocol/merkl-contracts")
_KLEROS = ("Kleros escrow", "Kleros escrow contracts")


_ONE_MORE = "one more recipient of ETH, no chain of links to read"


def _peer(who: tuple[str, str], what: str, gas: int) -> Peer:
    return Peer(who[0], what, gas, who[1])


PEERS: dict[str, tuple[Peer, ...]] = {
    "raise_dispute": (_peer(_BOSON, "raise dispute", 127_514),),
    "rule_n3": (_peer(_BOSON, "decide dispute", 233_642),),
    "lifecycle_n3": (
        _peer(_ORIGIN, "makeOffer + accept + finalize, 1 affiliate", 381_885),
        _peer(_BOSON, "commit + redeem + complete, 1 agent", 651_536),
    ),
    "place_n3": (
        _peer(_KLEROS, "create, no commission", 166_024),
        _peer(_ORIGIN, "makeOffer, 1 affiliate", 232_595),
        _peer(_BOSON, "commit, 1 agent", 369_779),
    ),
    "fulfil": (_peer(_ORIGIN, "accept", 48_997), _peer(_BOSON, "redeem, 1 agent", 152_964)),
    "settle_n3_warm": (
        _peer(_KLEROS, "timeout, no commission", 50_528),
        _peer(_ORIGIN, "finalize, 1 affiliate", 100_293),
        _peer(_BOSON, "complete, 1 agent", 128_793),
    ),
    "instant_n0": (_peer(_BOSON, "atomic commit + redeem", 313_111),),
    "instant_n3_warm": (_peer(_BOSON, "atomic commit + redeem", 313_111),),
    "recipient_warm_marginal": (
        _peer(_SPLITS, _ONE_MORE, 10_800),
        _peer(
            ("0xSplits v2 PullSplit", _SPLITS[1]),
            _ONE_MORE,
            9_600,
        ),
    ),
    "claim_d22_first": (
        _peer(_MORPHO, "first claim, no epochs", 99_900),
        _peer(_MERKL, "first claim", 143_900),
    ),
    "claim_d22_later": (
        _peer(_MORPHO, "later claim, no epochs", 65_700),
        _peer(_MERKL, "later claim", 92_600),
    ),
    "split_n3_warm": (_peer(_SPLITS, "distribute, 3 recipients, repeated", 80_509),),
}
"""What others use, by the key it compares with."""
