"""A deployed system: every contract, ready to call."""

from collections.abc import Iterator
from dataclasses import dataclass

from ape.contracts import ContractInstance
from ape.exceptions import ApeException
from web3.exceptions import Web3Exception

from ecomchain.errors import DeploymentError
from ecomchain.manifest import Manifest

CONTRACTS = {
    "access_manager": "EcomAccessManager",
    "token": "EcomToken",
    "vault": "SealVault",
    "registry": "ShopRegistry",
    "catalog": "Catalog",
    "reputation": "Reputation",
    "market": "Market",
    "budgets": "Budgets",
    "vouchers": "Vouchers",
    "disputes": "Disputes",
    "splitter": "Splitter",
    "group_buy": "GroupBuy",
    "bounty_board": "BountyBoard",
    "polls": "ShopPolls",
    "reward_pool": "RewardPool",
    "root_game": "RootGame",
    "factor_vote": "FactorVote",
    "referendum": "Referendum",
    "grants": "Grants",
    "sale": "PrivateSale",
    "foundation_vesting": "EcomVesting",
    "team_vesting": "EcomVesting",
}
"""The contracts of a system in the order of their deployment: role in the system, name of the contract.

Several may be of the same contract: what tells them apart is the role, or for a person the `title`.
"""


def title(name: str) -> str:
    """What a person calls a contract of the system: its name, with its role where several share that."""
    contract = CONTRACTS[name]
    alone = list(CONTRACTS.values()).count(contract) == 1
    return contract if alone else f"{contract} ({name})"


@dataclass(frozen=True)
class System:
    """Every contract of a deployment, and what is on record about it."""

    access_manager: ContractInstance
    token: ContractInstance
    vault: ContractInstance
    registry: ContractInstance
    catalog: ContractInstance
    reputation: ContractInstance
    market: ContractInstance
    budgets: ContractInstance
    vouchers: ContractInstance
    disputes: ContractInstance
    splitter: ContractInstance
    group_buy: ContractInstance
    bounty_board: ContractInstance
    polls: ContractInstance
    reward_pool: ContractInstance
    root_game: ContractInstance
    factor_vote: ContractInstance
    referendum: ContractInstance
    grants: ContractInstance
    sale: ContractInstance
    foundation_vesting: ContractInstance
    team_vesting: ContractInstance
    manifest: Manifest

    def __repr__(self) -> str:
        return (
            f"<System on {self.manifest.network}: "
            + ", ".join(map(repr, dict(self.contracts()).values()))
            + ">"
        )

    def contracts(self) -> Iterator[tuple[str, ContractInstance]]:
        """Each contract with its role in the system (``market``, ...)."""
        for name in CONTRACTS:
            yield name, getattr(self, name)


def connect(manifest: Manifest) -> System:
    """The contracts of a manifest on the connected chain.

    Raises DeploymentError where the chain is another one or a contract is not on it.
    """
    from ape import chain

    require_node()
    if chain.chain_id != manifest.chain_id:
        raise DeploymentError(
            f"the manifest is about chain {manifest.chain_id}, connected is {chain.chain_id}: "
            f"connect with --network {manifest.network}"
        )
    instances = {}
    for name, contract in CONTRACTS.items():
        record = manifest.contracts[name]
        if not chain.provider.get_code(record.address):
            raise DeploymentError(
                f"{title(name)} is not on this chain: no code at {record.address}; "
                "deploy with `ape run deploy`, or name another manifest"
            )
        instances[name] = contract_at(contract, record.address)
    return System(**instances, manifest=manifest)


def contract_at(contract: str, address: str) -> ContractInstance:
    """The contract of this name, as compiled here, at this address.

    Ape remembers, on disk too, what it saw at an address of a network; on a chain that was started anew that
    may have been another contract, and by itself Ape would mix the two.
    """
    from ape import chain, project

    return chain.contracts.instance_at(
        address,
        contract_type=getattr(project, contract).contract_type,
        fetch_from_explorer=False,
        fetch_from_disk=False,
        detect_proxy=False,
        replace=True,
    )


def require_node() -> None:
    """Raises DeploymentError where nothing answers for the connected network."""
    from ape import chain

    provider = chain.provider
    try:
        provider.get_block("latest")
    except (ApeException, Web3Exception, OSError):
        uri = getattr(provider, "http_uri", None) or "its address"
        raise DeploymentError(
            f"no node of {provider.network.choice} answers at {uri}: start one "
            "(`make devnet` for the devnet), or name another network with --network"
        ) from None
