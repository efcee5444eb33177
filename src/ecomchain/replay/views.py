"""What the chain itself says: balances and the contracts' own totals."""

from collections.abc import Iterable, Sequence
from typing import Any

from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOP, SHOWCASE, capability_name
from ecomchain.replay.abi import Codec
from ecomchain.replay.chain import DevChain
from ecomchain.replay.errors import ChainError, InputError
from ecomchain.replay.journal import Costs
from ecomchain.replay.plan import Settings


class Views:
    """Reads a system in batches, at the last block."""

    def __init__(self, chain: DevChain, codec: Codec) -> None:
        self._chain, self._codec = chain, codec

    def read(self, calls: Iterable[tuple[str, str, Sequence[Any]]]) -> list[tuple[Any, ...]]:
        """What views answer; each is (contract, method, arguments)."""
        wanted = list(calls)
        answers = self._chain.batch(
            (
                "eth_call",
                [{"to": self._codec.addresses[role], "data": self._codec.call(role, name, args)}, "latest"],
            )
            for role, name, args in wanted
        )
        return [
            self._codec.result(role, name, data)
            for (role, name, _), data in zip(wanted, answers, strict=True)
        ]

    def balances(self, accounts: Sequence[str]) -> list[int]:
        """The tokens that accounts hold."""
        return [
            int(found[0]) for found in self.read(("token", "balanceOf", (account,)) for account in accounts)
        ]

    def totals(self) -> dict[str, int]:
        """The contracts' balances, and what they say themselves."""
        addresses = self._codec.addresses
        market, registry, vault = self.balances(
            [addresses["market"], addresses["registry"], addresses["vault"]]
        )
        market_totals, registry_totals, sealed, supply = (
            found[0]
            for found in self.read(
                [
                    ("market", "totals", ()),
                    ("registry", "totals", ()),
                    ("vault", "totalSealed", ()),
                    ("token", "totalSupply", ()),
                ]
            )
        )
        return {
            "market": market,
            "registry": registry,
            "vault": vault,
            "orders": market_totals[0],
            "escrow": market_totals[1],
            "locked": registry_totals[1],
            "sealed": sealed,
            "supply": supply,
        }

    def costs(self) -> Costs:
        """What shops and links cost now. Raises ChainError where they are not to be had."""
        keys = (SHOP, SHOWCASE, DISTRIBUTION, PROMOTION)
        *terms, slots, links = self.read(
            [
                *(("registry", "capability", (key,)) for key in keys),
                ("registry", "openingSlots", ()),
                ("registry", "linksPerUnit", ()),
            ]
        )
        by_key = dict(zip(keys, (found[0] for found in terms), strict=True))
        for key, (_, _, _, enabled) in by_key.items():
            if not enabled:
                raise ChainError(
                    f"{capability_name(key)} is not enabled on this deployment: a replay needs it"
                )
        return Costs(
            lock={key: found[0] for key, found in by_key.items()},
            seal={key: found[1] for key, found in by_key.items()},
            max_units={key: found[2] for key, found in by_key.items()},
            opening_slots=slots[0],
            links_per_unit=links[0],
        )

    def require_terms(self, settings: Settings) -> None:
        """Raises InputError for an incentive that the catalog refuses, ChainError for a paused market."""
        (highest,), (market,) = self.read([("catalog", "maxIncentive", ()), ("market", "totals", ())])
        if settings.incentive_bps > highest:
            raise InputError(
                f"--incentive-bps {settings.incentive_bps} is above the limit of this deployment, {highest}"
            )
        if self._chain.head()["timestamp"] < market[2]:
            raise ChainError("the market is paused on this deployment: wait, or let the guardian unpause it")
