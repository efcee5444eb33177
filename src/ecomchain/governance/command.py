"""What `ape run governance` does: each function prints, and exits with 1 where something is left."""

import json
from pathlib import Path
from typing import Any

import click
from ape.api import AccountAPI

from ecomchain import consoles, deployment, manifest, parameters
from ecomchain.durations import parse_time
from ecomchain.errors import ArgumentError
from ecomchain.governance import applying, operations, planning, table
from ecomchain.governance.batch import BatchFile
from ecomchain.governance.calls import parse
from ecomchain.governance.desk import Desk, outbox_of
from ecomchain.governance.document import operation
from ecomchain.governance.operations import Operation
from ecomchain.names import Names
from ecomchain.permissions.opening import wanted_parameters
from ecomchain.permissions.reading import grant
from ecomchain.permissions.requirement import requirement
from ecomchain.sending import sign_on
from ecomchain.system import System, connect


def system(manifest_file: Path | None) -> System:
    """The deployment on the connected network."""
    return connect(manifest.load(manifest_file or manifest.default_path(deployment.network_name())))


def pending(of: System, *, everything: bool, as_json: bool) -> None:
    """List what is scheduled."""
    time, found = operations.now(), operations.pending(of)
    if as_json:
        names = Names(of)
        dumped = {
            "version": 1,
            "network": of.manifest.network,
            "chainId": of.manifest.chain_id,
            "time": time,
            "operations": [operation(names, each, time) for each in found],
        }
        click.echo(json.dumps(dumped, indent=2, ensure_ascii=False))
        return
    table.show(of, found, time, everything=everything)


def schedule(
    of: System, target: str, function: str, arguments: list[str], at: str | None, **who: Any
) -> None:
    """Schedule a call, or make it."""
    call = parse(Names(of), target, function, arguments)
    role = requirement(of, call.target.address, call.data).role
    desk = _desk(of, _holder(of, role), **who)
    _tell([desk.schedule(call, None if at is None else parse_time(at))])
    _tell(desk.outbox.finish())


def execute(of: System, ids: list[str], **who: Any) -> None:
    """Execute operations, or all that are due where ``ids`` is empty."""
    waiting = operations.pending(of)
    chosen = [operations.find(waiting, each) for each in ids]
    desk = _desk(of, _only_caller(chosen or _due(waiting)), **who)
    if chosen:
        _tell([desk.execute(each) for each in chosen])
        refused: list[str] = []
    else:
        done, refused = desk.execute_due(waiting)
        _tell(done or ([] if refused else [f"nothing of {desk.address} is due"]))
    _end(desk, refused)


def cancel(of: System, ids: list[str], **who: Any) -> None:
    """Cancel operations."""
    waiting = operations.pending(of)
    chosen = [operations.find(waiting, each) for each in ids]
    desk = _desk(of, _only_caller(chosen), **who)
    _tell([desk.cancel(each) for each in chosen])
    _tell(desk.outbox.finish())


def apply(of: System, parameters_file: str | None, *, dry_run: bool, yes: bool, **who: Any) -> None:
    """Bring the chain to the file."""
    source = parameters_file or str(parameters.DIRECTORY / f"{deployment.network_name()}.yaml")
    what = planning.plan(of, wanted_parameters(of.manifest, source))
    table.show_plan(of, what, source)
    for line in (*what.remarks, *applying.contrary(of, what)):
        _tell([line], "yellow")
    if dry_run or not what.changes:
        return
    role = requirement(of, what.changes[0].call.target.address, what.changes[0].call.data).role
    desk = _desk(of, _holder(of, role), **who)
    if not yes:
        click.confirm(f"Go on as {desk.address}?", abort=True)
    for signer in (who["account"], who["submitter"]):
        sign_on(signer)
    done, left = applying.apply(desk, what)
    _tell(done)
    _end(desk, left)


def _desk(
    of: System,
    default: str | None,
    *,
    account: AccountAPI | None,
    submitter: AccountAPI | None,
    safe: str | None,
    batch_file: Path | None,
) -> Desk:
    """The desk of whoever acts; ``default`` is the Safe of a batch that names none."""
    if batch_file is not None:
        if account is not None or submitter is not None:
            raise ArgumentError("--safe-batch sends nothing: leave out --account and --submitter")
        address = Names(of).find_address(safe) if safe else default
        if address is None:
            raise ArgumentError("it is not clear which Safe the batch is for: name it with --safe")
        return Desk(of, BatchFile(of, address, batch_file))
    if safe is not None:
        raise ArgumentError(
            "--safe is for --safe-batch: a Safe that acts here is named with --account (`ape safe add`)"
        )
    if account is None:
        raise ArgumentError(
            "who acts? Name an account with --account (TEST::2 on the devnet), or write a Safe's batch with "
            "--safe-batch FILE"
        )
    return Desk(of, outbox_of(of, account, submitter))


def _holder(of: System, role: int) -> str | None:
    """The account that the manifest names for a role, if it holds it."""
    for name, each in deployment.ROLES.items():
        account: str = getattr(of.manifest.parameters.roles, name).account
        if each == role and grant(of, role, account).since:
            return account
    return None


def _due(waiting: list[Operation]) -> list[Operation]:
    time = operations.now()
    return [each for each in waiting if each.state(time) == operations.DUE]


def _only_caller(chosen: list[Operation]) -> str | None:
    callers = {each.caller for each in chosen}
    return callers.pop() if len(callers) == 1 else None


def _end(desk: Desk, left: list[str]) -> None:
    """Pass on what was collected, tell what was left, and exit with 1 where that is something."""
    _tell(desk.outbox.finish())
    _tell(left, "red")
    if left:
        raise SystemExit(1)


def _tell(lines: list[str], style: str | None = None) -> None:
    for line in lines:
        consoles.output().print(line, style=style, markup=False, highlight=False, soft_wrap=True)
