"""What the chain itself says: balances and the contracts' own totals."""

from collections.abc import Iterable, Sequence
from typing import Any

from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOP, SHOWCASE, capability_name
from ecomchain.replay.abi import Codec
from ecomchain.replay.chain import DevChain
from ecomchain.replay.errors import ChainError, InputError
from ecomchain.replay.settings import Settings
from ecomchain.replay.terms import Terms


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
        holders = ("market", "registry", "vault", "budgets", "disputes")
        balances = self.balances([self._codec.addresses[role] for role in holders])
        market, registry, budgets, disputes, sealed, supply = (
            found[0]
            for found in self.read(
                [
                    ("market", "totals", ()),
                    ("registry", "totals", ()),
                    ("budgets", "totals", ()),
                    ("disputes", "totals", ()),
                    ("vault", "totalSealed", ()),
                    ("token", "totalSupply", ()),
                ]
            )
        )
        _, _, locked, _ = registry
        return dict(zip(holders, balances, strict=True)) | {
            "orders": market[0],
            "escrow": market[1],
            "locked": locked,
            "unreserved": budgets[0],
            "reserves": budgets[1],
            "bonds": disputes[0],
            "sealed": sealed,
            "supply": supply,
        }

    def terms(self) -> Terms:
        """What the contracts ask for now. Raises ChainError where a capability is not to be had."""
        keys = (SHOP, SHOWCASE, DISTRIBUTION, PROMOTION)
        *capabilities, slots, links, bonds, kappa, rated, average, thresholds = self.read(
            [
                *(("registry", "capability", (key,)) for key in keys),
                ("registry", "openingSlots", ()),
                ("registry", "linksPerUnit", ()),
                ("disputes", "totals", ()),
                ("reputation", "kappaBps", ()),
                ("reputation", "minRated", ()),
                ("reputation", "minAverage", ()),
                ("reputation", "thresholds", ()),
            ]
        )
        by_key = dict(zip(keys, (found[0] for found in capabilities), strict=True))
        for key, (_, _, _, enabled) in by_key.items():
            if not enabled:
                raise ChainError(
                    f"{capability_name(key)} is not enabled on this deployment: a replay needs it"
                )
        _, min_bond, bond_bps = bonds[0]
        return Terms(
            lock={key: found[0] for key, found in by_key.items()},
            seal={key: found[1] for key, found in by_key.items()},
            max_units={key: found[2] for key, found in by_key.items()},
            opening_slots=slots[0],
            links_per_unit=links[0],
            bond_bps=bond_bps,
            min_bond=min_bond,
            kappa_bps=kappa[0],
            min_rated=rated[0],
            min_average=average[0],
            thresholds=list(thresholds[0]),
        )

    def arbitrator(self) -> str:
        """Who rules. Raises ChainError where nobody does."""
        ((found,),) = self.read([("disputes", "arbitrator", ())])
        if int(found, 16) == 0:
            raise ChainError("this deployment has no arbitrator, and a replay needs rulings: name one")
        return str(found)

    def require_terms(self, settings: Settings) -> None:
        """Raises InputError for an incentive that the catalog refuses, ChainError for a paused market."""
        (highest,), (market,) = self.read([("catalog", "maxIncentive", ()), ("market", "totals", ())])
        if settings.incentive_bps > highest:
            raise InputError(
                f"--incentive-bps {settings.incentive_bps} is above the limit of this deployment, {highest}"
            )
        if self._chain.head()["timestamp"] < market[2]:
            raise ChainError("the market is paused on this deployment: wait, or let the guardian unpause it")
