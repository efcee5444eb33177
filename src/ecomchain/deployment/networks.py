"""The connected network: what it is called, whether it is one to throw away, and how long it takes."""

from dataclasses import replace
from typing import Any

from ecomchain import manifest as manifests
from ecomchain.deployment.settings import Settings

THROW_AWAY_CHAINS = frozenset({1337, 31337})
"""Chain ids of development nodes."""


def network_name() -> str:
    """What the connected network is called in files; a fork's name is that of what it forks."""
    return manifests.network_name(choice()).removesuffix("-fork")


def choice() -> str:
    """Ape's choice of the connected network, such as ``base:sepolia``."""
    from ape import chain

    network = chain.provider.network
    return f"{network.ecosystem.name}:{network.name}"


def is_fork() -> bool:
    """Whether the connected chain is a throw-away fork of another one."""
    from ape import chain

    return bool(chain.provider.network.is_fork)


def default_settings(confirmations: int | None = None, **others: Any) -> Settings:
    """How to deploy on the connected network: as it is configured for Ape, unless said otherwise.

    Ape's ``required_confirmations`` count blocks after the transaction's own, or none where they are 0; here
    that block counts as well.
    """
    from ape import chain

    network = chain.provider.network
    quick = is_throw_away() or is_fork()
    usual = Settings(
        confirmations=int(network.required_confirmations) if confirmations is None else confirmations,
        timeout=60 if quick else max(600, network.transaction_acceptance_timeout),
        patience=1 if quick else min(4, max(1, network.block_time / 2)),
    )
    return replace(usual, **others)


def chain_id() -> int:
    """The connected chain's."""
    from ape import chain

    return int(chain.chain_id)


def is_throw_away() -> bool:
    """Whether the connected chain is a development node's."""
    return chain_id() in THROW_AWAY_CHAINS
