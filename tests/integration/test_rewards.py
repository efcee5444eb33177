"""Three days of real trade, ratings and actions: computed, published, verified, activated and claimed."""

import json
import shutil
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from ape import accounts, chain
from ape.api import AccountAPI
from click.testing import CliRunner
from clock import DAY, mine_at, next_block_at
from orders import place, place_vouched
from scene import CID, OTHER_CID, build

from ecomchain import deployment, parameters
from ecomchain.amounts import MICRO
from ecomchain.ids import PROMOTION
from ecomchain.rewards import actions, claiming, content, dataset, deciding, desk, export, status, verifying
from ecomchain.rewards.chain.node import Node, RefusedError
from ecomchain.rewards.desk import Desk
from ecomchain.rewards.emission import cumulative
from ecomchain.rewards.errors import DatasetError, InputError, MismatchError, NotReadyError
from ecomchain.rewards.scoring import load as load_scoring
from ecomchain.rewards.standing import at_end_of
from ecomchain.sending import ActionError

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "rewards.py"
PRODUCT, SERVICE, PAYMENT, PARTNER = range(4)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A deployment of its own, whose first three reward days are over."""
    before = chain.snapshot()
    system = deployment.deploy(accounts.test_accounts[0], parameters.load("local"))
    scene = build(system)
    start = int(system.reward_pool.startDay())
    found = SimpleNamespace(system=system, scene=scene, start=start, home=tmp_path_factory.mktemp("rewards"))
    found.orders = trade(found)
    actions.append(found.home / "signed.jsonl", social(found))
    mine_at((start + 3) * DAY + 60)
    yield found
    chain.restore(before)


def trade(world: SimpleNamespace) -> list[int]:
    """Sales of every kind over three days, rated at once and later; a shop sold, and locks released."""
    system, scene, start = world.system, world.scene, world.start
    market, rate = system.market, system.reputation.rate
    buyer = {"sender": scene.buyer}

    def rated(order: int, direction: int, score: int, sender: AccountAPI) -> None:
        rate(market, order, direction, score, CID, sender=sender)

    # Allowance needs time: the shop was opened on the first day, a few blocks ago.
    next_block_at(max(int(chain.blocks.head.timestamp) + 3_600, start * DAY + 20 * 3_600))
    orders = [place(system, scene, scene.instant, n) for n in (0, 1, 3)]
    rated(orders[1], PRODUCT, 3, scene.buyer)
    rated(orders[1], SERVICE, 2, scene.buyer)
    rated(orders[1], PAYMENT, 1, scene.seller)
    rated(orders[1], PARTNER, 5, scene.distributors[0])

    next_block_at((start + 1) * DAY + 12 * 3_600)
    system.catalog.drop(scene.links[0], sender=scene.distributors[0])  # level 1 is not paid any more
    orders += [place(system, scene, scene.escrowed, 2), place_vouched(system, scene, 4)]
    market.fulfil(orders[-1], CID, sender=scene.seller)
    for order in orders[-2:]:
        market.confirm(order, **buyer)
    rated(orders[0], PRODUCT, 1, scene.buyer)  # of the day before
    system.registry.post(scene.rival_shop, OTHER_CID, sender=scene.rival)

    next_block_at((start + 2) * DAY + 12 * 3_600)
    shop, old, new = scene.shops[1], scene.distributors[1], scene.stranger
    system.registry.transferFrom(old, new, shop, sender=old)
    orders.append(place(system, scene, scene.instant, 3, quantity=3))
    rated(orders[-1], PAYMENT, 4, scene.seller)
    system.registry.release(scene.rival_shop, PROMOTION, 1, sender=scene.rival)
    system.reputation.setKappa(700, sender=accounts.test_accounts[2])
    return orders


def social(world: SimpleNamespace) -> list[actions.Action]:
    """Actions that count, and some that do not."""
    scene, game = world.scene, world.system.root_game.address

    def act(who: AccountAPI, day: int, kind: str, what: bytes = bytes(32)) -> actions.Action:
        action = actions.Action(bytes.fromhex(who.address[2:]), day, actions.KINDS[kind], what)
        return actions.sign(who, action, chain.chain_id, game)

    article = b"\x11" * 32
    signed = [
        act(scene.buyer, 1, "check_in"),
        act(scene.rival, 1, "publish", article),
        act(scene.buyer, 1, "read", article),
        act(scene.buyer, 2, "read", article),  # a second time
        act(scene.seller, 2, "read", article),
        act(scene.rival, 2, "read", article),  # its own
        act(scene.seller, 2, "read", OTHER_CID[0]),  # posted on the chain
        act(scene.seller, 2, "read", b"\x22" * 32),  # nobody's
        *(act(scene.seller, 3, "publish", bytes([i]) * 32) for i in range(1, 6)),  # two above the cap
    ]
    forged = actions.Action(bytes.fromhex(scene.buyer.address[2:]), 3, actions.KINDS["like"], article)
    return [*signed, actions.Action(**{**vars(forged), "signature": signed[0].signature})]


@pytest.fixture(scope="module")
def office(world: SimpleNamespace) -> Desk:
    """A desk that has read everything and computed the three days."""
    found = desk.open_desk(world.system, world.home / "office")
    found.read()
    for day in (1, 2, 3):
        found.engine.compute(day, found.inputs([world.home / "signed.jsonl"], None))
    return found


@pytest.fixture(autouse=True)
def _isolation(world: SimpleNamespace) -> Iterator[None]:
    with chain.isolate():
        yield


def published(office: Desk, day: int) -> dataset.Dataset:
    found = office.engine.published(day)
    assert found is not None
    return found


def test_read__three_days__reconcile_with_the_reputation(world: SimpleNamespace, office: Desk) -> None:
    reputation, scene, rows = world.system.reputation, world.scene, office.store.db
    total = dict.fromkeys((scene.shop, *scene.shops), 0)
    for day in (1, 2, 3):
        utc_day = world.start + day - 1
        counted = rows.execute("SELECT sum(counted) FROM sale WHERE day = ?", (utc_day,)).fetchone()[0]
        assert counted * MICRO == reputation.day(utc_day).counted > 0
    assert (
        rows.execute("SELECT sum(counted) FROM sale").fetchone()[0]
        == reputation.seller(scene.shop)[0].counted
    )
    assert (
        rows.execute("SELECT sum(counted) FROM sale").fetchone()[0] == reputation.buyer(scene.buyer).counted
    )
    for closer, part in rows.execute("SELECT closer, sum(part) FROM sale WHERE closer > 0 GROUP BY closer"):
        total[closer] = part
    for shop in scene.shops:
        assert reputation.distributor(shop)[0].counted == total[shop]
    before, last = (
        at_end_of(world.start + day, office.store, load_scoring(), None).distributor_activity
        for day in (1, 2)
    )
    assert last[scene.shops[0]] == before[scene.shops[0]]  # its link was dropped
    assert last[scene.shops[1]] > before[scene.shops[1]]


def test_compute__owners_and_kappa__are_those_at_the_days_end(world: SimpleNamespace, office: Desk) -> None:
    scene = world.scene
    assert [published(office, day).manifest["kappa_bps"] for day in (1, 2, 3)] == [500, 500, 700]
    before, after = (holders(published(office, day)) for day in (2, 3))
    assert scene.stranger.address.lower() not in before
    assert after[scene.stranger.address.lower()] > 0
    locks = dict(
        line.split(",")[::2]
        for line in (published(office, 3).path / "shops.csv").read_text().splitlines()[1:]
    )
    for shop in (scene.shop, *scene.shops, scene.rival_shop):
        assert int(locks[str(shop)]) == world.system.registry.locks(shop).live


def holders(found: dataset.Dataset) -> dict[str, int]:
    c = found.cumulative()
    return {"0x" + row.tobytes().hex(): amount for row, amount in zip(c.accounts, c.amounts, strict=True)}


def test_compute__days__allocate_all_but_remainders(office: Desk) -> None:
    for day in (1, 2, 3):
        found = published(office, day)
        assert found.amount("emitted") == cumulative(day)
        assert 0 <= found.amount("emitted") - found.amount("total") < found.manifest["count"]
        assert found.manifest["previous"] == (published(office, day - 1).cid if day > 1 else None)


def test_compute__actions__are_counted_or_left_out_with_a_reason(
    world: SimpleNamespace, office: Desk
) -> None:
    left = [json.loads((published(office, day).path / "rejected.json").read_bytes()) for day in (1, 2, 3)]
    assert left[0] == {"rejected": {}, "ignored": {}}
    assert left[1]["ignored"] == {"read before": 1, "own content": 1, "unknown content": 1}
    assert left[2] == {"rejected": {"signed by another": 1}, "ignored": {"over the cap": 2}}
    rows = dict(
        line.split(",", 1) for line in (published(office, 2).path / "scores.csv").read_text().splitlines()[1:]
    )
    # Of the rival, a publication and a read of the day before, and two reads; its shop's lock bounds them far
    # above that.
    assert rows[world.scene.rival.address.lower()].split(",")[8] == str(4 * 10**6)
    of_day = published(office, 2).points()
    mine = of_day.accounts.tolist().index(list(bytes.fromhex(world.scene.rival.address[2:])))
    assert of_day.counts[:, mine].tolist() == [0, 0, 2]


def test_publish__three_days_at_once__verify_activate_and_claim(world: SimpleNamespace, office: Desk) -> None:
    system, scene = world.system, world.scene
    publisher = accounts.test_accounts[5]
    assert "posted" in deciding.publish(office, publisher, 3)
    height = chain.blocks.height
    again = deciding.publish(office, publisher, 3)
    assert again.startswith(
        f"day 3 is posted already: root {published(office, 3).root}, to be activated from 20"
    )
    assert chain.blocks.height == height
    office.read()
    assert [p.state for p in verifying.verify(office.engine, 3, office.engine.days).posted] == ["pending"]
    mine_at(int(chain.blocks.head.timestamp) + DAY)
    deciding.activate(office, scene.buyer)
    office.read()
    assert [p.state for p in verifying.verify(office.engine, 3, office.engine.days).posted] == ["active"]
    wanted, before = holders(published(office, 3)), system.token.balanceOf(scene.buyer)
    paid = claiming.claim(office, scene.stranger, scene.buyer.address)
    assert paid == wanted[scene.buyer.address.lower()] == system.token.balanceOf(scene.buyer) - before > 0
    with pytest.raises(NotReadyError, match="nothing is due"):
        claiming.claim(office, scene.stranger, scene.buyer.address)
    for account in wanted:
        if account != scene.buyer.address.lower():
            claiming.claim(office, scene.stranger, account)
    fund = system.reward_pool.fund(1)
    assert fund.claimed == fund.total == published(office, 3).amount("total")
    with pytest.raises(NotReadyError, match="day 3 is decided"):
        deciding.publish(office, publisher, 3)


def test_verify__one_account_changed__names_it_and_both_values(
    world: SimpleNamespace, office: Desk, tmp_path: Path
) -> None:
    office.read()
    days = tmp_path / "days"
    shutil.copytree(office.engine.days, days)
    account, wanted = sorted(holders(published(office, 3)).items())[1]
    forge(days / "3", account, wanted + 1)
    with pytest.raises(DatasetError, match=r"allocations\.csv is not the file of the manifest"):
        verifying.verify(office.engine, 3, days)
    restate(days / "3")
    with pytest.raises(MismatchError) as error:
        verifying.verify(office.engine, 3, days)
    assert error.value.message == (
        f"day 3 is wrong: {account} has {wanted + 1} in the epoch so far where it is published, "
        f"by recomputation {wanted}"
    )
    assert error.value.exit_code == 1
    assert verifying.verify(office.engine, 2, days).posted == ()


def forge(day: Path, account: str, amount: int) -> None:
    path = day / "allocations.csv"
    rows = [line.split(",") for line in path.read_text().splitlines()]
    path.write_text("".join(",".join([*r[:2], str(amount)] if r[0] == account else r) + "\n" for r in rows))


def restate(day: Path) -> None:
    """Make the manifest fit the files again."""
    manifest = json.loads((day / "manifest.json").read_bytes())
    data = (day / "allocations.csv").read_bytes()
    digest = content.digest_of(day / "allocations.csv")
    record = {"size": len(data), "sha256": digest.hex(), "cid": content.cid_text(digest)}
    manifest["files"]["allocations.csv"] = record
    (day / "manifest.json").write_bytes(content.canonical(manifest))


def test_verify__wrong_root_posted__says_so_and_the_guardian_vetoes(
    world: SimpleNamespace, office: Desk
) -> None:
    system, publisher, guardian = world.system, accounts.test_accounts[5], accounts.test_accounts[3]
    wrong = b"\x66" * 32
    system.root_game.post(3, wrong, 1, (bytes(32), 1), sender=publisher)
    office.read()
    with pytest.raises(MismatchError, match=r"wrong on the chain \(pending\): root 0x6666"):
        verifying.verify(office.engine, 3, office.engine.days)
    with pytest.raises(NotReadyError, match="no root of day 2 is posted"):
        deciding.challenge(office, guardian, 2, "wrong")
    with pytest.raises(InputError, match="--reason is empty: say why the root is wrong"):
        deciding.challenge(office, guardian, 3, "  ")
    assert "vetoed" in deciding.challenge(office, guardian, 3, "one account has too much")
    assert system.root_game.pending().day == 0
    reasons = list((office.engine.home / "reasons").iterdir())
    assert [content.cid_of(path.read_bytes()) for path in reasons] == [path.stem for path in reasons]
    office.read()
    assert verifying.verify(office.engine, 3, office.engine.days).posted == ()


def test_challenge__wrong_root_is_active__recalls_it(world: SimpleNamespace, office: Desk) -> None:
    system, publisher, guardian = world.system, accounts.test_accounts[5], accounts.test_accounts[3]
    system.root_game.post(3, b"\x66" * 32, 1, (bytes(32), 1), sender=publisher)
    mine_at(system.root_game.pending().readyAt)
    system.root_game.activate(sender=guardian)
    office.read()
    with pytest.raises(MismatchError, match=r"wrong on the chain \(active\): root 0x6666"):
        verifying.verify(office.engine, 3, office.engine.days)
    before = system.reward_pool.state()
    assert before.coveredDay == 3
    assert "recalled, its days wait again" in deciding.challenge(office, guardian, 3, "nobody has so little")
    assert system.reward_pool.state().coveredDay == 0
    assert system.reward_pool.root(1, 0) == bytes(32)
    office.read()
    assert verifying.verify(office.engine, 3, office.engine.days).posted == ()


@pytest.fixture
def late(world: SimpleNamespace, tmp_path: Path) -> Desk:
    """A desk of its own, when a round can begin, about the last day that it can be about: 7."""
    mine_at((world.start + 8) * DAY + 3_600)
    found = desk.open_desk(world.system, tmp_path)
    found.read()
    found.engine.compute(7, found.inputs([world.home / "signed.jsonl"], None))
    return found


def wrong_round(world: SimpleNamespace) -> None:
    """A round that a rival opens with a wrong root."""
    game, rival = world.system.root_game, world.scene.rival
    bond = game.minBond(7)
    world.system.token.approve(game, bond, sender=rival)
    game.open(7, b"\x66" * 32, 1, bond, (bytes(32), 1), sender=rival)


def states(found: Desk, day: int) -> list[str]:
    found.read()
    return [each.state for each in verifying.verify(found.engine, day, found.engine.days).posted]


def test_publish__a_round_runs__answers_with_a_bond(world: SimpleNamespace, late: Desk) -> None:
    game, scene = world.system.root_game, world.scene
    with pytest.raises(NotReadyError, match="taking the lead costs 1000"):
        deciding.publish(late, scene.seller, 7, bond=1, by_round=True)
    wrong_round(world)
    late.read()
    with pytest.raises(MismatchError, match=r"wrong on the chain \(answer 0\): root 0x6666"):
        verifying.verify(late.engine, 7, late.engine.days)
    with pytest.raises(NotReadyError, match="round 1 is about day 7"):
        deciding.publish(late, scene.seller, 3)
    assert "leads with 2000 Ecom" in deciding.publish(late, scene.seller, 7)
    assert "leads already" in deciding.challenge(late, scene.seller, 7, "")
    assert states(late, 7) == ["answer 1"]
    mine_at(int(chain.blocks.head.timestamp) + DAY)
    game.close(1, sender=scene.rival)
    assert states(late, 7) == ["active"]
    assert claiming.claim(late, scene.stranger, scene.buyer.address) > 0


def test_publish__a_bond_that_calls_the_shops__pays_the_fee_as_well(
    world: SimpleNamespace, late: Desk
) -> None:
    game, rich = world.system.root_game, accounts.test_accounts[0]
    wrong_round(world)
    cap = int(game.round(1).cap)
    before = world.system.token.balanceOf(rich)
    deciding.publish(late, rich, 7, bond=cap)
    assert before - world.system.token.balanceOf(rich) == cap + cap // 100
    assert "among the answers" in deciding.publish(late, rich, 7)
    assert dict(status.rows(late, late.read()))["round"].startswith(
        "1 on day 7: nominating, answer 1 of 2 leads"
    )
    mine_at(int(chain.blocks.head.timestamp) + DAY)
    game.close(1, sender=rich)
    with pytest.raises(NotReadyError, match="round 1 takes no more answers: the shops vote in poll 1"):
        deciding.publish(late, rich, 7)


def test_publish__phase_one_and_long_silence__opens_a_round(world: SimpleNamespace, late: Desk) -> None:
    assert "round 1 is open" in deciding.publish(late, world.scene.seller, 7, by_round=True)
    assert states(late, 7) == ["answer 0"]


def test_publish__not_computed_or_not_allowed__says_so(world: SimpleNamespace, office: Desk) -> None:
    office.read()
    with pytest.raises(DatasetError, match="day 9 is not computed here"):
        deciding.publish(office, accounts.test_accounts[5], 9)
    with pytest.raises(ActionError, match="AccessManagedUnauthorized"):
        deciding.publish(office, world.scene.buyer, 3)
    with pytest.raises(NotReadyError, match="day 4 ends with UTC day"):
        office.engine.compute(4, office.inputs([], None))


def test_read__killed_and_resumed__ends_with_the_same_days(
    world: SimpleNamespace, office: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    honest = Node.logs

    def refusing(node: Node, first: int, last: int, *rest: Any) -> Any:
        nonlocal asked
        if last - first >= 16:
            raise RefusedError("too many")
        asked += 1
        if asked == 3:
            raise KeyboardInterrupt
        return honest(node, first, last, *rest)

    monkeypatch.setattr(Node, "logs", refusing)
    first = desk.open_desk(world.system, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        first.read()
    first.store.close()
    second = desk.open_desk(world.system, tmp_path)
    assert second.store.last_window() is not None
    second.read()
    found = second.engine.compute(3, second.inputs([world.home / "signed.jsonl"], None))
    assert found.cid == published(office, 3).cid
    assert {p.name for p in second.engine.days.iterdir()} == {"1", "2", "3"}


def test_read__chain_reorganised__reads_the_other_blocks(world: SimpleNamespace, tmp_path: Path) -> None:
    found = desk.open_desk(world.system, tmp_path, widest=5)
    found.read()
    snapshot = chain.snapshot()
    system, scene = world.system, world.scene
    place(system, scene, scene.instant, 2)
    found.read()
    sales = found.store.db.execute("SELECT count(*) FROM sale").fetchone()[0]
    chain.restore(snapshot)
    place(system, scene, scene.instant, 0)
    chain.mine(3)
    found.read()
    closers = [row[0] for row in found.store.db.execute("SELECT closer FROM sale ORDER BY block")]
    assert len(closers) == sales
    assert closers[-1] == 0


def test_log_actions__a_file__is_what_phase_two_reads(
    world: SimpleNamespace, office: Desk, tmp_path: Path
) -> None:
    desk_ = desk.open_desk(world.system, tmp_path)
    batches, _ = actions.read([world.home / "signed.jsonl"])
    told = list(deciding.log_actions(desk_, world.scene.buyer, {3: batches[3]}))
    assert told == ["day 3: 5 actions logged", "day 3: left out 1 signed by another"]
    desk_.read()
    rows = desk_.store.db.execute("SELECT day, batch FROM logged").fetchall()
    assert [(day, actions.unpack(data)[0].day) for day, data in rows] == [(3, 3)]


def test_export__a_day__writes_tree_and_claims(office: Desk, tmp_path: Path) -> None:
    told = list(export.export_tree(office.engine, 3, tmp_path / "out"))
    assert len(told) == 2
    assert json.loads((tmp_path / "out" / "tree.json").read_text())["tree"][0] == published(office, 3).root


def test_status__before_and_after_posting__tells_what_waits(world: SimpleNamespace, office: Desk) -> None:
    final = office.read()
    assert [row for row in status.rows(office, final) if row[0].startswith("day ")] == [
        (f"day {day}", f"computed: {published(office, day).root}") for day in (1, 2, 3)
    ]
    deciding.publish(office, accounts.test_accounts[5], 2)
    names = [name for name, _ in status.rows(office, office.read())]
    assert names == ["day", "final block", "covered", "emission", "pending", "day 1", "day 2", "day 3"]


def test_command__verify_and_proof__read_the_manifest(
    world: SimpleNamespace, office: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "DIRECTORY", tmp_path / "rewards")
    monkeypatch.setattr(desk.open_desk, "__defaults__", (tmp_path / "rewards",))
    manifest = world.system.manifest.save(tmp_path / "local.json")
    options = "--manifest", str(manifest)
    found = invoke("compute", "1", "--actions", str(world.home / "signed.jsonl"), *options)
    assert found.exit_code == 0, found.output
    assert published(office, 1).cid in found.output
    found = invoke("verify", "1", "--from", str(office.engine.path(1)), *options)
    assert (found.exit_code, "day 1 is right" in found.output) == (0, True), found.output
    found = invoke("proof", world.scene.buyer.address, *options)
    assert (found.exit_code, "no day whose root is active" in found.output) == (1, True), found.output
    found = invoke("verify", "2", *options)
    assert (found.exit_code, "holds no published day" in found.output) == (1, True), found.output
    assert invoke("status", *options).exit_code == 0


def invoke(name: str, *arguments: str) -> Any:
    spec = spec_from_file_location("rewards_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    known = module.cli.commands[name]
    return CliRunner().invoke(click.Command(name, callback=known.callback, params=known.params), arguments)
