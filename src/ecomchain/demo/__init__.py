"""The demonstration: the whole system on a throw-away chain, played from an empty chain to the last check.

demo.run(Console())              # what `make demo` does; True if everything is as it should be
stage = demo.perform(Console())  # the play alone
demo.judge(stage)                # the balances, the invariants, the verdict
"""

from collections.abc import Sequence

from ape import accounts, networks
from ape.logging import LogLevel, logger
from rich.console import Console
from rich.text import Text

from ecomchain import deployment, invariants, parameters
from ecomchain.demo.cast import cast
from ecomchain.demo.ending import show_balances, show_invariants, show_totals
from ecomchain.demo.opening import introduce
from ecomchain.demo.scenes import SCENES, Scene
from ecomchain.demo.stage import Props, Stage
from ecomchain.errors import EcomError

__all__ = ["judge", "perform", "run"]


def run(console: Console) -> bool:
    """Deploy, play every scene, judge. False if an invariant fails or an amount differs.

    Raises EcomError on a network that is not a throw-away chain, and where a step of the play fails.
    """
    if not networks.provider.network.is_local:
        raise EcomError(
            f"the demonstration moves time and invents money: not on {networks.provider.network_choice}; "
            "use --network ethereum:local:foundry"
        )
    with logger.at_level(LogLevel.WARNING):
        return judge(perform(console))


def perform(console: Console, scenes: Sequence[Scene] = SCENES) -> Stage:
    """Deploy the system with the local parameters and play the scenes on it, in their order."""
    system = deployment.deploy(accounts.test_accounts[0], parameters.load("local"))
    stage = Stage(system, cast(system), console)
    introduce(stage)
    props = Props()
    for scene in scenes:
        scene(stage, props)
    return stage


def judge(stage: Stage) -> bool:
    """Show where all tokens are and whether the invariants hold; the last line is the verdict."""
    stage.scene(f"{len(SCENES) + 1}. The books")
    state = invariants.read_state(stage.system)
    show_balances(stage, state)
    show_totals(stage, state)
    good = show_invariants(stage, state) and not stage.failures
    orders, rules = len(state.market.orders), len(invariants.INVARIANTS)
    facts = f"{orders} orders, {stage.checked} comparisons, {rules} invariants"
    verdict = f"✓ Everything adds up: {facts}." if good else f"✗ It does not add up, see ✗: {facts}."
    stage.console.print()
    stage.console.print(Text(verdict, style="bold green" if good else "bold red"))
    return good
