"""Who plays in the demonstration."""

from collections.abc import Mapping
from dataclasses import dataclass

from ape import accounts, networks
from ape.api import AccountAPI

from ecomchain.system import System

GAS_MONEY = 100 * 10**18
"""Wei for a test account that starts without."""

PARTS = {
    "A": "seller 卖家: has a following, sells tea",
    "B": "distributor 分销员: has a shop and re-posts A's goods",
    "C": "buyer 买家: needs no shop and no lock",
    "D": "distributor who re-shares B's post",
    "E": "distributor who re-shares D's post",
    "F": "distributor who re-shares E's post",
    "G": "buys a whole shop, with all that it earns",
    "S": "stranger: anyone at all",
}
ARBITRATOR = "J"
"""Plays itself: the holder of that part in the deployment."""

"""The letters are the whitepaper's (捌.1), as far as it goes."""


@dataclass(frozen=True)
class Actor:
    """A part and the account that plays it."""

    name: str
    account: AccountAPI

    @property
    def address(self) -> str:
        """The account's address."""
        return str(self.account.address)


def cast(system: System) -> Mapping[str, Actor]:
    """A test account for each part: one without tokens and roles in ``system``; and the arbitrator."""
    taken = {system.manifest.deployer, *(role.account for role in system.manifest.roles.values())}
    allocation = system.manifest.parameters.allocation
    taken |= {allocation.presale, *(vesting.beneficiary for vesting in allocation.vestings.values())}
    taken.add(system.disputes.arbitrator())
    free = [account for account in accounts.test_accounts if account.address not in taken]
    while len(free) < len(PARTS):
        account = accounts.test_accounts.generate_test_account()
        networks.provider.set_balance(account.address, GAS_MONEY)
        free.append(account)
    actors = {name: Actor(name, account) for name, account in zip(PARTS, free, strict=False)}
    return {**actors, ARBITRATOR: Actor(ARBITRATOR, accounts[system.disputes.arbitrator()])}
