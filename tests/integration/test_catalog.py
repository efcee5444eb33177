"""Importing products in bulk: what is on the chain afterwards, again and again, killed or not."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import catalog_files as files
import pytest
from ape import chain
from ape.api import TestAccountAPI

from ecomchain.amounts import ECOM
from ecomchain.errors import ArgumentError
from ecomchain.ids import ANY_NUMBER, PROMOTION, SHOWCASE, UNLIMITED, listing_id, task_id
from ecomchain.operators import exporting, offers, schema, table
from ecomchain.operators.errors import CatalogError
from ecomchain.operators.importing import Import, Options, Outlook, Result
from ecomchain.operators.journal import Journal
from ecomchain.operators.pipeline import Pipeline
from ecomchain.operators.schema import Product
from ecomchain.operators.table import Record
from ecomchain.operators.watch import Watch
from ecomchain.system import System

COUNT = 24
SMALL = 500_000
"""Gas of a batch: some six products."""


@pytest.fixture(autouse=True)
def _isolation(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A chain as before for each test; nothing that is waited for in vain holds up the others."""
    monkeypatch.setattr(Pipeline, "patience", 20.0)
    with chain.isolate():
        yield


@pytest.fixture
def shop(system: System, deployer: TestAccountAPI) -> int:
    return files.open_shop(system, deployer)


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(
        acquire=10**6 * ECOM, batch_gas=SMALL, errors=tmp_path / "errors.csv", directory=tmp_path / "journal"
    )


@pytest.fixture
def work(system: System, deployer: TestAccountAPI, shop: int, options: Options) -> Import:
    return Import(system, deployer, shop, options)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return files.write(tmp_path / "products.csv", files.products(COUNT))


def with_options(work: Import, **changes: Any) -> Import:
    return Import(work.system, work.account, work.shop, replace(work.options, **changes))


def parsed(path: Path, shop: int) -> list[Product]:
    found = [
        schema.parse(record, path.parent, shop) if isinstance(record, Record) else record
        for record in table.read(path, schema.COLUMNS, schema.REQUIRED)
    ]
    assert all(isinstance(each, Product) for each in found)
    return found  # type: ignore[return-value]


def assert_on_chain(system: System, shop: int, path: Path, *, tasks: int = 2) -> dict[str, int]:
    """Every row is one live listing, there is no other, tasks cover theirs; returns the ids by key."""
    catalog = system.catalog
    wanted = {(each.offer.encode(), each.stock): each for each in parsed(path, shop)}
    counts = catalog.counts(shop)
    assert counts.tasks == tasks
    found, codes = {}, dict[str, set[int]]()
    for index in range(1, counts.listings + 1):
        view = catalog.listing(listing_id(shop, index))
        if view.number == ANY_NUMBER:
            continue
        prices = tuple(offers.Option(*option) for option in view.offer.options)
        content = (bytes(view.offer.content.digest), view.offer.content.codec)
        offer = offers.Offer(content, view.offer.protection, view.offer.fulfilWithin, prices)
        product = wanted.pop((offer.encode(), view.stock))
        assert view.live
        found[product.key] = listing_id(shop, index)
        codes.setdefault(product.task, set()).add(view.task)
        if product.terms:
            terms, is_open = catalog.task(view.task)
            assert (tuple(terms), is_open) == (tuple(product.terms), True)
    assert wanted == {}
    assert codes.pop("", {0}) == {0}
    assert [len(tasks_) for tasks_ in codes.values()] == [1] * tasks
    return found


# A first import


def test_import__new_shop__lists_acquires_and_covers(work: Import, path: Path, system: System) -> None:
    token, owner = system.token, work.account
    before = token.balanceOf(owner)
    done = work.run(path)
    assert (done.rows, done.bad, done.sent) == (COUNT, 0, True)
    assert (done.plan.new, done.plan.tasks, done.plan.covered) == (COUNT, 2, COUNT - 1)
    assert done.transactions > 5
    assert_on_chain(system, work.shop, path)
    lock, seal = system.registry.quote(SHOWCASE, COUNT - 3)
    promotion = sum(system.registry.quote(PROMOTION, 1))
    assert before - token.balanceOf(owner) == lock + seal + promotion
    assert token.allowance(owner, system.registry) == 0
    assert system.registry.shop(work.shop).showcase == COUNT
    assert not work.options.errors.exists()


def test_import__again__sends_nothing(work: Import, path: Path) -> None:
    work.run(path)
    head = chain.blocks.head.number
    asked: list[Outlook] = []
    again = work.run(path, lambda found: bool(asked.append(found)))
    assert (again.plan.changes, again.plan.unchanged, again.sent, asked) == (0, COUNT, False, [])
    assert chain.blocks.head.number == head


def test_import__not_confirmed__sends_nothing(work: Import, path: Path) -> None:
    head = chain.blocks.head.number
    done = work.run(path, lambda found: False)
    assert (done.sent, chain.blocks.head.number) == (False, head)


def test_outlook__new_shop__says_what_it_takes(work: Import, path: Path, system: System) -> None:
    head = chain.blocks.head.number
    found = work.outlook(path)
    assert (found.rows, found.bad, found.unsettled) == (COUNT, 0, 0)
    assert (found.plan.missing_slots, found.plan.needs_promotion) == (COUNT - 3, True)
    quote = system.registry.quote
    expected = [(SHOWCASE, COUNT - 3, *quote(SHOWCASE, COUNT - 3)), (PROMOTION, 1, *quote(PROMOTION, 1))]
    assert [(need.capability, need.units, need.lock, need.seal) for need in found.needs] == expected
    assert chain.blocks.head.number == head
    used = work.run(path).gas
    assert abs(found.gas - used) < used // 10


def test_import__fewer_in_flight_and_larger_batches__comes_to_the_same(
    work: Import, path: Path, system: System
) -> None:
    done = with_options(work, window=1, batch_gas=14_000_000).run(path)
    assert done.transactions == 4
    assert_on_chain(system, work.shop, path)


# Changes


def test_import__changed_rows__updates_them_alone(work: Import, path: Path, system: System) -> None:
    work.run(path)
    ids = assert_on_chain(system, work.shop, path)
    rows = files.products(COUNT)
    rows[0]["stock"], rows[1]["price_1_token"], rows[2]["cid"] = "unlimited", "99", files.cid("other")
    rows[3] |= {"stock": "7", "protection": "9d"}
    done = work.run(files.write(path, rows[::-1]))
    plan = done.plan
    assert (plan.new, plan.revised, plan.restocked, plan.covered, plan.unchanged) == (0, 3, 2, 0, COUNT - 4)
    assert assert_on_chain(system, work.shop, path) == ids
    revisions = [system.catalog.listing(ids[f"P-{i}"]).revision for i in range(5)]
    assert revisions == [1, 2, 2, 2, 1]
    assert system.catalog.listing(ids["P-0"]).stock == UNLIMITED


def test_import__row_gone__stays_unless_asked_and_comes_back(
    work: Import, path: Path, system: System
) -> None:
    work.run(path)
    ids = assert_on_chain(system, work.shop, path)
    rows = files.products(COUNT)
    files.write(path, rows[1:])
    assert work.run(path).plan.changes == 0
    gone = with_options(work, delist_missing=True)
    assert gone.run(path).plan.delisted == 1
    assert system.catalog.listing(ids["P-0"]).number == ANY_NUMBER
    assert_on_chain(system, work.shop, path)
    back = work.run(files.write(path, rows))
    assert (back.plan.relisted, back.plan.new, back.plan.missing_slots) == (1, 0, 0)
    assert assert_on_chain(system, work.shop, path) == ids


def test_import__replaced_row__takes_the_slot_that_became_free(
    work: Import, path: Path, system: System
) -> None:
    work.run(path)
    rows = files.products(COUNT)[1:] + files.products(1, first=COUNT, tasks=0)
    done = with_options(work, delist_missing=True).run(files.write(path, rows))
    assert (done.plan.delisted, done.plan.new, done.plan.missing_slots) == (1, 1, 0)
    assert_on_chain(system, work.shop, path)
    assert system.registry.shop(work.shop).showcase == COUNT


def test_import__bad_line_and_row_gone__delists_nothing(work: Import, path: Path) -> None:
    work.run(path)
    rows = files.products(COUNT)[1:]
    rows[0]["stock"] = "x"
    done = with_options(work, delist_missing=True).run(files.write(path, rows))
    assert (done.bad, done.plan.delisted, done.plan.changes) == (1, 0, 0)


def test_import__hand_made_listing__is_never_delisted(work: Import, path: Path, system: System) -> None:
    offer = ((b"\x01" * 32, 1), 0, 0, [(ECOM, 0, 0, 0)])
    system.catalog.list(work.shop, offer, 1, 1, sender=work.account)
    done = work.run(path)
    assert (done.bad, done.plan.missing_slots) == (0, COUNT - 2)
    assert system.catalog.counts(work.shop).listings == COUNT + 1
    assert with_options(work, delist_missing=True).run(path).plan.delisted == 0
    assert system.catalog.listing(listing_id(work.shop, 1)).number == 1


# Bad rows


def test_import__bad_rows__are_told_by_line_and_the_rest_is_listed(
    work: Import, path: Path, system: System
) -> None:
    rows = files.products(COUNT)
    rows[1]["stock"], rows[3]["price_1_token"], rows[5]["key"] = "many", "=2+2", "P-4"
    done = work.run(files.write(path, rows))
    assert (done.rows, done.bad, done.plan.new) == (COUNT, 3, COUNT - 3)
    told = [(row["line"], row["column"]) for row in files.read(work.options.errors)]
    assert told == [("3", "stock"), ("5", "price_1_token"), ("7", "key")]
    values = [row["value"] for row in files.read(work.options.errors)]
    assert values == ["many", "'=2+2", "P-4"]
    files.write(path, [row for i, row in enumerate(rows) if i not in (1, 3, 5)])
    assert_on_chain(system, work.shop, path)
    assert work.run(path).bad == 0
    assert files.read(work.options.errors) == []


@pytest.mark.parametrize(
    ("terms", "column", "why"),
    [
        ({"incentive": "51%"}, "incentive", "at most 50%"),
        ({"expiry": "2001-01-01"}, "expiry", "is over"),
        ({"closing": "61%"}, "task", "one task, one set of terms"),
    ],
)
def test_import__terms_that_the_catalog_refuses__are_told(
    work: Import, path: Path, terms: dict[str, str], column: str, why: str
) -> None:
    rows = files.products(6, tasks=1)
    rows[1] |= terms | ({} if column == "task" else {"task": "OTHER"})
    assert work.run(files.write(path, rows)).bad == 1
    (told,) = files.read(work.options.errors)
    assert (told["line"], told["column"]) == ("3", column)
    assert why in told["problem"]


def test_import__task_of_a_listing_changed__is_told(work: Import, path: Path, system: System) -> None:
    work.run(path)
    rows = files.products(COUNT)
    task = system.catalog.listing(listing_id(work.shop, 1)).task
    rows[0] |= {"task": "NEW"}
    rows[2] |= {"closing": "1%"}
    done = work.run(files.write(path, rows))
    assert done.plan.changes == 0
    told = files.read(work.options.errors)
    assert f"its listing is in open task {task}" in told[0]["problem"]
    assert told[1]["line"] == "4"
    assert "was published with incentive 10%, closing 60%, 4 levels, expiry never" in told[1]["problem"]
    assert done.plan.unchanged == COUNT - 2


def test_import__task_closed_by_hand__is_told_and_a_new_code_covers_again(
    work: Import, path: Path, system: System
) -> None:
    work.run(path)
    system.catalog.closeTask(task_id(work.shop, 1), sender=work.account)
    assert work.run(path).bad == COUNT // 2
    rows = files.products(COUNT)
    for row in rows[:-1:2]:
        row["task"] = "AGAIN"
    done = work.run(files.write(path, rows))
    assert (done.bad, done.plan.tasks, done.plan.covered) == (0, 1, COUNT // 2)
    assert system.catalog.listing(listing_id(work.shop, 1)).task == task_id(work.shop, 3)


def test_import__refused_by_the_chain__names_the_error_and_the_rest_goes(
    work: Import, path: Path, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that is missing here: the chain has the last word."""
    monkeypatch.setattr(schema, "MAX_PROTECTION", 10**7)
    rows = files.products(COUNT)
    rows[7]["protection"] = "91d"
    done = work.run(files.write(path, rows))
    assert done.bad == 1
    (told,) = files.read(work.options.errors)
    assert told["line"] == "9"
    assert "PeriodTooLong(period=91 days, max=90 days)" in told["problem"]
    files.write(path, [row for i, row in enumerate(rows) if i != 7])
    assert_on_chain(system, work.shop, path)


def test_schema__bounds__are_the_catalogs(system: System) -> None:
    catalog = system.catalog
    found = (
        catalog.MAX_PROTECTION(),
        catalog.MAX_FULFIL_WITHIN(),
        catalog.MAX_LEVELS(),
        catalog.MAX_OPTIONS(),
    )
    assert found == (schema.MAX_PROTECTION, schema.MAX_FULFIL_WITHIN, schema.MAX_LEVELS, schema.MAX_OPTIONS)


# Who, what for, how much


def test_import__slots_missing_and_not_to_be_acquired__says_what_it_would_cost(
    work: Import, path: Path, system: System
) -> None:
    cost = sum(system.registry.quote(SHOWCASE, COUNT - 3)) + sum(system.registry.quote(PROMOTION, 1))
    with pytest.raises(
        CatalogError, match=rf"{COUNT - 3} SHOWCASE .* 1 PROMOTION .* add --acquire {cost // ECOM}"
    ):
        with_options(work, acquire=None).run(path)
    with pytest.raises(CatalogError, match="raise it"):
        with_options(work, acquire=cost - 1).run(path)
    assert with_options(work, acquire=cost).run(path).sent


def test_import__too_few_tokens__is_said_before_anything_is_sent(
    work: Import, path: Path, system: System
) -> None:
    system.token.transfer(system.vault, system.token.balanceOf(work.account), sender=work.account)
    head = chain.blocks.head.number
    with pytest.raises(CatalogError, match="has 0: send it the rest"):
        work.run(path)
    assert chain.blocks.head.number == head


def test_import__more_than_a_shop_can_hold__is_refused(
    work: Import, path: Path, system: System, operator: TestAccountAPI
) -> None:
    lock, seal, _, enabled = system.registry.capability(SHOWCASE)
    system.registry.setCapability(SHOWCASE, (lock, seal, COUNT - 4, enabled), sender=operator)
    found = work.outlook(path).needs[0]
    assert (found.units, found.room) == (COUNT - 3, COUNT - 4)
    with pytest.raises(CatalogError, match=rf"can acquire {COUNT - 4} more SHOWCASE, {COUNT - 3} are needed"):
        work.run(path)


def test_import__anothers_shop__is_refused(
    work: Import, path: Path, system: System, guardian: TestAccountAPI
) -> None:
    with pytest.raises(CatalogError, match=f"is not {guardian.address}'s but"):
        Import(system, guardian, work.shop, work.options).run(path)
    with pytest.raises(CatalogError, match="there is no shop 4000000000"):
        Import(system, work.account, 4_000_000_000, work.options).run(path)
    with pytest.raises(ArgumentError, match="is not an account that can sign"):
        Import(system, "0x" + "11" * 20, work.shop, work.options)  # type: ignore[arg-type]


def test_import__two_at_a_time__is_refused(work: Import, path: Path) -> None:
    book = work._open()
    try:
        with pytest.raises(CatalogError, match="another process works with"):
            work.run(path)
    finally:
        book.close()


# Lost journals, other machines


def test_import__journal_lost__finds_everything_by_content(
    work: Import, path: Path, system: System, tmp_path: Path
) -> None:
    work.run(path)
    ids = assert_on_chain(system, work.shop, path)
    elsewhere = with_options(work, directory=tmp_path / "elsewhere")
    assert elsewhere.run(path).plan.changes == 0
    rows = files.products(COUNT)
    rows[0]["price_1_token"] = "77"
    plan = with_options(work, directory=tmp_path / "third").run(files.write(path, rows)).plan
    assert (plan.new, plan.revised, plan.changes) == (0, 1, 1)
    assert assert_on_chain(system, work.shop, path) == ids


def test_export__then_imported__changes_nothing_here_and_elsewhere(
    work: Import, path: Path, tmp_path: Path, system: System
) -> None:
    work.run(path)
    offer = ((bytes(32), 0), 0, 0, [(ECOM, 0, 0, 0)])  # by hand, without content
    system.registry.acquire(work.shop, SHOWCASE, 1, files.ENOUGH, sender=_allowing(system, work.account))
    system.catalog.list(work.shop, offer, 1, COUNT, sender=work.account)
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    assert exporting.export(system, work.shop, here, Watch(), work.options.directory) == COUNT + 1
    assert exporting.export(system, work.shop, there, Watch(), tmp_path / "elsewhere") == COUNT + 1
    rows = files.read(here)
    assert [row["key"] for row in rows] == [*(f"P-{i}" for i in range(COUNT)), f"listing-{COUNT + 1}"]
    assert [row["title"] for row in rows[:2]] == ["Product 0", "Product 1"]
    assert [row["task"] for row in files.read(there)[:2]] == ["task-1", "task-2"]
    for file, directory in ((here, "journal"), (there, "elsewhere"), (here, "third"), (there, "fourth")):
        done = with_options(work, directory=tmp_path / directory).run(file)
        assert (done.bad, done.plan.changes, done.plan.unchanged) == (0, 0, COUNT + 1)


def test_import__renamed_key_with_its_listing__is_the_same_product(
    work: Import, path: Path, tmp_path: Path, system: System
) -> None:
    work.run(path)
    out = tmp_path / "out.csv"
    exporting.export(system, work.shop, out, Watch(), work.options.directory)
    rows = files.read(out)
    rows[0]["key"], rows[0]["stock"] = "RENAMED", "123"
    plan = work.run(files.write(path, rows)).plan
    assert (plan.new, plan.restocked, plan.changes) == (0, 1, 1)
    rows[1]["listing"] = rows[2]["listing"]
    assert work.run(files.write(path, rows)).bad == 1
    (told,) = files.read(work.options.errors)
    assert (told["line"], told["column"]) == ("3", "listing")


# Interference


def test_import__number_taken_meanwhile__takes_another(
    work: Import, path: Path, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody lists by hand between estimate and sending: that batch fails, and is planned anew."""
    send, done = Pipeline._hand_over, []

    def meanwhile(self: Pipeline, sent: Any) -> None:
        if not done and self.target == system.catalog.address:
            done.append(sent)
            offer = ((b"\x02" * 32, 1), 0, 0, [(ECOM, 0, 0, 0)])
            chain.provider.make_request("anvil_impersonateAccount", [work.account.address])
            data = bytes(system.catalog.list.encode_input(work.shop, offer, 1, 0))
            self.rpc.request(
                "eth_sendTransaction",
                {
                    "from": work.account.address,
                    "to": system.catalog.address,
                    "data": "0x" + data.hex(),
                    "gas": hex(10**6),
                },
            )
        send(self, sent)

    monkeypatch.setattr(Pipeline, "_hand_over", meanwhile)
    monkeypatch.setattr(Pipeline, "lost_after", 0.0)
    result = work.run(path)
    assert done
    assert result.sent
    assert system.catalog.counts(work.shop).listings == COUNT + 1
    assert system.catalog.listing(listing_id(work.shop, 1)).number == 0
    assert system.registry.shop(work.shop).showcase == COUNT + 1
    assert work.run(path).plan.changes == 0


def test_import__chain_without_the_blocks__starts_over(work: Import, path: Path, system: System) -> None:
    before = chain.snapshot()
    work.run(path)
    chain.restore(before)
    assert system.catalog.counts(work.shop).listings == 0
    assert work.run(path).plan.new == COUNT
    assert_on_chain(system, work.shop, path)


def test_import__nobody_mines__gives_up_and_goes_on_later(
    work: Import, path: Path, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    system.registry.acquire(work.shop, SHOWCASE, COUNT, files.ENOUGH, sender=_allowing(system, work.account))
    files.write(path, files.products(COUNT, tasks=0))
    monkeypatch.setattr(Pipeline, "patience", 0.05)
    with files.no_automine():
        with pytest.raises(CatalogError, match="was not mined for"):
            work.run(path)
        assert work.outlook(path).unsettled > 1
        assert system.catalog.counts(work.shop).listings == 0
    monkeypatch.undo()
    done = work.run(path)
    assert done.resumed > 1
    assert_on_chain(system, work.shop, path, tasks=0)


# Kill -9


class Death:
    """Kills its own process at the n-th of the moments at which a record and the chain can differ."""

    def __init__(self, at: int) -> None:
        self.left = at

    def strike(self) -> None:
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def mortal(*arguments: Any, **named: Any) -> Any:
            self.strike()
            found = function(*arguments, **named)
            self.strike()
            return found

        return mortal


def run_and_die(work: Import, path: Path, at: int) -> int:
    """Import in another process, which dies; returns how it ended."""
    child = os.fork()
    if not child:
        code = 1
        try:
            death = Death(at)
            for owner, name in ((Journal, "record"), (Pipeline, "_hand_over"), (Pipeline, "_settle")):
                setattr(owner, name, death.around(getattr(owner, name)))
            Import(work.system, work.account, work.shop, work.options).run(path)
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_import__killed_again_and_again__nothing_doubled_or_lost(
    work: Import, path: Path, system: System
) -> None:
    deaths = 0
    while (code := run_and_die(work, path, 1 + deaths * 5 % 7)) == -signal.SIGKILL:
        deaths += 1
        assert deaths < 200
    assert code == 0
    assert deaths > 10
    assert_on_chain(system, work.shop, path)
    assert system.catalog.counts(work.shop).listings == COUNT
    assert system.registry.position(work.shop, SHOWCASE).units == COUNT - 3
    assert work.run(path).plan.changes == 0


@pytest.mark.parametrize("at", range(1, 8))
def test_import__killed_and_journal_lost__nothing_doubled_or_lost(
    work: Import, path: Path, system: System, tmp_path: Path, at: int
) -> None:
    """The worst: killed, and its records gone, too."""
    assert run_and_die(work, path, 6 + at) == -signal.SIGKILL
    result: Result = with_options(work, directory=tmp_path / "elsewhere").run(path)
    assert result.bad == 0
    assert_on_chain(system, work.shop, path)
    assert system.catalog.counts(work.shop).listings == COUNT


def _allowing(system: System, account: TestAccountAPI) -> TestAccountAPI:
    system.token.approve(system.registry, files.ENOUGH, sender=account)
    return account
