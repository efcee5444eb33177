"""The connected network: what it is called, and whether it is one to throw away."""

THROW_AWAY_CHAINS = frozenset({1337, 31337})
"""Chain ids of development nodes."""


def network_name() -> str:
    """The connected network's name; a fork's is that of what it forks."""
    from ape import chain

    return str(chain.provider.network.name).removesuffix("-fork")


def is_throw_away() -> bool:
    """Whether the connected chain is a development node's."""
    from ape import chain

    return chain.chain_id in THROW_AWAY_CHAINS
