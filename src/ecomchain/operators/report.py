"""What an import would do, or did, in words."""

from collections.abc import Iterator

from ecomchain.amounts import format_ecom
from ecomchain.operators.importing import Outlook, Result
from ecomchain.operators.planning import Plan


def outlook(found: Outlook) -> Iterator[str]:
    """What would be done, and what it takes."""
    plan = found.plan
    yield f"{found.rows:,} rows, {found.bad:,} of them bad"
    yield _changes(plan)
    if plan.missing_slots or plan.needs_promotion:
        lock, seal = sum(need.lock for need in found.needs), sum(need.seal for need in found.needs)
        yield "missing: " + ", ".join(map(str, found.needs))
        yield (
            f"token cost: {format_ecom(lock)} Ecom locked, {format_ecom(seal)} Ecom sealed for ever; "
            f"the account has {format_ecom(found.ecom)}"
        )
        if lock + seal > found.ecom:
            yield "the account's Ecom are not enough: send it the rest first"
    yield from (need.too_much for need in found.needs if need.units > need.room)
    if plan.asleep:
        yield f"asleep: {plan.asleep:,} listings have numbers beyond the slots that the shop carries"
    if plan.changes:
        most = found.gas * found.gas_price
        yield f"gas: about {found.gas:,}; at most {_ether(most)} ether, the account has {_ether(found.ether)}"
        if most > found.ether:
            yield "the account's ether may not be enough: send it some first"
    if found.unsettled:
        yield f"{found.unsettled} transactions of an earlier run are not settled: importing sees to them"


def result(done: Result) -> Iterator[str]:
    """What was done."""
    if done.resumed:
        yield f"{done.resumed} transactions of an earlier run were settled first"
    if not done.plan.changes:
        yield f"nothing to do: {done.plan.unchanged:,} listings are as the file says"
    elif done.sent:
        yield f"done: {_changes(done.plan)}; {done.transactions} transactions, {done.gas:,} gas"


def _changes(plan: Plan) -> str:
    named = {
        "new": plan.new, "revised": plan.revised, "restocked": plan.restocked, "put up again": plan.relisted,
        "delisted": plan.delisted, "new tasks": plan.tasks, "covered by tasks": plan.covered,
        "unchanged": plan.unchanged,
    }  # fmt: skip
    return ", ".join(f"{count:,} {name}" for name, count in named.items() if count) or "nothing to do"


def _ether(wei: int) -> str:
    return f"{wei / 10**18:.6g}"
