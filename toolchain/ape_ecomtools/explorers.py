"""Ask a block explorer only where a key for it is set, and never about a development chain.

With ape-etherscan installed Ape looks for an explorer whenever it meets a contract that it does not know, as
in a transaction that fails: the plugin then fetches Etherscan's list of chains, whatever is connected.
Without the internet every such transaction would end in a connection error instead of its own, on local
chains too; and Etherscan answers nothing without a key.
"""

import os
from typing import Any

KEY = "ETHERSCAN_API_KEY"
DEVELOPMENT_CHAINS = frozenset({1337, 31337})


def install() -> None:
    """Let Ape see its explorers under these conditions; calling it again changes nothing."""
    from ape.api.networks import NetworkAPI

    known: property = vars(NetworkAPI)["_plugin_explorers"]
    if known.fget is None or hasattr(known.fget, "by_key"):
        return
    explorers = known.fget

    def by_key(network: NetworkAPI) -> list[Any]:
        provider = network.network_manager.active_provider
        if not os.environ.get(KEY) or (provider and provider.chain_id in DEVELOPMENT_CHAINS):
            return []
        return list(explorers(network))

    by_key.by_key = True  # type: ignore[attr-defined]
    NetworkAPI._plugin_explorers = property(by_key)  # type: ignore[method-assign, assignment]
