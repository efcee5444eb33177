"""All contracts of the model together."""

from collections.abc import Mapping
from dataclasses import dataclass

from ecomchain.model.access import Access
from ecomchain.model.catalog import Catalog
from ecomchain.model.context import Context
from ecomchain.model.market import Market
from ecomchain.model.registry import Registry
from ecomchain.model.splitter import Splitter
from ecomchain.model.token import Token
from ecomchain.model.vault import Vault


@dataclass
class World:
    """Functions take the caller first and then the contracts' arguments; views take no caller."""

    context: Context
    token: Token
    vault: Vault
    registry: Registry
    catalog: Catalog
    market: Market
    splitter: Splitter


def create(
    now: int,
    shares: Mapping[str, int],
    addresses: Mapping[str, str],
    holders: Mapping[tuple[str, str], frozenset[str]],
    links_per_unit: int,
) -> World:
    """A fresh system at time ``now``.

    ``shares`` are the token's first balances, ``addresses`` those of the contracts by the names of
    ``World``'s fields, ``holders`` who may call the restricted functions (see ``Access``).
    """
    context, access = Context(now), Access(holders)
    token = Token(context, shares)
    vault = Vault(context, token, addresses["vault"])
    registry = Registry(context, access, token, vault, addresses["registry"], links_per_unit)
    catalog = Catalog(context, access, registry)
    market = Market(context, access, token, catalog, registry, addresses["market"])
    splitter = Splitter(context, token, addresses["splitter"])
    return World(context, token, vault, registry, catalog, market, splitter)
