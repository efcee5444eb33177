"""The end of the demonstration: where every token is, and whether every invariant holds."""

from ecomchain import invariants
from ecomchain.demo.stage import Stage
from ecomchain.demo.tables import mark, table, titled
from ecomchain.demo.text import column
from ecomchain.invariants import State
from ecomchain.invariants.state import Shop


def show_balances(stage: Stage, state: State) -> None:
    """What every actor has, and what it earned as a distributor."""
    actors = list(stage.actors.values())
    owned = [_shops(state, actor.address) for actor in actors]
    columns = {
        "Wallet": [state.token.balances.get(actor.address, 0) for actor in actors],
        "Locked": [sum(shop.locks.live for shop in shops.values()) for shops in owned],
        "Pending": [sum(shop.locks.pending for shop in shops.values()) for shops in owned],
        "Commission earned": [stage.commission[actor.address] for actor in actors],
    }
    amounts = zip(*map(column, columns.values()), strict=True)
    rows = table("Who", *columns, "Shops")
    for actor, values, shops in zip(actors, amounts, owned, strict=True):
        rows.add_row(actor.name, *values, ", ".join(map(str, shops)))
    stage.console.print(titled("Who has what", "in Ecom", rows))


def _shops(state: State, owner: str) -> dict[int, Shop]:
    shops = state.registry.shops.items()
    return {id_: shop for id_, shop in shops if shop.view is not None and shop.view.owner == owner}


def show_totals(stage: Stage, state: State) -> None:
    """All tokens by where they are; they add up to the supply."""
    registry, market, vault = state.registry, state.market, state.vault
    held = _held(stage)
    actors = {actor.address for actor in stage.actors.values()}
    contracts = {contract.address for _, contract in stage.system.contracts()}
    balances = state.token.balances
    with_actors = sum(amount for owner, amount in balances.items() if owner in actors)
    with_others = sum(amount for owner, amount in balances.items() if owner not in actors | contracts)
    circulating = {
        "in the actors' wallets": with_actors,
        "presale and other accounts": with_others,
        "locked in shops 锁定": registry.totals.locked,
        "pending withdrawal": registry.totals.pending,
        "in escrow 托管": market.totals.escrow,
        **held,
    }
    total = sum(circulating.values()) + vault.total
    amounts = column([*circulating.values(), vault.circulating, vault.total, state.token.supply])
    rows = table("Where", "Ecom", "")
    for name, amount in zip(circulating, amounts, strict=False):
        rows.add_row(name, amount)
    rows.add_section()
    right = stage.check("what circulates", vault.circulating, sum(circulating.values()))
    rows.add_row("circulating 流通", amounts[-3], mark(right), style="bold")
    rows.add_row("sealed for ever 封存", amounts[-2])
    rows.add_section()
    right = stage.check("the supply", state.token.supply, total)
    rows.add_row("supply 恒定发行量", amounts[-1], mark(right), style="bold")
    stage.console.print(titled("Where all tokens are", "", rows))


def _held(stage: Stage) -> dict[str, int]:
    """What the contracts of the wider trade say they hold."""
    system = stage.system
    budgets = stage.view(system.budgets, "totals")
    return {
        "budgets for commission": budgets.budgets,
        "reserved for commission": budgets.reserves,
        "bonds of disputes": stage.view(system.disputes, "totals").bonds,
        "deposits of group buyers": stage.view(system.group_buy, "totals").deposits,
        "rewards of bounties": stage.view(system.bounty_board, "totals").owed,
        "community rewards": stage.view(system.token, "balanceOf", system.reward_pool.address),
        "bonds of roots": stage.view(system.root_game, "bonds"),
        "private rounds 早期预售": stage.view(system.sale, "obligations"),
        "vesting to foundation and team": sum(
            stage.view(system.token, "balanceOf", vesting.address)
            for vesting in (system.foundation_vesting, system.team_vesting)
        ),
    }


def show_invariants(stage: Stage, state: State) -> bool:
    """Every invariant with ✓ or ✗, and what is wrong; whether all hold."""
    broken: dict[str, list[str]] = {}
    for violation in invariants.violations(state):
        broken.setdefault(violation.id, []).append(violation.message)
    rows = table("", "Invariant", "Says")
    for invariant in invariants.INVARIANTS:
        found = broken.get(invariant.id, [])
        rows.add_row(mark(not found), invariant.id, invariant.title)
        for message in found:
            rows.add_row("", "", message, style="red")
    orders, shops = len(state.market.orders), len(state.registry.shops)
    note = f"docs/invariants.md, on {orders} orders and {shops} shops, read at block {state.block}"
    stage.console.print(titled("Invariants", note, rows))
    return not broken
