"""What is scheduled, and how a deployment differs from its file, for a person to read."""

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from ecomchain import consoles
from ecomchain.durations import format_duration, format_time
from ecomchain.governance.calls import describe
from ecomchain.governance.operations import DUE, EXPIRED, WAITING, Operation
from ecomchain.governance.planning import Plan
from ecomchain.names import Names
from ecomchain.permissions.requirement import requirement
from ecomchain.permissions.roles import role_name
from ecomchain.system import System

_STYLES = {WAITING: "yellow", DUE: "green", EXPIRED: "dim"}


def show(
    system: System, found: list[Operation], time: int, *, everything: bool, console: Console | None = None
) -> None:
    """A paragraph for each operation, as of Unix time ``time``; expired ones on demand."""
    console = console or consoles.output()
    names = Names(system)
    shown = [each for each in found if everything or each.state(time) != EXPIRED]
    for each in shown:
        state = each.state(time)
        when = {
            WAITING: f"executable in {format_duration(each.ready - time)}",
            DUE: f"executable now, for {format_duration(each.expires - time)} more",
            EXPIRED: "not executable any more: schedule it again",
        }[state]
        console.print(Text(f"{each.id[:10]}  {state}, {when}", style=_STYLES[state]))
        for line in (
            describe(names, each.target, each.data),
            f"by {names.account(each.caller)}",
            f"scheduled in block {each.block:,}",
            f"from {format_time(each.ready)} to {format_time(each.expires)}",
        ):
            console.print(Padding(Text(line), (0, 0, 0, 2)))
    expired = sum(each.state(time) == EXPIRED for each in found)
    if not shown:
        console.print("nothing is scheduled", highlight=False)
    if expired and not everything:
        console.print(f"{expired} expired: --all lists them", highlight=False)


def show_plan(system: System, what: Plan, source: str, console: Console | None = None) -> None:
    """Each difference as before and after, with the role that it takes."""
    console = console or consoles.output()
    names = Names(system)
    if not what.changes:
        console.print(f"the chain is as {source} says", style="green", highlight=False, soft_wrap=True)
        return
    many = "difference" if len(what.changes) == 1 else "differences"
    heading = f"{len(what.changes)} {many} between the chain and {source}:"
    console.print(heading, highlight=False, soft_wrap=True)
    for change in what.changes:
        needed = requirement(system, change.call.target.address, change.call.data)
        console.print(f"- {change.before}", style="red", markup=False, highlight=False, soft_wrap=True)
        text = f"+ {describe(names, change.call.target.address, change.call.data)}"
        console.print(text, style="green", markup=False, highlight=False, soft_wrap=True)
        console.print(f"  by who is {role_name(needed.role)}", highlight=False)
