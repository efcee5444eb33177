"""Opening shops in bulk, and finding tasks to distribute."""

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import catalog_files as files
import pytest
import scene as scenes
from ape import accounts, chain
from ape.api import TestAccountAPI
from scene import Scene

from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOWCASE, link_id
from ecomchain.operators import opentasks, tasktable
from ecomchain.operators.errors import CatalogError
from ecomchain.operators.metadata import Metadata
from ecomchain.operators.openshops import Shops
from ecomchain.operators.opentasks import Filter, OpenTask
from ecomchain.operators.pipeline import Pipeline
from ecomchain.operators.watch import Watch
from ecomchain.system import System


@pytest.fixture(autouse=True)
def _isolation() -> Iterator[None]:
    with chain.isolate():
        yield


@pytest.fixture
def work(system: System, deployer: TestAccountAPI, tmp_path: Path) -> Shops:
    return Shops(system, deployer, errors=tmp_path / "errors.csv", directory=tmp_path / "journal")


def write(path: Path, *lines: str) -> Path:
    path.write_text(
        "\n".join(["key,shop,owner,cid,showcase,distribution,promotion,modules", *lines, ""]),
        encoding="utf-8",
    )
    return path


def held(system: System, shop: int) -> tuple[int, ...]:
    return tuple(system.registry.position(shop, each).units for each in (SHOWCASE, DISTRIBUTION, PROMOTION))


def test_shops__new__are_opened_with_their_units_once(work: Shops, system: System, tmp_path: Path) -> None:
    other = accounts.test_accounts[7].address
    path = write(
        tmp_path / "shops.csv",
        f"A,,,{files.cid('a')},5,0,1,",
        "B,,,,0,2,0,1",
        f"C,,{other},{files.cid('c')},,,,",
    )
    first, before = system.registry.totals().shops, system.token.balanceOf(work.account)
    plan = work.run(path)
    assert (len(plan.opening), len(plan.acquiring), plan.changes) == (3, 4, 7)
    ids = work.ids()
    assert ids == {"A": first + 1, "B": first + 2, "C": first + 3}
    assert (held(system, ids["A"]), held(system, ids["B"]), held(system, ids["C"])) == (
        (5, 0, 1),
        (0, 2, 0),
        (0, 0, 0),
    )
    assert system.registry.position(ids["B"], 65_537).units == 1
    assert [system.registry.ownerOf(ids[key]) for key in "AC"] == [work.account.address, other]
    assert before - system.token.balanceOf(work.account) == plan.cost
    assert system.token.allowance(work.account, system.registry) == 0

    head = chain.blocks.head.number
    again = work.run(path)
    assert (again.changes, again.unchanged, chain.blocks.head.number) == (0, 3, head)
    write(path, f"A,,,{files.cid('new')},7,0,1,", "B,,,,0,1,0,1")
    more = work.run(path)
    assert [entry[2:] for entry in more.acquiring] == [(SHOWCASE, 2)]
    assert held(system, ids["A"]) == (7, 0, 1)
    assert system.registry.tokenURI(ids["A"]) == f"ipfs://{files.cid('new')}"


def test_shops__journal_lost__are_found_by_owner_and_metadata(
    work: Shops, system: System, tmp_path: Path
) -> None:
    path = write(tmp_path / "shops.csv", f"A,,,{files.cid('a')},1,,,", f"B,,,{files.cid('b')},,,,")
    work.run(path)
    elsewhere = Shops(system, work.account, errors=work.errors, directory=tmp_path / "elsewhere")
    assert elsewhere.run(path).changes == 0
    assert elsewhere.ids() == work.ids()


def test_shops__bad_and_refused_rows__are_told_and_the_rest_is_opened(
    work: Shops, system: System, tmp_path: Path
) -> None:
    other = accounts.test_accounts[7].address
    path = write(
        tmp_path / "shops.csv", "A,,,,1,,,", "A,,,,1,,,", "B,,0x12,,,,,", f"C,,{other},,1,,,", "D,,,,x,,,",
        "E,,,,,,2,", f"F,{system.registry.totals().shops + 99},,,,,,",
    )  # fmt: skip
    plan = work.run(path)
    assert [row.key for row in plan.opening] == ["A", "E"]
    told = {row["line"]: row["problem"] for row in files.read(work.errors)}
    assert sorted(told) == ["3", "4", "5", "6", "7", "8"]
    assert "is on line 2 already" in told["3"]
    assert "only the owner acquires" in told["5"]
    assert "UnitsOutOfRange(units=2, held=0, maxUnits=1)" in told["7"]
    assert "does not exist, or is another's" in told["8"]
    assert held(system, work.ids()["A"]) == (1, 0, 0)


def test_shops__too_few_tokens__is_refused(work: Shops, system: System, tmp_path: Path) -> None:
    poor = accounts.test_accounts[8]
    with pytest.raises(CatalogError, match="send it the rest"):
        replace(work, account=poor).run(write(tmp_path / "shops.csv", "A,,,,1,,,"))


def test_shops__killed_again_and_again__nothing_doubled_or_lost(
    work: Shops, system: System, tmp_path: Path
) -> None:
    rows = [f"S-{i},,,{files.cid(str(i))},{i % 3},1,1," for i in range(8)]
    path, first, deaths = write(tmp_path / "shops.csv", *rows), system.registry.totals().shops, 0
    work.batch_gas = 500_000
    while (code := _run_and_die(work, path, 1 + deaths % 4)) == -signal.SIGKILL:
        deaths += 1
        assert deaths < 100
    assert (code, deaths > 4) == (0, True)
    assert system.registry.totals().shops == first + 8
    assert work.ids() == {f"S-{i}": first + 1 + i for i in range(8)}
    assert [held(system, first + 1 + i) for i in range(8)] == [(i % 3, 1, 1) for i in range(8)]


def _run_and_die(work: Shops, path: Path, at: int) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code, left = 1, [at]
    original = Pipeline._hand_over

    def strike() -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    def mortal(self: Pipeline, sent: Any) -> None:
        strike()
        original(self, sent)
        strike()

    try:
        Pipeline._hand_over = mortal  # type: ignore[method-assign]
        work.run(path)
        code = 0
    finally:
        os._exit(code)


# Tasks


@pytest.fixture
def scene(system: System, foundation: TestAccountAPI) -> Scene:
    return scenes.build(system)


def find(system: System, tmp_path: Path, wanted: Filter | None = None, **options: Any) -> list[OpenTask]:
    metadata = options.pop("metadata", Metadata())
    return opentasks.find(
        system, wanted or Filter(), metadata, Watch(), directory=tmp_path / "cache", **options
    )


def mine(found: list[OpenTask], scene: Scene) -> OpenTask:
    return next(each for each in found if each.task == scene.task)


def test_tasks__open_ones__say_what_they_pay(system: System, scene: Scene, tmp_path: Path) -> None:
    found = mine(find(system, tmp_path), scene)
    assert (found.shop, found.incentive_bps, found.closing_bps, found.levels) == (
        scene.shop,
        scenes.L,
        scenes.M,
        4,
    )
    listings = {scene.escrowed, scene.limited, scene.instant, scene.instant_limited, scene.mixed}
    assert {item.listing for item in found.items} == listings
    for item in found.items:
        link = scene.links[0]
        assert system.catalog.preview(link, item.price)[1].amount == item.reward
    assert {item.listing: item.stock for item in found.items}[scene.limited] == scenes.STOCK
    assert [item.reward for item in found.items] == sorted(
        (item.reward for item in found.items), reverse=True
    )


def test_tasks__filters__leave_out_the_rest(system: System, scene: Scene, tmp_path: Path) -> None:
    def tasks(**wanted: Any) -> set[int]:
        return {each.task for each in find(system, tmp_path, Filter(**wanted))}

    both = {scene.task, scene.rival_task}
    assert tasks() >= both
    assert tasks(seller=scene.shop) == {scene.task}
    share = scenes.L * scenes.M
    assert scene.task in tasks(min_share=share)
    assert scene.task not in tasks(min_share=share + 1)
    best = mine(find(system, tmp_path), scene).best.reward
    assert scene.task in tasks(min_reward=best)
    assert scene.task not in tasks(min_reward=best + 1)
    assert tasks(min_rating=1) & both == set()
    assert tasks(min_level=1) & both == set()
    assert tasks(distributor=scene.rival_shop) & both == {scene.task}
    assert scene.task not in tasks(distributor=scene.shops[0])
    with pytest.raises(CatalogError, match="is no order"):
        find(system, tmp_path, sort="luck")


def test_tasks__closed_moved_or_asleep__are_not_shown(system: System, scene: Scene, tmp_path: Path) -> None:
    catalog = system.catalog
    assert scene.task in {each.task for each in find(system, tmp_path)}
    catalog.closeTask(scene.task, sender=scene.seller)
    again = catalog.publishTask(scene.shop, (1_000, 5_000, 2, 0), [scene.instant], sender=scene.seller)
    (event,) = catalog.TaskPublished.from_receipt(again)
    found = {each.task: each for each in find(system, tmp_path)}  # out of the cache, and what is new
    assert scene.task not in found
    assert [item.listing for item in found[event.task].items] == [scene.instant]
    catalog.delist(scene.instant, sender=scene.seller)
    assert event.task not in {each.task for each in find(system, tmp_path)}
    assert scene.rival_task in {each.task for each in find(system, tmp_path)}
    system.registry.release(scene.rival_shop, PROMOTION, 1, sender=scene.rival)
    assert scene.rival_task not in {each.task for each in find(system, tmp_path)}


def test_tasks__chain_taken_back__forgets_what_is_no_more(
    system: System, scene: Scene, tmp_path: Path
) -> None:
    before = chain.snapshot()
    chain.mine(3)
    system.catalog.closeTask(scene.task, sender=scene.seller)
    assert scene.task not in {each.task for each in find(system, tmp_path, widest=2)}
    chain.restore(before)
    chain.mine(10)
    assert scene.task in {each.task for each in find(system, tmp_path, widest=2)}


def test_tasks__expired__is_not_shown(system: System, scene: Scene, tmp_path: Path) -> None:
    expiry = int(chain.blocks.head.timestamp) + 1_000
    catalog = system.catalog
    receipt = catalog.publishTask(scene.shop, (1_000, 5_000, 2, expiry), [scene.alone], sender=scene.seller)
    (event,) = catalog.TaskPublished.from_receipt(receipt)
    assert event.task in {each.task for each in find(system, tmp_path, sort="expiry")}
    chain.mine(timestamp=expiry)
    assert event.task not in {each.task for each in find(system, tmp_path)}


def test_tasks__metadata_at_hand__gives_category_and_title(
    system: System, scene: Scene, tmp_path: Path
) -> None:
    data = json.dumps({"title": {"en": "Green tea\x1b[31m", "zh": "绿茶"}, "category": "tea"}).encode()
    from hashlib import sha256

    from ecomchain.operators import cids

    digest = sha256(data).digest()
    offer = scenes.offer(content=(digest, 1))
    system.catalog.revise(scene.escrowed, offer, sender=scene.seller)
    folder = tmp_path / "metadata"
    folder.mkdir()
    name = cids.show((digest, 1))
    (folder / f"{name}.json").write_bytes(data)
    (folder / cids.show(scenes.CID)).write_bytes(data)  # not what the CID says
    found = find(system, tmp_path, Filter(category="TEA"), metadata=Metadata(folder))
    assert [item.listing for item in mine(found, scene).items] == [scene.escrowed]
    assert (mine(found, scene).best.category, mine(found, scene).best.title) == ("tea", "Green tea[31m")
    assert [item.listing for item in mine(find(system, tmp_path, Filter(category=name)), scene).items] == [
        scene.escrowed
    ]
    with pytest.raises(CatalogError, match="is no directory"):
        Metadata(folder / name)


def test_tasks__all_forms__say_the_same(system: System, scene: Scene, tmp_path: Path) -> None:
    from rich.console import Console

    found = find(system, tmp_path, Filter(seller=scene.shop))
    (dumped,) = json.loads(tasktable.to_json(found))
    assert dumped["task"] == str(scene.task)
    assert [int(item["reward"]) for item in dumped["listings"]] == [item.reward for item in found[0].items]
    out = tmp_path / "tasks.csv"
    assert tasktable.to_csv(found, out) == len(found[0].items)
    rows = files.read(out)
    assert [row["listing"] for row in rows] == [item["listing"] for item in dumped["listings"]]
    assert {row["share"] for row in rows} == {"15.920205%"}  # 23.45 % of 67.89 %
    console = Console(width=200, record=True, file=(tmp_path / "shown").open("w"))
    console.print(tasktable.to_table(found))
    assert str(scene.task) in console.export_text()


def test_free_links__after_one_was_taken__is_one_less(system: System, scene: Scene) -> None:
    carried = system.registry.carried(scene.rival_shop)[2]
    before = opentasks.free_links(system, scene.rival_shop)
    assert 0 < before <= carried
    system.catalog.takeLink(scene.task, 0, scene.rival_shop, carried - 1, sender=scene.rival)
    assert opentasks.free_links(system, scene.rival_shop) == before - 1
    assert system.catalog.link(link_id(scene.task, scene.rival_shop)).number == carried - 1
