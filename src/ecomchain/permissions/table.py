"""Permissions as tables that a person reads at a glance, also on 80 columns: no word is ever broken."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ecomchain import consoles
from ecomchain.checks import differences
from ecomchain.deployment import ADMIN_ROLE
from ecomchain.durations import format_duration, format_time
from ecomchain.governance.calls import describe
from ecomchain.governance.operations import EXPIRED, now
from ecomchain.permissions.changes import Change
from ecomchain.permissions.comparing import OWNERSHIP, Comparison
from ecomchain.permissions.reading import NOBODY, restricted
from ecomchain.permissions.roles import PUBLIC_ROLE, role_name
from ecomchain.permissions.state import Grant
from ecomchain.system import title

MARK = "!"
"""Before what differs from the parameters."""


def show(comparison: Comparison, changed: list[Change] | None = None, console: Console | None = None) -> bool:
    """Print all of it, and the differences at the end in full; returns whether there are none."""
    console = console or consoles.output()
    checks = comparison.checks()
    failed = differences(checks)
    for heading, table in (
        ("Who may call what, after how long", _functions(comparison)),
        ("Roles", _roles(comparison)),
        ("Rules of the roles", _rules(comparison)),
        ("Contracts with restricted functions", _targets(comparison)),
        ("Permissions that are no roles", _appointments(comparison)),
    ):
        console.print(Text(heading, style="bold"))
        console.print(table)
        console.print()
    _show_scheduled(comparison, console)
    if changed is not None:
        _show_changes(changed, console)
    for check in failed:
        line = f"{MARK} {check.subject}: expected {check.expected}, found {check.found}"
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    judged = [check for check in checks if check.topic != "notes"]
    if failed:
        text = f"{len(failed)} of {len(judged)} permissions differ from the parameters"
        console.print(text, style="red", highlight=False)
    else:
        console.print(
            f"all {len(judged)} permissions are as in the parameters", style="green", highlight=False
        )
    return not failed


def short(address: str) -> str:
    """An address in so few letters that a table holds it."""
    return f"{address[:6]}…{address[-4:]}" if address.startswith("0x") and len(address) == 42 else address


def _table(*columns: str, wrapped: str) -> Table:
    """A table whose column ``wrapped`` gives way on a narrow screen, between words; no other does."""
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim")
    table.add_column("", no_wrap=True, min_width=1)
    for column in columns:
        table.add_column(column, no_wrap=column != wrapped)
    return table


def _mark(*pairs: tuple[object, object]) -> str:
    """The mark where any of the pairs is not equal."""
    return "" if all(str(want) == str(have) for want, have in pairs) else f"[red]{MARK}[/]"


def _functions(comparison: Comparison) -> Table:
    table = _table("contract", "function", "role", "holder", "after", wrapped="after")
    wanted, last = restricted(comparison.system), ""
    known = comparison.found.functions
    for target, selector in sorted(known, key=lambda key: comparison.names.function(*key)):
        role = known[target, selector]
        name, _, function = comparison.names.function(target, selector).rpartition(".")
        mark = _mark((wanted.get((target, selector), ADMIN_ROLE), role))
        holders = _holders(comparison, role)
        for index, (holder, after) in enumerate(holders):
            first = index == 0
            contract = short(name) if first and name != last else ""
            table.add_row(
                mark if first else "",
                contract,
                function if first else "",
                role_name(role) if first else "",
                holder,
                after,
            )
        last = name
    return table


def _holders(comparison: Comparison, role: int) -> list[tuple[str, str]]:
    if role == PUBLIC_ROLE:
        return [("everybody", "at once")]
    holders = comparison.found.roles[role].holders if role in comparison.found.roles else ()
    return [(short(each.account), each.short) for each in holders] or [("nobody", "")]


def _roles(comparison: Comparison) -> Table:
    table = _table("role", "holder", "after", wrapped="after")
    for role, state in comparison.found.roles.items():
        wanted = comparison.granted.get(role)
        rows: list[Grant | None] = [*state.holders] or [None]
        for index, grant in enumerate(rows):
            if grant is None:
                mark = _mark((wanted is None, True))
                table.add_row(mark, role_name(role), "nobody", "")
                continue
            expected = wanted is not None and wanted[0] == grant.account
            mark = _mark((expected, True), (wanted and f"after {wanted[1]:,} s", grant if expected else None))
            after = f"{grant.short} from {format_time(grant.effect)} on" if grant.effect else grant.short
            table.add_row(mark, role_name(role) if index == 0 else "", grant.account, after)
        if wanted is not None and wanted[0] not in {grant.account for grant in state.holders}:
            table.add_row(_mark((0, 1)), "", wanted[0], "missing")
    return table


def _rules(comparison: Comparison) -> Table:
    table = _table(
        "role", "appointed by", "cancelled by", "new holders wait", "label", wrapped="new holders wait"
    )
    failed = {check.subject for check in differences(list(comparison.roles()))}
    for role, state in comparison.found.roles.items():
        name = role_name(role)
        parts = ("administered by", "calls cancelled by", "wait of new holders", "label")
        mark = f"[red]{MARK}[/]" if any(f"{name}: {part}" in failed for part in parts) else ""
        label = state.label or ("(foundation)" if role == ADMIN_ROLE else "")
        admin, guardian = role_name(state.admin), role_name(state.guardian)
        table.add_row(mark, name, admin, guardian, state.wait.short, label)
    return table


def _targets(comparison: Comparison) -> Table:
    table = _table("contract", "functions", "changes wait", "authority", wrapped="changes wait")
    manager = comparison.system.access_manager.address
    targets = comparison.found.targets
    for target in sorted(targets, key=comparison.names.contract):
        state = targets[target]
        authority = state.authority
        mark = _mark((state.closed, False), (state.wait, "0 s"), (authority or manager, manager))
        table.add_row(
            mark,
            short(comparison.names.contract(target)),
            "closed" if state.closed else "open",
            state.wait.short,
            short(comparison.names.contract(authority)) if authority and len(authority) == 42 else "none",
        )
    return table


def _appointments(comparison: Comparison) -> Table:
    table = _table("contract", "what", "who", "is", wrapped="is")
    for each in comparison.found.appointments:
        as_wanted = comparison.expected(each) == each.value
        who, state = (each.about, each.value) if each.about else (each.value, "")
        if each.what in OWNERSHIP:
            mark, state = "", "" if as_wanted else "handed over" if each.what == "owner" else "offered"
        else:
            mark = _mark((as_wanted, True))
        if who == NOBODY:
            who = "nobody"
        elif who.startswith("0x"):
            who = short(comparison.names.contract(who))
        table.add_row(mark, title(each.contract), each.what, who, state)
    return table


def _show_scheduled(comparison: Comparison, console: Console) -> None:
    time = now()
    waiting = [each for each in comparison.found.operations if each.state(time) != EXPIRED]
    for each in waiting:
        left = format_duration(max(each.ready - time, 0))
        when = f"executable in {left}" if each.ready > time else "executable now"
        text = f"scheduled, {when}: {describe(comparison.names, each.target, each.data)}"
        console.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)
    if waiting:
        console.print("`ape run governance pending` says more\n", highlight=False)


def _show_changes(changed: list[Change], console: Console) -> None:
    console.print(Text("Changed since the hand-over", style="bold"))
    for each in changed:
        text = f"block {each.block:,}: {each.text}"
        console.print(text, markup=False, highlight=False, soft_wrap=True)
    console.print("" if changed else "nothing\n", highlight=False)
