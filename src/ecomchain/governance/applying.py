"""Bringing a deployment to its parameters file: exactly the calls that are missing, and nothing twice."""

from ecomchain.deployment import FUNCTIONS
from ecomchain.durations import format_time
from ecomchain.errors import EcomError
from ecomchain.governance import operations
from ecomchain.governance.calls import Call, describe
from ecomchain.governance.desk import Desk
from ecomchain.governance.operations import Operation
from ecomchain.governance.planning import Plan
from ecomchain.names import Names
from ecomchain.permissions.roles import role_name
from ecomchain.system import System


def apply(desk: Desk, what: Plan) -> tuple[list[str], list[str]]:
    """Do of the plan what the desk's account may and is not on its way: what was done, and what was not.

    A call that is scheduled already is executed when it is due. A call that is not the account's to make is
    left, and so is one that is refused; both are told.
    """
    done, left = [], []
    for change in what.changes:
        text = describe(desk.names, change.call.target.address, change.call.data)
        right = desk.right(change.call)
        if not right.held:
            left.append(f"left to who is {role_name(right.role)}: {text}")
            continue
        try:
            since = desk.scheduled(change.call)
            if since and since <= operations.now():
                done.append(desk.execute(_operation(desk, change.call, since)))
            else:
                done.append(desk.schedule(change.call))
        except EcomError as error:
            left.append(error.message)
    return done, left


def contrary(system: System, what: Plan) -> list[str]:
    """What waits to be executed, and would set a parameter to something that the plan's file does not say."""
    names, time = Names(system), operations.now()
    wanted = {(change.call.target.address, change.call.data) for change in what.changes}
    setters = {
        (getattr(system, name).address, function)
        for targets in FUNCTIONS.values()
        for name, functions in targets.items()
        for function in functions
        if function.startswith("set") and function != "setScoring"
    }
    found = []
    for each in operations.pending(system):
        method = names.method(each.target, each.data[:4])
        is_setter = method is not None and (each.target, method.name) in setters
        if is_setter and (each.target, each.data) not in wanted and each.state(time) != operations.EXPIRED:
            found.append(
                f"not in the file, but scheduled by {each.caller}, from {format_time(each.ready)} on: "
                f"{describe(names, each.target, each.data)}: "
                f"`ape run governance cancel {each.id[:10]}` takes it back"
            )
    return found


def _operation(desk: Desk, made: Call, ready: int) -> Operation:
    """The desk's own scheduled call."""
    for each in operations.pending(desk.system):
        if (each.caller, each.target, each.data) == (desk.address, made.target.address, made.data):
            return each
    raise AssertionError(f"scheduled for {ready}, but in no event")
