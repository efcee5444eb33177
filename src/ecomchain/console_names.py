"""What `ape console` offers by name. ``ape_console_extras.py`` hands it to Ape."""

from typing import Any

import click

from ecomchain import amounts, ids
from ecomchain.console import Actions, cid, price
from ecomchain.errors import DeploymentError, EcomError
from ecomchain.system import System


def names() -> dict[str, Any]:
    """Helpers, and what `system_names` offers where the connected network has a deployment.

    Never raises: without a deployment it says how to get one.
    """
    from ecomchain.deployment import MODULES

    offered: dict[str, Any] = {
        "ECOM": amounts.ECOM,
        "ecom": amounts.parse_ecom,
        "format_ecom": amounts.format_ecom,
        "cid": cid,
        "price": price,
        "GROUP_BUYING": MODULES["group_buy"],
        "deploy_here": deploy_here,
    }
    for helper in (
        ids.listing_id,
        ids.listing_parts,
        ids.task_id,
        ids.task_parts,
        ids.link_id,
        ids.link_parts,
    ):
        offered[helper.__name__] = helper
    for constant in ("SHOP", "SHOWCASE", "DISTRIBUTION", "PROMOTION", "NO_LINK", "ANY_NUMBER", "UNLIMITED"):
        offered[constant] = getattr(ids, constant)
    try:
        found = system_names(_connected())
        offered.update(found)
        click.echo(f"Ecom Chain: {', '.join(found)}", err=True)
    except EcomError as error:
        click.echo(f"Ecom Chain: no deployment here ({error.message})", err=True)
        click.echo(
            "Ecom Chain: `make devnet` starts a chain with one, deploy_here() makes one on a local chain",
            err=True,
        )
    except Exception as error:
        click.echo(f"Ecom Chain: the deployment cannot be read: {type(error).__name__}: {error}", err=True)
    return offered


def system_names(system: System) -> dict[str, Any]:
    """Every contract of the system by its part in it, and the common actions."""
    return {"system": system, **dict(system.contracts()), **Actions(system).names()}


def deploy_here(*, again: bool = False) -> System:
    """Deploy a system with the local parameters, by test account 0, and bind every name to it.

    Raises ParameterError on any chain but a development one, and DeploymentError where a deployment is
    known already, unless told ``again=True``.
    """
    from ape import accounts

    from ecomchain import deployment, parameters

    shell = _shell()
    known = None if again else _known(shell.user_ns.get("system") if shell is not None else None)
    if known is not None:
        raise DeploymentError(
            f"a deployment is on this chain already, its market at {known.market.address}: "
            "use its names, or make another with deploy_here(again=True)"
        )
    system = deployment.deploy(accounts.test_accounts[0], parameters.load("local"), report=click.echo)
    if shell is not None:
        shell.user_ns.update(system_names(system))
    return system


def _shell() -> Any:
    """The running IPython, or None."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    return get_ipython()  # type: ignore[no-untyped-call]


def _known(bound: object) -> System | None:
    """The deployment on the connected chain: the one bound to a name, or the manifest's."""
    from ape import chain

    if isinstance(bound, System) and chain.provider.get_code(bound.market.address):
        return bound
    try:
        return _connected()
    except EcomError:
        return None


def _connected() -> System:
    from ecomchain import deployment, manifest, system

    return system.connect(manifest.load(manifest.default_path(deployment.network_name())))
