"""Statement and overview of what the whole demonstration leaves behind, and of what a replay does."""

from io import StringIO

import pytest
from ape import chain
from rich.console import Console

from ecomchain import demo
from ecomchain.amounts import ECOM
from ecomchain.demo.stage import Stage
from ecomchain.invariants import read_state
from ecomchain.overview import layout as overview_layout
from ecomchain.overview import overview
from ecomchain.reports import dump, html, text
from ecomchain.statement import layout as statement_layout
from ecomchain.statement import statement


@pytest.fixture(scope="module")
def stage() -> Stage:
    """The whole play: fiat orders, disputes, objections, groups, bounties, rewards, a shop that was sold."""
    return demo.perform(Console(file=StringIO()))


@pytest.mark.parametrize("letter", "ABCDEFGSJ")
def test_statement__everybody_in_the_play__agrees_with_the_chain(stage: Stage, letter: str) -> None:
    found = statement(stage.system, stage[letter].address)
    assert [check for check in found.checks if not check.agrees] == []
    assert found.totals.wallet == stage.system.token.balanceOf(stage[letter].address)
    assert dump.to_json(found)
    for language in ("en", "zh"):
        page = statement_layout.document(found, language)
        assert html.render(page)
        text.show(page, Console(file=StringIO(), width=80))


def test_statement__distributors__commission_is_what_the_play_has_counted(stage: Stage) -> None:
    """The stage has added up what it saw paid, by address: before the shop was sold and after it.

    It has also split a sale of another DApp, which is no order of the market.
    """
    upper, closing, _ = stage.system.splitter.preview(100 * ECOM, 2_000, 5_000, 3)
    elsewhere = {"B": upper, "D": upper, "F": closing}
    for letter in "BDEFG":
        found = statement(stage.system, stage[letter].address)
        seen = stage.commission[stage[letter].address] - elsewhere.get(letter, 0)
        assert found.totals.commission == seen
        assert found.totals.commission == sum(day.commission for day in found.days)


def test_overview__after_the_play__agrees_with_the_books_of_the_invariants(stage: Stage) -> None:
    found, state = overview(stage.system), read_state(stage.system)
    assert [check for check in found.checks if not check.agrees] == []
    contracts = {contract.address for _, contract in stage.system.contracts()}
    held = {name: amount for name, amount in state.token.balances.items() if name not in contracts}
    parts = {part.name: part.amount for part in found.supply.parts}
    assert parts["wallets"] == sum(held.values())
    assert found.supply.holders == sum(amount > 0 for amount in held.values())
    assert sum(parts.values()) == state.token.supply
    assert parts["reserves"] == state.budgets.totals.reserves > 0
    assert parts["unclaimed"] > 0
    assert found.trade.orders == len(state.market.orders)
    for language in ("en", "zh"):
        assert html.render(overview_layout.document(found, language))


def test_statement__every_wallet_together__is_what_contracts_hold(stage: Stage) -> None:
    """What shops have locked, and what is in escrow, adds up over everybody in the play."""
    found = [statement(stage.system, stage[letter].address) for letter in "ABCDEFGSJ"]
    registry, market = stage.system.registry.totals(), stage.system.market.totals()
    assert sum(each.totals.locked for each in found) == registry.locked
    assert sum(each.totals.pending for each in found) == registry.pending
    assert sum(each.totals.in_escrow for each in found) == market.escrow
    assert sum(each.totals.bonds for each in found) == stage.system.disputes.totals().bonds
    assert sum(each.totals.deposits for each in found) == stage.system.group_buy.totals().deposits
    assert sum(each.totals.bounties for each in found) == stage.system.bounty_board.totals().owed
    assert sum(each.totals.budgets for each in found) == stage.system.budgets.totals().budgets
    assert sum(each.totals.reserves for each in found) == stage.system.budgets.totals().reserves


def test_overview__while_blocks_come__is_of_its_own_block(stage: Stage) -> None:
    before = overview(stage.system)
    stage.send(stage["A"], stage.system.token.transfer, stage["B"].address, 1)
    assert overview(stage.system, block=str(before.header.block)) == before
    assert int(chain.blocks.height) > before.header.block
