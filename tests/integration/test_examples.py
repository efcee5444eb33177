"""The examples of the documents, run as a reader would run them: as programs, and as console sessions."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ape
import pytest
import scene as scenes
from ape import accounts, chain, project
from ape.api import AccountAPI
from ape.exceptions import ContractLogicError
from clock import DAY, after_reward_day
from scene import ENOUGH, FIAT, FIAT_BASE, MIXED, PRICE, Scene, shares
from voters import open_shops

from ecomchain import console_names, deployment, parameters, vouchers
from ecomchain.amounts import ECOM, format_ecom, parse_ecom
from ecomchain.console import cid, price
from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOWCASE
from ecomchain.system import System
from ecomchain.vouchers import Voucher

PROGRAMS = {"py": sys.executable, "mjs": "node"}
"""What runs the examples, by the ends of their names."""

EXAMPLES = project.path / "docs" / "examples"


def program(kind: str) -> str:
    """The path of what runs an example of that kind."""
    found = shutil.which(PROGRAMS[kind])
    assert found, f"{PROGRAMS[kind]} is missing: run `make setup`"
    return found


@ape.fixture(chain_isolation=False, scope="module")
def scene(system: System, foundation: AccountAPI) -> Iterator[Scene]:
    """The scene of the unit tests, taken back afterwards."""
    yield from scenes.play(system)


@pytest.fixture(params=PROGRAMS)
def buy(request: Any, system: System, scene: Scene, tmp_path: Path) -> Any:
    """Run one of the examples as the scene's buyer."""
    manifest = system.manifest.save(tmp_path / "local.json")

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        example = EXAMPLES / f"buy.{request.param}"
        command = [program(request.param), example, chain.provider.http_uri, manifest, *arguments]
        key = os.environ | {"BUYER_KEY": scene.buyer.private_key}
        return subprocess.run(list(map(str, command)), env=key, capture_output=True, text=True, timeout=300)

    return run


def test_buy__through_two_distributors__pays_by_permit_and_pays_out(
    buy: Any, system: System, scene: Scene
) -> None:
    token, market = system.token, system.market
    token.approve(market, 0, sender=scene.buyer)
    people = (scene.buyer, scene.seller, *scene.distributors[:2])
    before = [token.balanceOf(person) for person in people]
    done = buy(scene.escrowed, scene.link(2), "--confirm")
    assert (done.returncode, done.stderr) == (0, "")

    expected = shares(PRICE, live=[True, True])
    changes = [token.balanceOf(person) - held for person, held in zip(people, before, strict=True)]
    assert changes == [-PRICE, expected.seller, *expected.each]
    order = market.totals().orders
    lines = done.stdout.splitlines()
    assert lines[0] == f"price {format_ecom(PRICE)} Ecom, protection 14 days"
    assert [
        f"{format_ecom(amount)} Ecom" in line for line, amount in zip(lines[1:4], changes[1:], strict=True)
    ] == [True] * 3
    assert lines[4].startswith(f"order {order}: to be fulfilled by 20")
    assert (
        lines[5]
        == f"order {order} confirmed: {format_ecom(expected.seller)} Ecom to the seller, 2 levels paid"
    )


def test_buy__instant_listing_without_a_link__is_closed_at_once(
    buy: Any, system: System, scene: Scene
) -> None:
    held = system.token.balanceOf(scene.seller)
    done = buy(scene.instant)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1] == f"order {system.market.totals().orders}: closed at once"
    assert system.token.balanceOf(scene.seller) - held == PRICE


def test_buy__refused__names_the_error_and_its_values(buy: Any, system: System, scene: Scene) -> None:
    orders = system.market.totals().orders
    unknown = scene.alone + 1
    done = buy(unknown)
    assert (done.returncode, done.stderr) == (1, f"refused: UnknownListing(listing={unknown})\n")

    held = system.token.balanceOf(scene.buyer)
    assert held <= ENOUGH
    system.token.transfer(scene.stranger, held, sender=scene.buyer)
    done = buy(scene.escrowed)
    expected = f"payer={scene.buyer.address}, amount={PRICE}, balance=0, allowance={PRICE})\n"
    assert done.returncode == 1
    assert done.stderr.lower() == f"refused: PaymentFailed({expected}".lower()
    assert system.market.totals().orders == orders


def test_buy__quantity__pays_for_each_unit(buy: Any, system: System, scene: Scene) -> None:
    held = system.token.balanceOf(scene.buyer)
    done = buy(scene.escrowed, "--quantity", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"price {format_ecom(2 * PRICE)} Ecom, ")
    assert held - system.token.balanceOf(scene.buyer) == 2 * PRICE


@pytest.fixture(params=PROGRAMS)
def misuse(request: Any, tmp_path: Path) -> Any:
    """Run a copy of one of the examples, with no ABIs beside it: what it says and how it exits."""
    examples = tmp_path / "docs" / "examples"
    shutil.copytree(EXAMPLES, examples, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "node_modules").symlink_to(project.path / "node_modules")

    def run(
        *arguments: object, key: str | None = "0x" + "11" * 32, abis: bool = False, name: str = "buy"
    ) -> tuple[int, str]:
        if abis:
            (tmp_path / ".build").symlink_to(project.path / ".build")
        keys = ("BUYER_KEY", "SELLER_KEY")
        env = {name: value for name, value in os.environ.items() if name not in keys}
        env |= {} if key is None else dict.fromkeys(keys, key)
        example = examples / f"{name}.{request.param}"
        command = list(map(str, [program(request.param), example, *arguments]))
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        return done.returncode, line

    return run


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        ([], ""),
        (["url", "file", "1", "2", "3"], ""),
        (["url", "file", "1", "--confrim"], "--confrim"),
        (["url", "file", "1", "--quantity"], "--quantity"),
        (["url", "file", "1", "--quantity", "0"], "'0' is not a whole number from 1 to"),
        (["url", "file", "1", "--quantity", "two"], "'two' is not a whole number"),
        (["url", "file", "tea"], "'tea' is not a whole number"),
    ],
)
def test_buy__wrong_arguments__are_one_line_with_the_usage(
    misuse: Any, arguments: list[str], value: str
) -> None:
    code, line = misuse(*arguments)
    assert code == 2
    assert value in line
    assert "[LINK] [--quantity N] [--confirm]" in line


def test_buy__no_usable_key__is_said_without_the_key(misuse: Any) -> None:
    assert misuse("url", "file", 1, key=None) == (
        2,
        "BUYER_KEY is not set: set it to the buyer's private key",
    )
    for wrong in ("c0ffee", "0x" + "zz" * 32, "0x" + "00" * 32):
        assert misuse("url", "file", 1, key=wrong) == (
            2,
            "BUYER_KEY is no private key: set it to 0x and 64 hexadecimal digits",
        )


def test_buy__files_missing_or_wrong__are_named(misuse: Any, system: System, tmp_path: Path) -> None:
    remedy = "name the manifest of the deployment, deployments/NETWORK.json"
    missing, wrong = tmp_path / "missing.json", tmp_path / "wrong.json"
    assert misuse("url", missing, 1) == (2, f"{missing} does not exist: {remedy}")
    wrong.write_text("no JSON", encoding="utf-8")
    assert misuse("url", wrong, 1) == (2, f"{wrong} is no readable JSON file: {remedy}")
    wrong.write_text("{}", encoding="utf-8")
    assert misuse("url", wrong, 1) == (2, f"{wrong} is no manifest: {remedy}")

    code, line = misuse("url", system.manifest.save(tmp_path / "local.json"), 1)
    assert code == 2
    assert line.endswith(".json does not exist: run `make build`")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "nonsense"])
def test_buy__nobody_at_the_url__is_named(misuse: Any, system: System, tmp_path: Path, url: str) -> None:
    manifest = system.manifest.save(tmp_path / "local.json")
    assert misuse(url, manifest, 1, abis=True) == (
        2,
        f"no node answers at {url}: start one, or correct the URL",
    )


# Vouchers


@pytest.fixture
def voucher(system: System, scene: Scene, tmp_path: Path) -> Any:
    """Run voucher.py or voucher.mjs, with the seller's key to make one and the stranger's to submit one."""
    manifest = system.manifest.save(tmp_path / "local.json")

    def run(kind: str, name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        example = EXAMPLES / f"voucher.{kind}"
        command = [program(kind), example, name, chain.provider.http_uri, manifest, *arguments]
        keys = {"SELLER_KEY": scene.seller.private_key, "BUYER_KEY": scene.stranger.private_key}
        return subprocess.run(
            list(map(str, command)), env=os.environ | keys, capture_output=True, text=True, timeout=60
        )

    return run


@pytest.mark.parametrize(("maker", "submitter"), [("py", "mjs"), ("mjs", "py")])
def test_voucher__made_and_submitted__pays_by_permit(
    voucher: Any, system: System, scene: Scene, tmp_path: Path, maker: str, submitter: str
) -> None:
    """The file passes between the two examples and the package."""
    system.token.approve(system.market, 0, sender=scene.stranger)
    made = voucher(
        maker, "make", scene.mixed, MIXED, scene.buyer, scene.link(2), "--quantity", 2, "--days", 5
    )
    assert (made.returncode, made.stderr) == (0, "")
    read = Voucher.from_json(made.stdout)
    assert read == vouchers.sign(scene.seller, read), "the seller signed what the package would"
    assert read.purchase.struct == (scene.mixed, MIXED, 1, 2, PRICE, scene.link(2))
    assert read.deadline == chain.blocks.head.timestamp + 5 * DAY
    (said,) = vouchers.check(system, read, scene.stranger)
    assert "approve the rest, or submit with a permit" in said

    file = tmp_path / "voucher.json"
    file.write_text(made.stdout, encoding="utf-8")
    held = system.token.balanceOf(scene.stranger)
    done = voucher(submitter, "submit", file)
    assert (done.returncode, done.stderr) == (0, "")
    order = system.market.totals().orders
    assert done.stdout.splitlines()[0] == (
        f"2 of listing {scene.mixed} for {scene.buyer.address}: {format_ecom(2 * PRICE)} Ecom to pay"
    )
    assert done.stdout.splitlines()[1].startswith(f"order {order}: to be fulfilled by 20")
    placed = system.market.order(order)
    assert (placed.buyer, placed.escrow, placed.fiat) == (scene.buyer, 2 * PRICE, 2 * FIAT_BASE)
    assert held - system.token.balanceOf(scene.stranger) == 2 * PRICE

    again = voucher(submitter, "submit", file)
    assert again.returncode == 1
    assert again.stderr == f"refused: NonceUsed(shop={scene.shop}, nonce={read.nonce})\n"


@pytest.mark.parametrize("kind", PROGRAMS)
def test_voucher__fiat_alone__takes_no_tokens(
    voucher: Any, system: System, scene: Scene, tmp_path: Path, kind: str
) -> None:
    system.token.transfer(scene.seller, system.token.balanceOf(scene.stranger), sender=scene.stranger)
    file = tmp_path / "voucher.json"
    made = vouchers.make(system, scene.mixed, scene.buyer, option=FIAT)
    file.write_text(vouchers.sign(scene.seller, made).to_json(), encoding="utf-8")
    done = voucher(kind, "submit", file)
    assert (done.returncode, done.stderr) == (0, "")
    zero = {"py": "0", "mjs": "0.0"}[kind]
    assert done.stdout.splitlines()[0].endswith(f": {zero} Ecom to pay")
    assert system.market.order(system.market.totals().orders).buyer == scene.buyer


@pytest.mark.parametrize("kind", PROGRAMS)
def test_voucher__wrong_use__is_one_line(
    voucher: Any, system: System, scene: Scene, tmp_path: Path, kind: str
) -> None:
    done = voucher(kind, "make", scene.mixed, 0, scene.buyer)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("option 0 has no fiat part: it takes no voucher; usage: ")
    system.registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    done = voucher(kind, "make", scene.mixed, FIAT, scene.buyer)
    owned = f"shop {scene.shop} is {scene.rival.address}'s, not {scene.seller.address}'s"
    assert (done.returncode, done.stderr) == (2, f"{owned}: set SELLER_KEY to its owner's key\n")
    file = tmp_path / "voucher.json"
    file.write_text('{"chainId": "1"}', encoding="utf-8")
    done = voucher(kind, "submit", file)
    assert done.returncode == 2
    assert done.stderr == (
        f"{file} is no voucher, contract is missing: name a file that `voucher.{kind} make` wrote\n"
    )
    made = vouchers.make(system, scene.mixed, scene.buyer, option=FIAT).model_copy(update={"chain_id": 1})
    file.write_text(vouchers.sign(scene.seller, made).to_json(), encoding="utf-8")
    done = voucher(kind, "submit", file)
    assert (done.returncode, done.stderr.split(" on chain ")[1]) == (2, f"1, here is {made.contract}\n")


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        ([], ""),
        (["make", "url", "file", "1", "1", "bob"], "'bob' is not an address"),
        (["make", "url", "file", "1", "1", "0x" + "11" * 20, "--days", "0"], "'0' is not a whole number"),
        (["submit", "url", "file"], ""),
        (["submit", "url", "file", "voucher", "--confrim"], "--confrim"),
    ],
)
def test_voucher__wrong_arguments__are_one_line_with_the_usage(
    misuse: Any, arguments: list[str], value: str
) -> None:
    code, line = misuse(*arguments, name="voucher")
    assert code == 2
    assert value in line
    assert "usage: voucher." in line


def test_voucher__no_key__names_whose(misuse: Any) -> None:
    buyer = "0x" + "11" * 20
    code, line = misuse("make", "url", "file", 1, 1, buyer, key=None, name="voucher")
    assert (code, line) == (2, "SELLER_KEY is not set: set it to the seller's private key")


# The console sessions in docs/operations.md


def sessions(name: str) -> list[str]:
    """The code blocks of docs/operations.md that are marked as tested under that name."""
    text = (project.path / "docs" / "operations.md").read_text(encoding="utf-8")
    return re.findall(rf"<!-- tested: {name} -->\n\n```python\n(.*?)```", text, re.DOTALL)


def names(system: System) -> dict[str, Any]:
    """What the console offers, with the accounts that a foundation would have imported."""
    imported = {"owner": 0, "foundation": 1, "operator": 2, "guardian": 3, "new-operator": 9}
    keys = SimpleNamespace(
        test_accounts=accounts.test_accounts, load=lambda alias: accounts.test_accounts[imported[alias]]
    )
    helpers = {"ecom": parse_ecom, "format_ecom": format_ecom, "cid": cid, "price": price}
    ids = {"SHOWCASE": SHOWCASE, "PROMOTION": PROMOTION, "DISTRIBUTION": DISTRIBUTION}
    ids["GROUP_BUYING"] = deployment.MODULES["group_buy"]
    return {"accounts": keys, **helpers, **ids, **console_names.system_names(system)}


@pytest.fixture(scope="module")
def delayed() -> System:
    """A system whose foundation and operator have to wait, as on a public network."""
    local = parameters.load("local")
    roles = local.roles.model_copy(
        update={
            "foundation": local.roles.foundation.model_copy(update={"delay": 5 * DAY}),
            "operator": local.roles.operator.model_copy(update={"delay": 2 * DAY}),
        }
    )
    return deployment.deploy(accounts.test_accounts[0], local.model_copy(update={"roles": roles}))


def test_operations__console__plays_a_sale(system: System) -> None:
    (session,) = sessions("console")
    here, distributor = names(system), accounts.test_accounts[6]
    lines = session.splitlines()
    middle = lines.index("order = buy(buyer, tea, link)")
    exec("\n".join(lines[:middle]), here)
    before = system.token.balanceOf(distributor)
    exec("\n".join(lines[middle:]), here)
    assert system.token.balanceOf(distributor) - before == 12 * ECOM


@pytest.mark.parametrize(
    ("session", "gained"),
    [
        # Of seller, distributor, buyer. The seller's budget is filled by it.
        ("fiat", [-100, 6, 0]),
        # 25 of 100, of which 3; both bonds of 2 to the buyer.
        ("dispute", [25 - 3 - 2, 3, -25 + 2]),
        # 80 less 9.6 for one who confirms, less what enabling the module costs.
        ("group", [Decimal("70.4"), Decimal("9.6"), -80]),
    ],
)
def test_operations__walk_through__goes_on_and_pays_what_it_says(
    system: System, session: str, gained: list[Any]
) -> None:
    """Each goes on from the sale, in the same session."""
    here, people = names(system), [accounts.test_accounts[index] for index in (5, 6, 7)]
    (sale,), (story,) = sessions("console"), sessions(f"console {session}")
    exec(sale, here)
    before = [system.token.balanceOf(person) for person in people]
    exec(story, here)
    changes = [system.token.balanceOf(person) - held for person, held in zip(people, before, strict=True)]
    if session == "group":
        cost = sum(system.registry.quote(here["GROUP_BUYING"], 1))
        gained = [gained[0] - Decimal(cost) / ECOM, *gained[1:]]
    assert changes == [int(amount * ECOM) for amount in gained]
    if session == "fiat":
        assert system.budgets.budget(here["a"]) == 94 * ECOM
        assert not system.budgets.reserved(here["order"]).amount
    else:
        assert system.market.order(here["order" if session == "dispute" else "first"]).state == 4


def test_operations__changing_a_price__waits_and_is_set(delayed: System) -> None:
    schedule, execute = sessions("governance")
    here = names(delayed)
    exec(schedule, here)
    due = delayed.access_manager.getSchedule(here["operation"])
    assert due >= chain.blocks.head.timestamp + 2 * DAY
    with pytest.raises(ContractLogicError):
        exec(execute, here)
    chain.mine(timestamp=due)
    exec(execute, here)
    assert tuple(delayed.registry.capability(SHOWCASE)) == (30 * ECOM, 3 * ECOM, 10_000, True)


def test_operations__guardian__cancels_a_price(delayed: System) -> None:
    schedule, _ = sessions("governance")
    (cancel,) = sessions("governance cancel")
    here = names(delayed)
    exec(schedule, here)
    exec(cancel, here)
    assert delayed.access_manager.getSchedule(here["operation"]) == 0


def test_operations__pause_and_appoint__work_as_written(delayed: System) -> None:
    (pause,), (appoint,) = sessions("pause"), sessions("appoint")
    here = names(delayed)
    exec(pause, here)
    exec(appoint, here)
    chain.mine(deltatime=5 * DAY + 1)
    delayed.access_manager.execute(delayed.access_manager, here["call"], sender=accounts.test_accounts[1])
    assert delayed.access_manager.hasRole(1, accounts.test_accounts[9]).isMember


def test_operations__vote__changes_a_factor(system: System) -> None:
    """All flags that it takes are there but one: the session's opens the poll."""
    owner, (vote,), (closed,) = accounts.test_accounts[0], sessions("vote"), sessions("vote closed")
    shops = open_shops(system, owner, 20)
    after_reward_day(system.reward_pool, 90)
    here = names(system)
    for shop in shops[1 : system.factor_vote.needed()]:
        system.factor_vote.flag(shop, 1, sender=owner)
    exec(vote.replace("shop = ", f"shop = {shops[0]}  # "), here)
    for shop in shops[1:10]:  # a quorum
        system.polls.vote(here["poll"], shop, 40, sender=owner)
    chain.mine(timestamp=system.polls.poll(here["poll"]).end)
    exec(closed, here)
    chain.mine(deltatime=2 * DAY)
    assert here["factors"]() == {"seller": 50, "distributor": 40, "buyer": 50}
