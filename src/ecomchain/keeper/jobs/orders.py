"""Orders and what is held for them: settling, cancelling, disputes, objections, held reserves."""

from collections.abc import Iterator, Sequence

from ecomchain.keeper.jobs.job import Job
from ecomchain.keeper.view import View
from ecomchain.keeper.work import GONE, WAITS, Act, Call, Verdict

PLACED, FULFILLED, DISPUTED, CLOSED = 1, 2, 3, 4
"""Values of ``IMarket.State``."""

HELD = 2
"""Of ``IBudgets.Stage``."""


class Orders(Job):
    """Closes an order when its protection is over, or when it was not fulfilled in time."""

    name, does = "orders", "settle after protection, cancel what was not fulfilled in time"

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        grace = view.constant("market", "CANCEL_GRACE")
        for key, order in zip(keys, view.many("market", "order", ((int(key),) for key in keys)), strict=True):
            if order is None or order.state == CLOSED:
                yield GONE
            elif order.state == PLACED:
                yield _verdict("market", "cancel", key, order.deadline + grace, f"cancel order {key}")
            elif order.state == FULFILLED:
                yield _verdict("market", "settle", key, order.deadline, f"settle order {key}")
            else:
                yield WAITS


class Disputes(Job):
    """Ends a dispute whose time is over; sends its bonds back where the order was closed in another way."""

    name, does = "disputes", "expire disputes, return the bonds of those that were closed otherwise"

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        ids = [(int(key),) for key in keys]
        cases, orders = view.many("disputes", "dispute", ids), view.many("market", "order", ids)
        for key, case, order in zip(keys, cases, orders, strict=True):
            if not case.stage or order is None:
                yield GONE
            elif order.state == CLOSED:
                yield _verdict("disputes", "returnBonds", key, view.now, f"return the bonds of order {key}")
            else:
                yield _verdict("disputes", "expire", key, case.deadline, f"expire the dispute of order {key}")


class Objections(Job):
    """Ends an objection about commission whose time is over."""

    name, does = "objections", "expire objections about commission"

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        cases = view.many("disputes", "objection", ((int(key),) for key in keys))
        for key, case in zip(keys, cases, strict=True):
            text = f"expire the objection of order {key}"
            yield _verdict("disputes", "expireObjection", key, case.deadline, text) if case.stage else GONE


class Reserves(Job):
    """Gives held commission back to the budget when nobody has objected in time."""

    name, does = "reserves", "release commission that was held for objections"

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        reserves = view.many("budgets", "reserved", ((int(key),) for key in keys))
        for key, reserve in zip(keys, reserves, strict=True):
            text = f"release the reserve of order {key}"
            held = reserve.stage == HELD
            yield _verdict("budgets", "release", key, reserve.deadline, text) if held else GONE


def _verdict(role: str, method: str, key: str, due: int, text: str) -> Verdict:
    return Verdict(due, Act(Call(role, method, (int(key),)), text))
