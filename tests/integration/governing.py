"""Governing in tests: accounts, desks, calls from text, and parameters files with changes."""

from pathlib import Path
from typing import Any

from ape import accounts

from ecomchain import deployment, parameters
from ecomchain.governance.calls import parse
from ecomchain.governance.desk import Desk, outbox_of
from ecomchain.names import Names
from ecomchain.parameters import Parameters
from ecomchain.permissions.opening import wanted_parameters
from ecomchain.system import System

DAY = 86_400
FOUNDATION, OPERATOR, GUARDIAN, PUBLISHER, OTHER = 1, 2, 3, 5, 9
OPERATORS_WAIT, FOUNDATIONS_WAIT = 2 * DAY, 5 * DAY


def account(index: int) -> Any:
    return accounts.test_accounts[index]


def deploy_delayed() -> System:
    """A system whose foundation and operator have to wait, as on a public network."""
    local = parameters.load("local")
    roles = local.roles.model_copy(
        update={
            "foundation": local.roles.foundation.model_copy(update={"delay": FOUNDATIONS_WAIT}),
            "operator": local.roles.operator.model_copy(update={"delay": OPERATORS_WAIT}),
        }
    )
    return deployment.deploy(account(0), local.model_copy(update={"roles": roles}))


def desk(system: System, index: int) -> Desk:
    return Desk(system, outbox_of(system, account(index)))


def call(system: System, target: str, function: str, *arguments: str) -> Any:
    return parse(Names(system), target, function, list(arguments))


def cooldown(system: System, text: str = "8 days") -> Any:
    return call(system, "registry", "setCooldown", text)


PRICE = (
    "SHOWCASE:     {lock_per_unit: 20, seal_per_unit: 2,",
    "SHOWCASE:     {lock_per_unit: 30, seal_per_unit: 3,",
)
"""A change of the file: another price of SHOWCASE."""


def file(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """``local.yaml`` with the roles' delays of `delayed`, and changes."""
    text = Path("deployments/parameters/local.yaml").read_text(encoding="utf-8")
    roles = (
        ("foundation: {account: TEST::1}", "foundation: {account: TEST::1, delay: 5 days}"),
        ("operator: {account: TEST::2}", "operator: {account: TEST::2, delay: 2 days}"),
    )
    for old, new in (*roles, *changes):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "wanted.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def wanted(system: System, path: Path) -> Parameters:
    return wanted_parameters(system.manifest, str(path))
