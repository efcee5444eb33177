"""`ape run sale` and `ape run vesting`: a round from its list to its last release, and every refusal."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
import yaml
from ape import accounts, chain, project
from click.testing import CliRunner
from clock import DAY, mine_at, now
from eth_utils import to_checksum_address
from rich.console import Console

from ecomchain import deployment, merkle, parameters, sending
from ecomchain.amounts import ECOM
from ecomchain.console import Actions
from ecomchain.errors import EcomError
from ecomchain.reverts import Revert
from ecomchain.rewards import content
from ecomchain.sale import creating, currencies, lists, status, terms, times, trading
from ecomchain.sale.errors import SaleError
from ecomchain.sending import ActionError
from ecomchain.system import System

FOUNDATION, ALICE, BOB, CAROL = 1, 9, 6, 7
CSV = "address,cap\n{alice},600000000000000000000\n{bob},5\n"


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    before = chain.snapshot()
    yield
    chain.restore(before)


def account(index: int) -> Any:
    return accounts.test_accounts[index]


@pytest.fixture
def usd(system: System) -> Any:
    """Six decimals; alice has 10,000, and has allowed nothing."""
    me = account(0)
    currency = me.deploy(project.TestCurrency, "TUSD", 6, me)
    currency.mint(account(ALICE), 10_000 * 10**6, sender=me)
    system.token.approve(system.sale, 1_000 * ECOM, sender=me)
    system.sale.fund(1_000 * ECOM, sender=me)
    return currency


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(CSV.format(alice=account(ALICE).address, bob=account(BOB).address))
    return path


@pytest.fixture
def listed(system: System, csv_file: Path, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """The file of proofs, and what the command printed of it, for the terms."""
    out = tmp_path / "proofs.json"
    printed = yaml.safe_load(creating.allowlist(system, csv_file, out).split("\n", 1)[1])
    return out, printed


@pytest.fixture
def wanted(usd: Any, listed: tuple[Path, dict[str, str]]) -> dict[str, Any]:
    """Terms as in a file: from tomorrow for ten days, half a year's cliff, a year's release."""
    start = now() + DAY
    return {
        "payments": [{"currency": usd.address, "price": "2.5"}],
        "cap": "700.5",
        "start": times.text(start).removesuffix(" UTC"),
        "end": times.text(start + 10 * DAY).removesuffix(" UTC"),
        "cliff": "180 days",
        "duration": "365 days",
        "treasury": account(8).address,
        "unsold": "vault",
        **listed[1],
    }


@pytest.fixture
def round_(system: System, wanted: dict[str, Any]) -> terms.RoundTerms:
    """The first round, created, in its first second."""
    made = terms.validate(wanted, "terms.yaml")
    assert creating.create(system, account(FOUNDATION), made).startswith("round 1 is created: open from ")
    mine_at(made.start)
    return made


def test_allowlist__next_round__proofs_lead_to_the_root_and_the_cid_is_the_files(
    system: System, listed: tuple[Path, dict[str, str]]
) -> None:
    path, printed = listed
    found = lists.load(path)
    assert (found.round, found.contract, found.chain_id) == (1, system.sale.address, chain.chain_id)
    assert printed["allowlist"] == "0x" + found.root.hex()
    assert printed["content"] == content.cid_of(path.read_bytes())
    for who, cap in ((ALICE, 600 * ECOM), (BOB, 5)):
        place = found.place(account(who).address)
        assert place.cap == cap
        where = {"chain_id": chain.chain_id, "epoch": 1, "contract": system.sale.address}
        assert merkle.verify(found.root, account(who).address, cap, place.proof, **where)
    with pytest.raises(SaleError, match="is not on the list of round 1"):
        found.place(account(CAROL).address)


def test_allowlist__bad_lines__each_named(system: System, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(f"{account(ALICE).address},1\n{account(ALICE).address},2\nnobody,3\n")
    with pytest.raises(EcomError) as caught:
        creating.allowlist(system, path, tmp_path / "out.json")
    assert "line 3: 'nobody' is not an address" in caught.value.message
    assert not (tmp_path / "out.json").exists()


def test_list__tampered__is_refused(listed: tuple[Path, dict[str, str]]) -> None:
    path, _ = listed
    found = json.loads(path.read_text())
    found["buyers"][account(BOB).address.lower()]["cap"] = "6"
    path.write_text(json.dumps(found))
    with pytest.raises(SaleError, match="does not lead to the root"):
        lists.load(path).place(account(BOB).address)
    path.write_text("{}")
    with pytest.raises(SaleError, match=r"is not a list that `ape run sale allowlist` wrote"):
        lists.load(path)
    with pytest.raises(SaleError, match="cannot be read"):
        lists.load(path.with_name("missing.json"))


# Terms


def test_terms__bounds__are_the_contracts(sale: Any) -> None:
    assert (sale.MAX_PAYMENTS(), sale.MAX_AHEAD()) == (terms.MAX_PAYMENTS, terms.MAX_AHEAD)
    assert (sale.MAX_LENGTH(), sale.MAX_DURATION()) == (terms.MAX_LENGTH, terms.MAX_DURATION)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cap": "0"}, "cap: "),
        ({"cap": "1,5"}, "cap: '1,5' is not an amount"),
        ({"start": ""}, "start: the time is missing: write one such as"),
        (
            {"start": "1.2.2027"},
            "start: '1.2.2027' is not a time: write one such as 2027-02-01 12:00",
        ),
        ({"start": "2027-02-01T12:00+02:00"}, "is not in UTC"),
        ({"end": "2020-01-01"}, "end: 2020-01-01 00:00 UTC is not within 365 days after the start"),
        (
            {"cliff": "366 days"},
            "cliff: 31,622,400 seconds are longer than the duration, 31,536,000",
        ),
        ({"duration": "3651 days"}, "duration: 315446400 is too much: at most 315360000"),
        ({"treasury": "TEST::1"}, "treasury: 'TEST::1' is not an address"),
        ({"treasury": "0x" + "0" * 40}, "treasury: the zero address can hold nothing"),
        ({"unsold": "me"}, "unsold: "),
        ({"allowlist": "0x12"}, "allowlist: '0x12' is not a root"),
        ({"allowlist": "0x" + "0" * 64}, "is not a root"),
        ({"content": "Qm"}, "content: "),
        ({"payments": []}, "payments: 0 entries: there must be 1"),
        ({"discount": "1"}, "discount: unknown entry: remove it"),
    ],
)
def test_terms__wrong__named_with_the_remedy(
    wanted: dict[str, Any], change: dict[str, Any], says: str
) -> None:
    with pytest.raises(SaleError) as caught:
        terms.validate(wanted | change, "terms.yaml")
    (line,) = caught.value.message.splitlines()
    assert line.startswith("terms.yaml: ")
    assert says in line


@pytest.mark.parametrize(
    ("price", "says"),
    [
        ("0.0000001", "0.0000001 TUSD has 7 decimals: there are at most 6"),
        ("-1", "'-1' is not an amount of TUSD"),
        ("0", "0 TUSD cannot be the price of an Ecom"),
        (str(2**96), "cannot be the price of an Ecom"),
    ],
)
def test_terms__price_that_cannot_be__named(wanted: dict[str, Any], usd: Any, price: str, says: str) -> None:
    payments = [{"currency": usd.address, "price": price}]
    with pytest.raises(SaleError) as caught:
        terms.validate(wanted | {"payments": payments}, "terms.yaml").struct()
    assert says in caught.value.message


def test_terms__currency_that_is_none__named(wanted: dict[str, Any]) -> None:
    payments = [{"currency": account(BOB).address, "price": "1"}]
    with pytest.raises(SaleError, match="is not a currency with decimals"):
        terms.validate(wanted | {"payments": payments}, "terms.yaml").struct()


def test_terms__file__is_read_as_text(tmp_path: Path, wanted: dict[str, Any], usd: Any) -> None:
    path = tmp_path / "terms.yaml"
    path.write_text(yaml.safe_dump(wanted))
    struct = terms.load(path).struct()
    assert struct[0] == [(usd.address, 2_500_000)]
    assert struct[1:6] == (700 * ECOM + ECOM // 2, struct[2], struct[2] + 10 * DAY, 180 * DAY, 365 * DAY)
    assert struct[7] == 2
    for text, says in (("[1]", "not a mapping"), ("a: b: c", "not YAML")):
        path.write_text(text)
        with pytest.raises(SaleError, match=says):
            terms.load(path)
    with pytest.raises(SaleError, match="cannot be read"):
        terms.load(tmp_path / "missing.yaml")


# Creating


def test_create__at_once__is_what_the_terms_say(system: System, round_: terms.RoundTerms) -> None:
    found = system.sale.round(1)
    assert (found.cap, found.start, found.end) == (700 * ECOM + ECOM // 2, round_.start, round_.end)
    assert "0x" + bytes(found.allowlist).hex() == round_.allowlist
    assert content.cid_text(bytes(found.content.digest)) == round_.content


def test_create__by_a_stranger__refused(system: System, wanted: dict[str, Any]) -> None:
    with pytest.raises(
        SaleError, match=f"{account(BOB).address} may not create rounds: that is the foundation's"
    ):
        creating.create(system, account(BOB), terms.validate(wanted, "t"))


def test_create__more_than_there_is__refused_by_the_contract(system: System, wanted: dict[str, Any]) -> None:
    made = terms.validate(wanted | {"cap": "1001"}, "t")
    with pytest.raises(ActionError, match="CapOutOfRange"):
        creating.create(system, account(FOUNDATION), made)


def test_create__start_has_passed__refused(system: System, wanted: dict[str, Any]) -> None:
    made = terms.validate(wanted, "t")
    mine_at(made.start + 1)
    with pytest.raises(SaleError, match=r"start: .* is not from .*, when the round can be created"):
        creating.create(system, account(FOUNDATION), made)


def test_create__list_for_another_number__refused(system: System, wanted: dict[str, Any]) -> None:
    """The round could not be undone, and nobody on its list could buy."""
    foundation = account(FOUNDATION)
    with pytest.raises(SaleError, match=r"^round: the list is for round 2, and this would become round 1, "):
        creating.create(system, foundation, terms.validate(wanted | {"round": 2}, "t"))
    made = terms.validate(wanted, "t")
    assert creating.create(system, foundation, made).startswith("round 1 is created")
    with pytest.raises(SaleError, match=r"^round: the list is for round 1, and this would become round 2, "):
        creating.create(system, foundation, made)
    assert system.sale.rounds() == 1


def test_create__two_rounds_on_their_way__only_in_their_order(system: System, wanted: dict[str, Any]) -> None:
    """Executed the other way round, both lists would be for the wrong number."""
    foundation, wait = account(FOUNDATION), 2 * DAY
    system.access_manager.grantRole(0, foundation, wait, sender=foundation)
    start = now() + 10 * DAY
    moved = {
        name: times.text(start + n * DAY).removesuffix(" UTC") for n, name in enumerate(("start", "end"))
    }
    first, second = (
        terms.validate(wanted | moved | {"round": n, "cap": "1", "allowlist": f"0x{n:064x}"}, "t")
        for n in (1, 2)
    )
    for each in (first, second):
        assert creating.create(system, foundation, each).startswith("scheduled: ")
    mine_at(now() + wait)
    with pytest.raises(SaleError, match=r"create the rounds before it first$"):
        creating.create(system, foundation, second)
    assert creating.create(system, foundation, first).startswith("round 1 is created")
    with pytest.raises(SaleError, match=r"^round: the list is for round 1, and there are 1 rounds already: "):
        creating.create(system, foundation, terms.validate(wanted | moved | {"cap": "2"}, "t"))
    assert creating.create(system, foundation, second).startswith("round 2 is created")


@pytest.mark.parametrize("name", ["token", "vault", "reward_pool", "registry", "sale"])
def test_create__treasury_that_keeps_everything__refused(
    system: System, wanted: dict[str, Any], name: str
) -> None:
    treasury = getattr(system, name).address
    with pytest.raises(SaleError, match=f"^treasury: {treasury} is .*, where what it is sent"):
        creating.create(system, account(FOUNDATION), terms.validate(wanted | {"treasury": treasury}, "t"))


def test_create__treasury_that_vests__goes(system: System, wanted: dict[str, Any]) -> None:
    made = terms.validate(wanted | {"treasury": system.foundation_vesting.address}, "t")
    assert creating.create(system, account(FOUNDATION), made).startswith("round 1 is created")


def test_create__account_with_a_delay__schedules_and_the_same_call_creates(
    system: System, wanted: dict[str, Any]
) -> None:
    foundation, manager = account(FOUNDATION), system.access_manager
    manager.grantRole(deployment.ADMIN_ROLE, foundation, 5 * DAY, sender=foundation)
    with pytest.raises(SaleError, match="when the round can be created at the earliest"):
        creating.create(system, foundation, terms.validate(wanted, "t"))
    start = now() + 6 * DAY
    later = {"start": str(start), "end": str(start + DAY)}
    made = terms.validate(wanted | later, "t")
    said = creating.create(system, foundation, made)
    ready = now() + 5 * DAY
    assert said.startswith(f"scheduled: run the same command again between {times.text(ready)} and ")
    assert creating.create(system, foundation, made).startswith("scheduled already: run the same command")
    assert system.sale.rounds() == 0
    mine_at(ready)
    assert creating.create(system, foundation, made).startswith("round 1 is created")
    assert system.sale.rounds() == 1


# Buying and after


def test_buy__listed__pays_exactly_and_leaves_no_allowance(
    system: System, usd: Any, round_: terms.RoundTerms, listed: tuple[Path, dict[str, str]]
) -> None:
    alice = account(ALICE)
    currency = trading.choose(system, 1, None)
    assert trading.quote(system, 1, 100 * ECOM + 1, currency) == 250_000_001
    said = trading.buy(system, alice, 1, 100 * ECOM + 1, currency, lists.load(listed[0]))
    assert "bought 100.000000000000000001 Ecom for 250.000001 TUSD" in said
    assert "100.000000000000000001 of at most 600" in said
    assert usd.balanceOf(account(8)) == 250_000_001
    assert usd.allowance(alice, system.sale) == 0
    usd.approve(system.sale, 7, sender=alice)
    trading.buy(system, alice, 1, ECOM, currency, lists.load(listed[0]))
    assert usd.allowance(alice, system.sale) == 0
    assert system.sale.position(1, alice).bought == 101 * ECOM + 1


def test_buy__refused__says_why_and_takes_the_allowance_back(
    system: System, usd: Any, round_: terms.RoundTerms, listed: tuple[Path, dict[str, str]]
) -> None:
    found, currency = lists.load(listed[0]), trading.choose(system, 1, "TUSD")
    for buyer, amount, says in (
        (ALICE, 601 * ECOM, "BuyerCapExceeded"),
        (ALICE, 0, "ZeroAmount"),
        (BOB, 5, "CurrencyRefused"),
    ):
        with pytest.raises(ActionError, match=says):
            trading.buy(system, account(buyer), 1, amount, currency, found)
        assert usd.allowance(account(buyer), system.sale) == 0
    with pytest.raises(SaleError, match="is not on the list"):
        trading.buy(system, account(CAROL), 1, 1, currency, found)
    with pytest.raises(SaleError, match="there is no round 2: there are rounds 1 to 1"):
        trading.buy(system, account(ALICE), 2, 1, currency, found)


def test_send__currency_that_changes_only_an_allowance_of_zero__gets_the_old_one_back(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As USDT's. Something else is refused once the allowance is there, such as a payer on a black list."""
    allowed = [7]

    def approve(_: Any, amount: int, sender: Any) -> None:
        assert not (amount and allowed[-1]), "it would revert"
        allowed.append(amount)

    usdt: Any = SimpleNamespace(allowance=lambda *_: allowed[-1], balanceOf=lambda *_: 100, approve=approve)
    lacking = Revert("CurrencyRefused", {"balance": 100, "payment": 50}, "", b"")
    answers = iter([lacking, Revert("CurrencyRefused", {"balance": 0, "payment": 50}, "", b"")])
    monkeypatch.setattr(sending, "_try", lambda *_: next(answers))
    with pytest.raises(ActionError):
        sending.send(system, "buy", account(ALICE), system.sale.buy, cost=50, currency=usdt)
    assert allowed == [7, 0, 50, 0, 7]


def test_buy__list_of_another_round__refused(
    system: System, usd: Any, wanted: dict[str, Any], round_: terms.RoundTerms, csv_file: Path, tmp_path: Path
) -> None:
    out, currency = tmp_path / "other.json", trading.choose(system, 1, usd.address.lower())
    creating.allowlist(system, csv_file, out, 2)
    with pytest.raises(SaleError, match="is the list of round 2 of"):
        trading.buy(system, account(ALICE), 1, 1, currency, lists.load(out))
    csv_file.write_text(f"{account(ALICE).address},1\n")
    creating.allowlist(system, csv_file, out, 1)
    with pytest.raises(SaleError, match="has another root than round 1 on the chain"):
        trading.buy(system, account(ALICE), 1, 1, currency, lists.load(out))


def test_currency__symbol_that_acts_on_a_terminal__is_harmless(
    system: System, wanted: dict[str, Any]
) -> None:
    """Its contract says what it likes, and something else every time."""
    me = account(0)
    odd = me.deploy(project.TestCurrency, "[/red]\x1b[2J\n0 USDC for all", 6, me)
    made = terms.validate(wanted | {"payments": [{"currency": odd.address, "price": "2.5"}]}, "t")
    creating.create(system, account(FOUNDATION), made)
    text = "2.5 [/red]\ufffd[2J\ufffd0 US…"
    assert status.summary(system)["rounds"][0]["payments"][0]["text"] == text
    out = StringIO()
    status.show_sale(status.summary(system), Console(file=out, width=400))
    status.show_round(status.one_round(system, 1), Console(file=out, width=400))
    assert out.getvalue().count(text) == 2


def test_currency__symbol_of_bytes__is_named_by_its_address(system: System) -> None:
    """As that of MKR, from before the standard had text."""
    address = "0x" + "ab" * 20
    answer = b"MKR".ljust(32, b"\0").hex()
    code = f"5f3560e01c63313ce567146035577f{answer}5f5260205ff35b60125f5260205ff3"
    chain.provider.make_request("anvil_setCode", [address, "0x" + code])
    found = currencies.at(to_checksum_address(address))
    assert (found.decimals, found.symbol) == (18, to_checksum_address(address))


def test_choose__several_currencies__one_must_be_named(
    system: System, wanted: dict[str, Any], usd: Any
) -> None:
    me = account(0)
    eur = me.deploy(project.TestCurrency, "TEUR", 18, me)
    payments = [*wanted["payments"], {"currency": eur.address, "price": "2"}]
    creating.create(system, account(FOUNDATION), terms.validate(wanted | {"payments": payments}, "t"))
    assert trading.choose(system, 1, "TEUR").address == eur.address
    for named, what in ((None, "several fit"), ("TGBP", "none fits")):
        with pytest.raises(SaleError, match=what):
            trading.choose(system, 1, named)


def test_release_and_close__by_anyone__then_the_status_tells(
    system: System, usd: Any, round_: terms.RoundTerms, listed: tuple[Path, dict[str, str]]
) -> None:
    currency = trading.choose(system, 1, None)
    trading.buy(system, account(ALICE), 1, 365 * ECOM, currency, lists.load(listed[0]))
    alice = account(ALICE).address
    with pytest.raises(ActionError, match="NothingToRelease"):
        trading.release(system, account(CAROL), 1, alice)
    with pytest.raises(ActionError, match="NotOver"):
        trading.close(system, account(CAROL), 1)
    mine_at(round_.end)
    said = trading.close(system, account(CAROL), 1)
    assert said == "round 1 is closed: 335.5 Ecom were not sold and went to the seal vault"
    mine_at(round_.end + 180 * DAY - 1)
    with pytest.raises(ActionError, match="NothingToRelease"):
        trading.release(system, account(CAROL), 1, alice)
    mine_at(round_.end + 200 * DAY)  # and the transaction's block is a second later
    assert "received 200.00" in trading.release(system, account(CAROL), 1, alice)
    found = status.one_round(system, 1)
    assert (found["state"], found["sold"], found["unsold"]) == ("closed", str(365 * ECOM), "vault")
    (buyer,) = found["buyers"]
    assert (buyer["account"], buyer["bought"]) == (alice, str(365 * ECOM))
    assert buyer["released"] == str(365 * ECOM * (200 * DAY + 1) // (365 * DAY))
    whole = status.summary(system)
    assert whole["unreserved"] == str(1_000 * ECOM - 700 * ECOM - ECOM // 2)
    assert int(whole["balance"]) == int(whole["obligations"])


def test_vesting__status_and_release__follow_the_chain(system: System) -> None:
    foundation, team = status.vestings(system)
    assert (foundation["share"], team["share"]) == ("foundation", "team")
    assert (team["total"], team["released"], team["successor"]) == (str(2 * 10**9 * ECOM), "0", None)
    with pytest.raises(SaleError) as caught:
        status.release_share(system, account(CAROL), "team")
    assert caught.value.message == (
        f"nothing of the team's share can be released now: it vests from {times.text(team['start'])} to "
        f"{times.text(team['end'])}, nothing before {times.text(team['cliff'])}"
    )
    mine_at(team["end"])
    said = status.release_share(system, account(CAROL), "team")
    assert said == f"{account(FOUNDATION).address} received 2000000000 Ecom of the team's share"
    assert status.vestings(system)[1]["released"] == str(2 * 10**9 * ECOM)


def test_console__a_round__in_one_call_each(
    system: System, usd: Any, round_: terms.RoundTerms, listed: tuple[Path, dict[str, str]]
) -> None:
    act, alice, carol = Actions(system), account(ALICE), account(CAROL)
    assert act.sale_quote(1, "10") == "25 TUSD"
    left = system.sale.unreserved()
    assert act.fund_presale(account(0), "7").startswith(f"{account(0).address} added 7 Ecom; the next rounds")
    assert system.sale.unreserved() == left + 7 * ECOM
    assert system.token.allowance(account(0), system.sale) == 0
    assert "bought 10 Ecom for 25 TUSD" in act.buy_presale(alice, 1, "10", listed[0])
    mine_at(round_.end)
    assert "690.5 Ecom were not sold" in act.close_presale(carol, 1)
    mine_at(round_.end + 365 * DAY)
    assert "received 10 Ecom" in act.release_presale(carol, 1, alice)
    assert "of the foundation's share" in act.release_vested(carol, "foundation")
    for wrong, says in (
        (lambda: act.sale_quote(0, "1"), "round cannot be 0"),
        (lambda: act.release_vested(carol, "mine"), "share cannot be 'mine': give 'foundation' or 'team'"),
        (lambda: act.release_presale("me", 1), "'me' is not an account that can sign"),  # type: ignore[arg-type]
        (lambda: act.close_presale(carol, 2), "there is no round 2"),
    ):
        with pytest.raises(EcomError, match=says):
            wrong()


# The commands


def run(name: str, command: str, *arguments: str) -> Any:
    """``ape run NAME COMMAND`` in this process, on the chain of the tests."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(f"_script_{name}", project.path / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found = module.cli.commands[command]
    plain = click.Command(command, callback=found.callback, params=found.params)
    return CliRunner().invoke(plain, arguments)


def test_commands__a_whole_round__as_in_the_runbook(
    system: System, tmp_path: Path, usd: Any, csv_file: Path, wanted: dict[str, Any]
) -> None:
    manifest = ("--manifest", str(system.manifest.save(tmp_path / "here.json")))
    proofs, file = tmp_path / "proofs.json", tmp_path / "terms.yaml"
    declined = run("sale", "fund", "5", "--account", "TEST::0", *manifest)
    assert (declined.exit_code, system.sale.unreserved()) == (1, 1_000 * ECOM)
    funded = run("sale", "fund", "5", "--yes", "--account", "TEST::0", *manifest)
    assert funded.output.endswith("added 5 Ecom; the next rounds can sell 1005\n")

    def good(*arguments: str) -> str:
        result = run("sale", *arguments, *manifest)
        assert result.exit_code == 0, result.output
        return str(result.output)

    assert "there are no rounds yet" in good("status")
    said = good("allowlist", "--csv", str(csv_file), "--out", str(proofs))
    file.write_text(yaml.safe_dump(wanted | yaml.safe_load(said.split("\n", 1)[1])))
    assert "round 1 is created" in good("create", str(file), "--account", "TEST::1")
    assert "10 Ecom cost 25 TUSD" in good("quote", "1", "10")
    mine_at(system.sale.round(1).start)
    assert "bought 10 Ecom for 25 TUSD" in good(
        "buy", "1", "10", "--list", str(proofs), "--account", "TEST::9"
    )
    assert "open" in good("status")
    assert account(ALICE).address in good("status", "1")
    assert json.loads(good("status", "1", "--json"))["sold"] == str(10 * ECOM)
    end = system.sale.round(1).end
    mine_at(end)
    assert "690.5 Ecom were not sold" in good("close", "1", "--account", "TEST::7")
    mine_at(end + 365 * DAY)
    assert "received 10 Ecom" in good("release", "1", account(ALICE).address, "--account", "TEST::7")

    refused = run("sale", "quote", "2", "10", *manifest)
    assert refused.exit_code == 1
    assert "there is no round 2: there are rounds 1 to 1" in refused.output
    assert isinstance(refused.exception, SystemExit)

    shown = run("vesting", "status", *manifest)
    assert shown.exit_code == 0, shown.output
    assert "EcomVesting (team_vesting)" in shown.output
    assert json.loads(run("vesting", "status", "--json", *manifest).output)[0]["share"] == "foundation"
    released = run("vesting", "release", "foundation", "--account", "TEST::7", *manifest)
    assert released.exit_code == 0, released.output
    assert "of the foundation's share" in released.output


def test_parameters__amounts__cap_is_one() -> None:
    """Errors of terms tell amounts in Ecom, as those of parameters do."""
    assert "cap" in parameters._AMOUNTS
