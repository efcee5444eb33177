"""Getting a root onto the chain, and keeping a wrong one off it (DST-3)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ape.api import AccountAPI

from ecomchain import sending
from ecomchain.amounts import format_ecom
from ecomchain.rewards import actions, content
from ecomchain.rewards import ledger as ledgers
from ecomchain.rewards.actions.batch import Batch
from ecomchain.rewards.dataset import Dataset
from ecomchain.rewards.desk import Desk
from ecomchain.rewards.emission import PHASE_ONE_DAYS
from ecomchain.rewards.errors import DatasetError, InputError, NotReadyError
from ecomchain.text import moment

BONDING, NOMINATING = 1, 2
"""Stages of ``IRootGame.Stage`` in which answers are taken."""

FEE_PERCENT = 1
"""Of a round's cap: what is sealed of who calls the shops."""

BATCH_SIZE = 800
"""Actions that go into one call of ``logActions``: below 128 KiB, which nodes take."""


def publish(
    desk: Desk, account: AccountAPI, day: int, *, bond: int | None = None, by_round: bool = False
) -> str:
    """Put the day's root forward: to a running round, by opening one in phase two, else by posting it.

    ``bond`` in 1e-18 Ecom is what the account puts up in a round, by default what is needed; ``by_round``
    opens a round in phase one, which is possible when days have waited long. Answers in a sentence what was
    done. Raises NotReadyError or DatasetError where the day is not there or has been overtaken, ActionError
    where the chain refuses.
    """
    found = require_current(desk, day)
    game = desk.system.root_game
    if game.running():
        return _answer(desk, account, found, bond)
    if day > PHASE_ONE_DAYS or by_round:
        needed = int(game.minBond(day))
        return _open(desk, account, found, _bond(needed, bond))
    if bond is not None:
        raise InputError("--bond is for rounds, and none runs: leave it out, or open one with --round")
    pending = game.pending()
    if (pending.day, bytes(pending.root), pending.total) == (day, _word(found.root), found.amount("total")):
        ready = moment(pending.readyAt)
        return f"day {day} is posted already: root {found.root}, to be activated from {ready} on"
    arguments = day, _word(found.root), found.amount("total"), content.struct(found.cid)
    sending.send(desk.system, "publish", account, game.post, *arguments)
    return f"day {day} is posted: root {found.root}, manifest {found.cid}"


def challenge(desk: Desk, account: AccountAPI, day: int, reason: str, *, bond: int | None = None) -> str:
    """Veto the posted root as guardian, or recall an active one, with a reason, kept by its CID.

    In a round, answer with ours.
    """
    game = desk.system.root_game
    if game.running():
        return _answer(desk, account, require_current(desk, day), bond)
    if not reason.strip():
        raise InputError("--reason is empty: say why the root is wrong, for all to read")
    pending = game.pending()
    if pending.day == day:
        root = bytes(pending.root)
        path, cid = _reason(desk, day, root, reason)
        sending.send(desk.system, "challenge", account, game.veto, day, root, content.struct(cid))
        return f"the root of day {day} is vetoed; publish the reason, {path}"
    active = ledgers.ledger(desk.store).segment(day)
    if active is None or not active.root or active.last != day:
        raise NotReadyError(f"no root of day {day} is posted or active: there is nothing to challenge")
    path, cid = _reason(desk, day, _word(active.root), reason)
    arguments = active.epoch, active.index, content.struct(cid)
    sending.send(desk.system, "challenge", account, game.recall, *arguments)
    return f"the root of day {day} is recalled, its days wait again; publish the reason, {path}"


def activate(desk: Desk, account: AccountAPI) -> str:
    """Activate the posted root."""
    pending = desk.system.root_game.pending()
    sending.send(desk.system, "activate", account, desk.system.root_game.activate)
    return f"the root of day {pending.day} is active"


def emit_days(desk: Desk, account: AccountAPI, through: int) -> str:
    """Emit finished days of phase two. Raises InputError for a day of phase one."""
    if through <= PHASE_ONE_DAYS:
        raise InputError(
            f"day {through} is emitted by being over: phase two begins with {PHASE_ONE_DAYS + 1}"
        )
    sending.send(desk.system, "emit", account, desk.system.reward_pool.emitDays, through)
    return f"days up to {through} are emitted"


def log_actions(desk: Desk, account: AccountAPI, batches: dict[int, Batch]) -> Iterator[str]:
    """Log the actions whose signatures hold, by day, in as many transactions as they take."""
    for day, batch in sorted(batches.items()):
        accepted = actions.accept(batch, desk.engine.setting.domain)
        for start in range(0, len(accepted.batch), BATCH_SIZE):
            part = accepted.batch.take(_rows(start, len(accepted.batch)))
            sending.send(
                desk.system, "log-actions", account, desk.system.root_game.logActions, day, part.pack()
            )
            yield f"day {day}: {len(part)} actions logged"
        left = ", ".join(f"{count} {reason}" for reason, count in sorted(accepted.rejected.items()))
        if left:
            yield f"day {day}: left out {left}"


def _reason(desk: Desk, day: int, root: bytes, reason: str) -> tuple[Path, str]:
    """The file that a challenge's reason is written to, and its CID."""
    text = content.canonical({"day": day, "root": "0x" + root.hex(), "reason": reason})
    cid = content.cid_of(text)
    path = desk.engine.home / "reasons" / f"{cid}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return path, cid


def require_current(desk: Desk, day: int) -> Dataset:
    """The day as computed here. Raises where it is not, or the chain has moved on since."""
    found, pool = desk.engine.published(day), desk.system.reward_pool
    if found is None:
        raise DatasetError(f"day {day} is not computed here: run `ape run rewards compute {day}`")
    covered = int(pool.state().coveredDay)
    if covered >= day:
        raise NotReadyError(f"the chain covers the days up to {covered}: day {day} is decided")
    available = sending.read(desk.system, "publish", pool.available, day)
    if found.amount("emitted") - found.amount("declared_before") != available:
        raise DatasetError(
            f"{found.path} is of when earlier epochs had declared another total: compute day {day} --again"
        )
    return found


def _answer(desk: Desk, account: AccountAPI, found: Dataset, bond: int | None) -> str:
    game = desk.system.root_game
    number = int(game.running())
    current = game.round(number)
    if current.day != found.day:
        raise NotReadyError(f"round {number} is about day {current.day}: compute and put forward that day")
    mine = _number(game, number, int(current.answers), found)
    if current.stage == NOMINATING and mine is not None:
        return f"round {number}: the root of day {found.day} is among the answers that the shops vote on"
    if current.stage == BONDING and mine == current.leader:
        return f"round {number}: the root of day {found.day} leads already"
    if current.stage not in (BONDING, NOMINATING):
        raise NotReadyError(f"round {number} takes no more answers: the shops vote in poll {current.poll}")
    amount = _bond(int(game.nextBond(number)), bond)
    # Who calls the shops pays for it, on top of the bond.
    calls = current.stage == BONDING and amount >= current.cap
    fee = int(current.cap) * FEE_PERCENT // 100 if calls else 0
    if mine is None:
        arguments: tuple[Any, ...] = (
            number, _word(found.root), found.amount("total"), amount, content.struct(found.cid),
        )  # fmt: skip
        method = game.answer
    else:
        arguments, method = (number, mine, amount), game.support
    sending.send(desk.system, "publish", account, method, *arguments, cost=amount + fee, spender=game)
    return f"round {number}: the root of day {found.day} leads with {format_ecom(amount)} Ecom"


def _open(desk: Desk, account: AccountAPI, found: Dataset, bond: int) -> str:
    game = desk.system.root_game
    arguments = found.day, _word(found.root), found.amount("total"), bond, content.struct(found.cid)
    sending.send(desk.system, "publish", account, game.open, *arguments, cost=bond, spender=game)
    number, amount = int(game.running()), format_ecom(bond)
    return f"round {number} is open: the root of day {found.day} leads with {amount} Ecom"


def _number(game: Any, number: int, answers: int, found: Dataset) -> int | None:
    """Which of a round's answers is this day's."""
    for i in range(answers):
        answer = game.answerOf(number, i)
        if "0x" + bytes(answer.root).hex() == found.root and answer.total == found.amount("total"):
            return i
    return None


def _bond(needed: int, most: int | None) -> int:
    if most is not None and most < needed:
        raise NotReadyError(
            f"--bond is {format_ecom(most)} Ecom: taking the lead costs {format_ecom(needed)}"
        )
    return needed if most is None else most


def _word(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def _rows(start: int, size: int) -> Any:
    return slice(start, min(start + BATCH_SIZE, size))
