"""What a deployment is about to do, for a person to confirm."""

from pathlib import Path

from ape.api import AccountAPI

from ecomchain.amounts import format_ecom
from ecomchain.deployment import journal
from ecomchain.deployment.arguments import DAY
from ecomchain.deployment.fitting import fit
from ecomchain.durations import format_duration
from ecomchain.errors import DeploymentError
from ecomchain.ids import capability_name
from ecomchain.parameters import SALE, Parameters, date_text


def plan(deployer: AccountAPI, parameters: Parameters, path: Path | None = None) -> str:
    """What `deploy_once` is about to do, for a person to confirm; ``path`` is the manifest's.

    Raises like `deploy_once` where it cannot be done.
    """
    from ape import chain

    parameters = fit(parameters, deployer, journal.load(path and journal.path_beside(path)))
    if deployer.balance == 0:
        raise DeploymentError(f"{deployer.address} has nothing to pay for gas with: fund it first")
    lines = [
        f"network     {chain.provider.network.choice}, chain {chain.chain_id}",
        f"deployer    {deployer.address}, balance {format_ecom(deployer.balance)} (native token)",
    ]
    lines += [f"{name:11} {holder.account}, {_after(holder.delay)}" for name, holder in parameters.roles]
    lines.append(f"arbitrator  {parameters.disputes.arbitrator}")
    lines += _allocation(parameters)
    start = date_text(int(parameters.rewards.start_day))
    lines.append(f"rewards     RewardPool receives its share; its day 1 is {start}, for ever")
    for key, terms in parameters.capabilities.items():
        lines.append(
            f"{capability_name(key):12} lock {format_ecom(terms.lock_per_unit)}, "
            f"seal {format_ecom(terms.seal_per_unit)}, units {terms.max_units:,}"
        )
    return "\n".join(lines)


def _after(delay: int) -> str:
    return f"acts after {format_duration(delay)}" if delay else "acts at once"


def _allocation(parameters: Parameters) -> list[str]:
    """Where the shares go."""
    presale = parameters.allocation.presale
    sells = "PrivateSale receives the share, for private rounds of the foundation's"
    lines = [f"presale     {sells if presale == SALE else f'{presale} receives the share'}"]
    for name, vesting in parameters.allocation.vestings.items():
        start, duration, cliff = vesting.terms
        lines.append(
            f"{name:11} vests to {vesting.beneficiary} from {date_text(start // DAY)} to "
            f"{date_text((start + duration) // DAY)}, nothing before {date_text((start + cliff) // DAY)}"
        )
    return lines
