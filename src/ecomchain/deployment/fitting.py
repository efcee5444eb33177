"""Do the parameters fit the connected chain, and what do their names mean there?"""

from ape.api import AccountAPI

from ecomchain.deployment import networks
from ecomchain.deployment.arguments import DAY
from ecomchain.deployment.journal import Journal
from ecomchain.errors import ParameterError
from ecomchain.parameters import DEPLOYER, TODAY, Parameters, date_text
from ecomchain.system import CONTRACTS, require_node

START_BEFORE, START_AFTER = 7, 366
"""How many days reward day 1 and a vesting's start may lie before and after their contract's deployment."""

STARTS = {
    "rewards.start_day": "reward_pool",
    "allocation.foundation.start": "foundation_vesting",
    "allocation.team.start": "team_vesting",
}
"""By the entry of `Parameters.days`, the contract whose constructor bounds it."""

LAST = {**STARTS, "rewards.start_day": "factor_vote"}
"""The last contract of the deployment that bounds it."""


def resolve(parameters: Parameters, deployer: str, today: int | None = None) -> Parameters:
    """The parameters with "deployer" and test accounts replaced by addresses, and "today" by the UTC day
    ``today`` (default: the chain's)."""
    from ape import accounts

    names = {DEPLOYER: deployer}
    if not parameters.is_public:
        for index in range(accounts.test_accounts.number_of_accounts):
            names[f"TEST::{index}"] = accounts.test_accounts[index].address
    return parameters.resolve(names, utc_day() if today is None else today)


def fit(parameters: Parameters, deployer: AccountAPI, unfinished: Journal | None) -> Parameters:
    """The parameters with every account resolved, and "today" too: the day on which the deployment began.

    Raises ParameterError where they are for another chain, or another time.
    """
    from ape import chain

    require_node()
    if not networks.is_throw_away() and not chain.provider.network.is_fork:
        if not parameters.is_public:
            raise ParameterError(
                f"the parameters are for {parameters.network}, a network to throw away, connected is chain "
                f"{chain.chain_id}: name a file for {networks.network_name()} with --parameters"
            )
        if parameters.chain_id != chain.chain_id:
            raise ParameterError(
                f"the parameters are for chain {parameters.chain_id}, connected is {chain.chain_id}: "
                f"correct chain_id, or name another file with --parameters"
            )
    began = unfinished.parameters.days if unfinished else {}
    todays = [int(began[entry]) for entry, day in parameters.days.items() if began and day == TODAY]
    parameters = resolve(parameters, deployer.address, todays[0] if todays else None)
    deployed = unfinished.transactions if unfinished else {}
    for entry, day in parameters.days.items():
        if LAST[entry] not in deployed:
            require_start(entry, int(day))
    return parameters


def require_start(entry: str, day: int) -> None:
    """Raises ParameterError where the contract of the entry would not take the UTC day, as of now."""
    first, last = utc_day() - START_BEFORE, utc_day() + START_AFTER
    if not first <= day <= last:
        raise ParameterError(
            f"{entry}: {date_text(day)} is not from {date_text(first)} to {date_text(last)}, "
            f"as the contract {CONTRACTS[STARTS[entry]]} wants it today: write another date"
        )


def utc_day() -> int:
    """Of the chain's latest block."""
    from ape import chain

    return int(chain.provider.get_block("latest").timestamp) // DAY
