"""Creating a grant, looking at it, claiming from it."""

from dataclasses import dataclass

from ape.api import AccountAPI

from ecomchain import sending
from ecomchain.amounts import format_ecom
from ecomchain.grants.building import Grant
from ecomchain.grants.errors import GrantError
from ecomchain.merkle import MerkleError, Tree, leaf
from ecomchain.system import System


@dataclass(frozen=True)
class Status:
    """A grant on the chain; amounts in 1e-18 Ecom."""

    created: bool
    root: str
    total: int
    claimed: int


def status(system: System, grant: Grant) -> Status:
    """How the grant stands. Raises GrantError where it was built for another chain or contract."""
    require_here(system, grant)
    root = bytes(system.grants.root(grant.number, 0))
    fund = system.grants.fund(grant.number)
    return Status(any(root), "0x" + root.hex(), int(fund.total), int(fund.claimed))


def missing(system: System, account: AccountAPI, grant: Grant) -> bool:
    """Whether the grant is not there yet, and the account can create it; False where it is there.

    Raises GrantError for another account than it was built for, or with too little.
    """
    sending.require_account(account)
    found = status(system, grant)
    if found.created:
        if (found.root, found.total) != (grant.root, int(grant.total)):
            raise GrantError(
                f"grant {grant.grant} is there with root {found.root}, not {grant.root}: "
                "build it with another --salt"
            )
        return False
    if str(account.address) != grant.creator:
        raise GrantError(
            f"the grant was built for {grant.creator}, its id follows from that: create it with that "
            f"account, or build it anew with --creator {account.address}"
        )
    total, balance = int(grant.total), int(system.token.balanceOf(account))
    if balance < total:
        raise GrantError(
            f"the grant takes {format_ecom(total)} Ecom, {account.address} has {format_ecom(balance)}: "
            "send it the rest"
        )
    return True


def create(system: System, account: AccountAPI, grant: Grant) -> bool:
    """Create the grant, at the account's cost; False where it is there already. Raises as `missing` does."""
    if not missing(system, account, grant):
        return False
    total = int(grant.total)
    terms = (bytes.fromhex(grant.root[2:]), total, int(grant.salt), grant.content)
    sending.send(system, "create the grant", account, system.grants.create, *terms, cost=total)
    return True


def claim(system: System, account: AccountAPI, grant: Grant, tree: Tree, holder: str) -> int:
    """Claim for ``holder``, who is paid, whoever sends; returns the amount, 0 where it was paid before.

    Raises GrantError where the grant has nothing for it, or is not created yet.
    """
    sending.require_account(account)
    if not status(system, grant).created:
        raise GrantError(f"grant {grant.grant} is not created yet: `ape run grants create` does that")
    try:
        name = leaf.checksummed(leaf.address(holder))
    except MerkleError as error:
        raise GrantError(error.message) from None
    try:
        amount, proof = tree.claim(name)
    except MerkleError:
        raise GrantError(
            f"grant {grant.grant} has nothing for {name}: it is not among its accounts"
        ) from None
    if int(system.grants.claimed(grant.number, name)) >= amount:
        return 0
    claimed = (grant.number, 0, name, amount, proof)
    receipt = sending.send(system, "claim", account, system.grants.claim, claimed)
    return sum(int(event.paid) for event in system.grants.Claimed.from_receipt(receipt))


def require_here(system: System, grant: Grant) -> None:
    """Raises GrantError unless the grant is about the connected chain's contract."""
    here = (system.manifest.chain_id, str(system.grants.address))
    if here != (grant.chain_id, grant.contract):
        raise GrantError(
            f"the grant was built for {grant.contract} on chain {grant.chain_id}, connected is {here[1]} "
            f"on chain {here[0]}: use that network, or build it anew"
        )
