"""Where the rewards stand, as a table."""

from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from ecomchain.amounts import format_ecom
from ecomchain.rewards import ledger as ledgers
from ecomchain.rewards.chain.store import Block
from ecomchain.rewards.desk import Desk
from ecomchain.rewards.emission import PHASE_ONE_DAYS, daily

_STAGES = ("none", "bonding", "nominating", "voting", "decided", "annulled")


def show(desk: Desk, final: Block, console: Console) -> None:
    """Print the day, what is covered, pending and waiting, and what the day emits."""
    table = Table(show_header=False, box=None)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in rows(desk, final):
        table.add_row(name, text)
    console.print(table, highlight=False)


def rows(desk: Desk, final: Block) -> list[tuple[str, str]]:
    """The table's lines."""
    pool, game = desk.system.reward_pool, desk.system.root_game
    today, state = int(pool.today()), pool.state()
    finished = _finished(desk, today)
    ledger = ledgers.ledger(desk.store)
    found = [
        ("day", f"{today}" if today else f"rewards begin on UTC day {pool.startDay()}"),
        ("final block", f"{final.number:,} of {_time(final.time)}"),
        ("covered", f"up to day {state.coveredDay}, epoch {state.epoch}"),
    ]
    if 1 <= today <= PHASE_ONE_DAYS:
        found.append(("emission", f"{format_ecom(daily(today))} Ecom today"))
    elif today:
        found.append(
            ("emission", f"pool of {format_ecom(int(state.pool))} Ecom, emitted to day {_emitted(desk)}")
        )
    pending = game.pending()
    if pending.day:
        found.append(
            (
                "pending",
                f"day {pending.day}, root 0x{bytes(pending.root).hex()}, from {_time(pending.readyAt)}",
            )
        )
    if number := int(game.running()):
        current = game.round(number)
        found.append(
            (
                "round",
                f"{number} on day {current.day}: {_STAGES[current.stage]}, answer {current.leader} of "
                f"{current.answers} leads with {format_ecom(int(current.bond))} Ecom until "
                f"{_time(current.expiry)}",
            )
        )
    for day in range(ledger.covered + 1, finished + 1):
        dataset = desk.engine.published(day)
        found.append((f"day {day}", f"computed: {dataset.root}" if dataset else "waits to be computed"))
    return found


def _finished(desk: Desk, today: int) -> int:
    """The last day that can be computed."""
    known = desk.store.days()
    return 0 if known is None else min(known[1] - desk.engine.setting.start_day + 1, today)


def _emitted(desk: Desk) -> int:
    return int(desk.system.reward_pool.phaseTwo().emittedDay)


def _time(timestamp: int) -> str:
    return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d %H:%M:%S} UTC"
