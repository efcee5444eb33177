"""Vouchers in Python: the same digest as the contract's, and every obstacle told before anything is sent."""

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ape
import click
import pytest
import scene as scenes
from ape import accounts, chain, project
from click.testing import CliRunner
from clock import DAY, mine_at, now
from eth_account import Account
from eth_account.messages import encode_typed_data
from scene import BUDGET, FIAT, FIAT_BASE, MIXED, PRICE, Scene, fiat, offer, tokens

from ecomchain import vouchers
from ecomchain.amounts import format_ecom
from ecomchain.errors import ArgumentError
from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOWCASE
from ecomchain.model import commission
from ecomchain.sending import ActionError
from ecomchain.system import System
from ecomchain.vouchers import Purchase, Voucher, VoucherError, check, checking


@ape.fixture(chain_isolation=False, scope="module")
def scene(system: System) -> Iterator[Scene]:
    """The scene of the unit tests, taken back afterwards."""
    yield from scenes.play(system)


def made(system: System, scene: Scene, option: int = FIAT, n: int = 0, **changes: Any) -> Voucher:
    """A voucher for the scene's buyer through n distributors, signed by its seller."""
    unsigned = vouchers.make(system, scene.mixed, scene.buyer, option=option, link=scene.link(n), **changes)
    return vouchers.sign(scene.seller, unsigned)


def changed(voucher: Voucher, **changes: Any) -> Voucher:
    """The voucher with other values, which nobody signed."""
    purchase = {name: changes.pop(name) for name in tuple(changes) if name in Purchase.model_fields}
    return voucher.model_copy(update=changes | {"purchase": voucher.purchase.model_copy(update=purchase)})


# Data


def test_json__round_trip__is_the_same_voucher(system: System, scene: Scene) -> None:
    voucher = made(system, scene, MIXED, 2)
    assert Voucher.from_json(voucher.to_json()) == voucher
    plain = json.loads(voucher.to_json())
    assert plain["purchase"]["unitPrice"] == str(PRICE)
    assert plain["signature"] == "0x" + voucher.signature.hex()
    assert (voucher.shop, voucher.tokens) == (scene.shop, PRICE)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("nonce",), "two", "nonce: "),
        (("nonce",), str(2**256), "nonce: "),
        (("nonce",), 1.5, "nonce: "),
        (("purchase", "quantity"), "0", "purchase.quantity: "),
        (("buyer",), "bob", "buyer: 'bob' is not an address"),
        (("signature",), "0xzz", "signature: "),
        (("version",), 2, "version: "),
        (("extra",), 1, "extra: "),
    ],
)
def test_from_json__wrong_value__is_named(
    system: System, scene: Scene, path: tuple[str, ...], value: Any, said: str
) -> None:
    plain = json.loads(made(system, scene).to_json())
    *parents, last = path
    target = plain
    for parent in parents:
        target = target[parent]
    target[last] = value
    with pytest.raises(VoucherError) as error:
        Voucher.from_json(json.dumps(plain))
    assert error.value.message.startswith(f"this is no voucher: {said}")


def test_from_json__no_json__is_refused() -> None:
    with pytest.raises(VoucherError, match="this is no voucher: Invalid JSON"):
        Voucher.from_json("hello")


# Signing


def test_digest__of_any_voucher__is_the_contracts(system: System, scene: Scene) -> None:
    for voucher in (made(system, scene), made(system, scene, MIXED, 3, quantity=7, nonce=2**256 - 1)):
        wanted = system.vouchers.digest(voucher.purchase.struct, voucher.struct)
        assert vouchers.digest(voucher) == bytes(wanted)


def test_typed_data__signed_by_another_library__is_the_same(system: System, scene: Scene) -> None:
    voucher = made(system, scene, MIXED, 2)
    text = json.loads(json.dumps(vouchers.typed_data(voucher)))
    signed = Account.sign_message(encode_typed_data(full_message=text), scene.seller.private_key)
    assert voucher.with_signature(signed.signature) == voucher
    assert voucher.with_signature("0x" + signed.signature.hex()) == voucher


def test_sign__local_key__is_the_same(system: System, scene: Scene) -> None:
    voucher = made(system, scene)
    assert vouchers.sign(Account.from_key(scene.seller.private_key), voucher) == voucher


def test_sign__leading_zero_byte__is_kept(system: System, scene: Scene) -> None:
    """One signature in 128 has an r or s that begins with a zero byte."""
    unsigned = made(system, scene)
    signed = (vouchers.sign(scene.seller, changed(unsigned, nonce=nonce)) for nonce in range(5_000))
    short = next(voucher for voucher in signed if not (voucher.signature[0] and voucher.signature[32]))
    assert len(short.signature) == 65
    assert check(system, short, scene.stranger) == []


def test_sign__refused_by_the_wallet__is_said(system: System, scene: Scene) -> None:
    class Refusing:
        address = scene.seller.address

        def sign_message(self, message: Any) -> None:
            return None

    with pytest.raises(VoucherError, match=f"{scene.seller.address} has not signed the voucher"):
        vouchers.sign(Refusing(), made(system, scene))


# Making


def test_make__as_the_listing_is__takes_all_from_the_chain(system: System, scene: Scene) -> None:
    first, second = (
        vouchers.make(system, scene.mixed, scene.buyer, option=MIXED, quantity=2, link=scene.link(2))
        for _ in range(2)
    )
    assert first.purchase.struct == (scene.mixed, MIXED, 1, 2, PRICE, scene.link(2))
    assert first.deadline == now() + vouchers.VALIDITY
    assert (first.transfers, first.signature) == (0, b"")
    assert first.nonce != second.nonce, "every voucher has a nonce of its own"


def test_make__token_only_option__is_refused(system: System, scene: Scene) -> None:
    with pytest.raises(VoucherError, match=f"option 0 of listing {scene.mixed} has no fiat part"):
        vouchers.make(system, scene.mixed, scene.buyer)
    with pytest.raises(ActionError, match=r"make_voucher was refused: UnknownOption\(listing=.*, option=3\)"):
        vouchers.make(system, scene.mixed, scene.buyer, option=3)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"buyer": "bob"}, "buyer: 'bob' is not an address"),
        ({"quantity": 0}, "quantity: "),
        ({"listing": 2**64}, "listing: "),
        ({"valid_for": 2**40}, "deadline: "),
        ({"nonce": -1}, "nonce: "),
    ],
)
def test_make__impossible_value__is_named(
    system: System, scene: Scene, changes: dict[str, Any], said: str
) -> None:
    wanted = {"listing": scene.mixed, "buyer": scene.buyer, "option": FIAT} | changes
    with pytest.raises(VoucherError) as error:
        vouchers.make(system, **wanted)
    assert error.value.message.startswith(f"this is no voucher: {said}")


# Submitting


@pytest.mark.parametrize("option", [FIAT, MIXED])
@pytest.mark.parametrize("n", [0, 2])
def test_submit__sound_voucher__places_the_buyers_order(
    system: System, scene: Scene, option: int, n: int
) -> None:
    voucher = made(system, scene, option, n, quantity=3)
    system.token.approve(system.market, 0, sender=scene.stranger)
    held = system.token.balanceOf(scene.stranger)
    order = vouchers.submit(system, scene.stranger, voucher)
    assert order == system.market.totals().orders
    placed = system.market.order(order)
    price = PRICE * 3 if option == MIXED else 0
    assert (placed.buyer, placed.shop, placed.link) == (scene.buyer.address, scene.shop, scene.link(n))
    assert (placed.escrow, placed.fiat) == (price, 3 * FIAT_BASE)
    assert held - system.token.balanceOf(scene.stranger) == price
    assert system.token.allowance(scene.stranger, system.market) == 0


def test_submit__obstacles__are_all_told_and_nothing_is_sent(system: System, scene: Scene) -> None:
    voucher = made(system, scene, MIXED)
    system.vouchers.revoke(scene.shop, voucher.nonce, sender=scene.seller)
    held = system.token.balanceOf(scene.stranger)
    system.token.transfer(scene.seller, held, sender=scene.stranger)
    mine_at(voucher.deadline + 1)
    height = chain.blocks.height
    with pytest.raises(VoucherError) as error:
        vouchers.submit(system, scene.stranger, voucher)
    assert error.value.message == "submit_voucher was refused: " + "; ".join(
        [expired(voucher), used(scene, voucher), has(scene, 0)]
    )
    assert chain.blocks.height == height
    with pytest.raises(ArgumentError, match="'bob' is not an account that can sign"):
        vouchers.submit(system, "bob", voucher)  # type: ignore[arg-type]


# Checking: what is said, and that the contracts indeed refuse


def expired(voucher: Voucher) -> str:
    return f"it expired on {checking._time(voucher.deadline)}: ask the seller for a new one"


def used(scene: Scene, voucher: Voucher) -> str:
    return f"shop {scene.shop} has used, or revoked, its nonce {voucher.nonce}: ask the seller for a new one"


def has(scene: Scene, amount: int) -> str:
    held, price = format_ecom(amount), format_ecom(PRICE)
    return f"{scene.stranger.address} has {held} of the {price} Ecom of the token part"


def refused(system: System, scene: Scene, voucher: Voucher, *said: str) -> None:
    """``check`` says exactly this, and the contract refuses the submission of any account."""
    assert check(system, voucher, scene.stranger) == list(said)
    contracts = [contract for _, contract in system.contracts()]
    assert checking.reverts.attempt(
        system.vouchers.place,
        voucher.purchase.struct,
        voucher.struct,
        sender=scene.stranger,
        contracts=contracts,
    )


def test_check__sound__says_nothing(system: System, scene: Scene) -> None:
    for option in (FIAT, MIXED):
        for n in (0, 1, 4):
            voucher = made(system, scene, option, n)
            assert check(system, voucher, scene.stranger) == check(system, voucher) == []


def test_check__deadline__is_the_last_second(system: System, scene: Scene) -> None:
    voucher = made(system, scene, valid_for=DAY)
    mine_at(voucher.deadline)
    assert check(system, voucher, scene.stranger) == []
    mine_at(voucher.deadline + 1)
    refused(system, scene, voucher, expired(voucher))


def test_check__submitted_or_revoked__says_the_nonce_is_used(system: System, scene: Scene) -> None:
    voucher = made(system, scene)
    vouchers.submit(system, scene.stranger, voucher)
    refused(system, scene, voucher, used(scene, voucher))
    voucher = made(system, scene)
    system.vouchers.revoke(scene.shop, voucher.nonce, sender=scene.seller)
    refused(system, scene, voucher, used(scene, voucher))


def test_check__not_signed__says_who_has_to(system: System, scene: Scene) -> None:
    voucher = made(system, scene).with_signature(b"")
    refused(
        system,
        scene,
        voucher,
        f"it is not signed: {scene.seller.address}, who owns shop {scene.shop}, has to sign it",
    )


def test_check__another_signer__is_named(system: System, scene: Scene) -> None:
    voucher = vouchers.sign(scene.rival, made(system, scene))
    refused(
        system,
        scene,
        voucher,
        f"{scene.seller.address}, who owns shop {scene.shop}, has not signed exactly this: "
        f"the signature gives {scene.rival.address}",
    )


@pytest.mark.parametrize(
    "changes",
    [{"nonce": 1}, {"deadline": 2**40 - 1}, {"quantity": 2}, {"link": 0}, {"buyer": "0x" + "11" * 20}],
)
def test_check__altered__is_not_what_was_signed(
    system: System, scene: Scene, changes: dict[str, Any]
) -> None:
    (said,) = check(system, altered := changed(made(system, scene, n=2), **changes), scene.stranger)
    assert said.startswith(f"{scene.seller.address}, who owns shop {scene.shop}, has not signed exactly this")
    refused(system, scene, altered, said)


@pytest.mark.parametrize(
    "text",
    [b"1", b"\0" * 64, b"\0" * 65, b"\xff" * 64 + b"\x1b", b"\1" * 66],
    ids=["one byte", "zeros of 64", "zeros of 65", "out of range", "66 bytes"],
)
def test_check__no_signature_at_all__gives_nobody(system: System, scene: Scene, text: bytes) -> None:
    voucher = made(system, scene).with_signature(text)
    (said,) = check(system, voucher, scene.stranger)
    assert said.endswith("has not signed exactly this: the signature gives nobody")


def test_check__short_signature__is_as_good(system: System, scene: Scene) -> None:
    """ERC-2098: 64 bytes, the parity in the highest bit of s."""
    for nonce in range(8):  # both parities
        voucher = made(system, scene, nonce=nonce)
        r, s, v = voucher.signature[:32], voucher.signature[32:64], voucher.signature[64]
        short = voucher.with_signature(r + bytes([s[0] | (v - 27) << 7]) + s[1:])
        assert check(system, short, scene.stranger) == []
        assert vouchers.submit(system, scene.stranger, short)


def test_check__shop_transferred__says_who_owns_it_now(system: System, scene: Scene) -> None:
    voucher = made(system, scene)
    system.registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    refused(
        system,
        scene,
        voucher,
        f"shop {scene.shop} was transferred after it was signed: {scene.rival.address}, its owner now, "
        "has to sign anew",
    )


def test_check__owner_is_a_contract__asks_it(system: System, scene: Scene) -> None:
    wallet = project.TestWallet.deploy(scene.rival, sender=scene.rival)
    system.registry.transferFrom(scene.seller, wallet, scene.shop, sender=scene.seller)
    unsigned = vouchers.make(system, scene.mixed, scene.buyer, option=FIAT)
    refused(
        system,
        scene,
        vouchers.sign(scene.seller, unsigned),
        f"the contract {wallet.address}, which owns shop {scene.shop}, does not accept the signature",
    )
    voucher = vouchers.sign(scene.rival, unsigned)
    assert check(system, voucher, scene.stranger) == []
    assert vouchers.submit(system, scene.stranger, voucher)


def test_check__owner_is_a_contract_without_signatures__is_told(system: System, scene: Scene) -> None:
    system.registry.transferFrom(scene.seller, system.token, scene.shop, sender=scene.seller)
    (said,) = check(system, made(system, scene), scene.stranger)
    assert said.startswith(
        f"the contract {system.token.address}, which owns shop {scene.shop}, does not accept"
    )


def test_check__paused__says_until_when(system: System, scene: Scene, guardian: Any) -> None:
    voucher = made(system, scene)
    system.market.pause(DAY, sender=guardian)
    until = checking._time(system.market.totals().pausedUntil)
    refused(system, scene, voucher, f"new orders are paused until {until}: wait")


def test_check__listing_revised__tells_revision_and_price(system: System, scene: Scene) -> None:
    voucher = made(system, scene, MIXED)
    dearer = offer(tokens(), fiat(), fiat(tokens=2 * PRICE))
    system.catalog.revise(scene.mixed, dearer, sender=scene.seller)
    refused(
        system,
        scene,
        voucher,
        f"listing {scene.mixed} was changed since: it is at revision 2, not 1",
        f"the token part of a unit is {format_ecom(2 * PRICE)} Ecom, not {format_ecom(PRICE)}",
    )


def test_check__option_gone_or_for_tokens_alone__is_told(system: System, scene: Scene) -> None:
    revised = f"listing {scene.mixed} was changed since: it is at revision 2, not 1"
    mixed, plain = made(system, scene, MIXED), made(system, scene, FIAT)
    system.catalog.revise(scene.mixed, offer(fiat(), tokens(1)), sender=scene.seller)
    refused(system, scene, mixed, revised, f"listing {scene.mixed} has no option {MIXED}")
    refused(
        system,
        scene,
        plain,
        revised,
        f"option {FIAT} has no fiat part: buy it without a voucher",
        "the token part of a unit is 0.000000000000000001 Ecom, not 0",
    )


def test_check__listing_asleep_or_down__is_told(system: System, scene: Scene) -> None:
    voucher = made(system, scene)
    system.registry.release(scene.shop, SHOWCASE, 5, sender=scene.seller)
    refused(system, scene, voucher, f"listing {scene.mixed} is asleep: its shop does not carry so many now")
    system.catalog.delist(scene.mixed, sender=scene.seller)
    refused(
        system,
        scene,
        voucher,
        f"listing {scene.mixed} is taken down",
        f"listing {scene.mixed} was changed since: it is at revision 2, not 1",
    )


def test_check__stock__is_counted(system: System, scene: Scene) -> None:
    system.catalog.setStock(scene.mixed, 2, sender=scene.seller)
    assert check(system, made(system, scene, quantity=2), scene.stranger) == []
    refused(system, scene, made(system, scene, quantity=3), "3 units are wanted, 2 are left")


def test_check__more_than_all_tokens__is_told(system: System, scene: Scene) -> None:
    dear = offer(tokens(), fiat(base=10**28), fiat(base=10**28))
    system.catalog.revise(scene.mixed, dear, sender=scene.seller)
    assert check(system, made(system, scene), scene.stranger) == []
    refused(system, scene, made(system, scene, n=2, quantity=2), "2 units are worth more Ecom than there is")


def test_check__link_dropped_or_asleep__is_dormant(system: System, scene: Scene) -> None:
    voucher, (link, other) = made(system, scene, n=2), scene.links[1:3]
    system.catalog.drop(link, sender=scene.distributors[1])
    refused(system, scene, voucher, f"link {link} is dormant: its distributor has dropped it")
    voucher = made(system, scene, n=3)
    system.registry.release(scene.shops[2], DISTRIBUTION, 1, sender=scene.distributors[2])
    refused(
        system, scene, voucher, f"link {other} is dormant: the distributor's shop does not carry so many now"
    )


def test_check__task_closed_or_without_promotion__is_told(system: System, scene: Scene) -> None:
    voucher = made(system, scene, n=2)
    system.registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    promotion = f"shop {scene.shop} has no PROMOTION now, so its tasks take no orders"
    refused(system, scene, voucher, promotion)
    system.catalog.closeTask(scene.task, sender=scene.seller)
    closed = f"the task of link {scene.link(2)} is closed, or has expired"
    refused(system, scene, voucher, closed, promotion)


def test_check__foreign_or_unknown_link__is_told(system: System, scene: Scene) -> None:
    system.catalog.takeLink(scene.rival_task, 0, scene.shops[0], 1, sender=scene.distributors[0])
    foreign = scene.rival_task << 32 | scene.shops[0]
    voucher = vouchers.sign(scene.seller, changed(made(system, scene), link=foreign))
    refused(system, scene, voucher, f"the task of link {foreign} does not cover the listing")
    unknown = scene.task << 32 | 99
    voucher = vouchers.sign(scene.seller, changed(made(system, scene), link=unknown))
    refused(system, scene, voucher, f"there is no link {unknown}")


def test_check__budget__covers_the_whole_commission(system: System, scene: Scene) -> None:
    upper, closing = commission.full(PRICE + FIAT_BASE, scenes.L, scenes.M, 3)
    reserve, voucher = 2 * upper + closing, made(system, scene, MIXED, 3)
    system.budgets.withdraw(scene.shop, BUDGET - reserve, sender=scene.seller)
    assert check(system, voucher, scene.stranger) == []
    system.budgets.withdraw(scene.shop, 1, sender=scene.seller)
    refused(
        system,
        scene,
        voucher,
        f"the commission budget of shop {scene.shop} is too low: the order reserves "
        f"{format_ecom(reserve)} Ecom of it, and {format_ecom(reserve - 1)} are there",
    )


def test_check__token_part__must_be_owned_and_approved(system: System, scene: Scene) -> None:
    voucher = made(system, scene, MIXED)
    system.token.approve(system.market, PRICE - 1, sender=scene.stranger)
    allowed = (
        f"{scene.stranger.address} lets the market take {format_ecom(PRICE - 1)} of the {format_ecom(PRICE)} "
        "Ecom of the token part: approve the rest, or submit with a permit"
    )
    refused(system, scene, voucher, allowed)
    held = system.token.balanceOf(scene.stranger)
    system.token.transfer(scene.seller, held - PRICE + 1, sender=scene.stranger)
    refused(system, scene, voucher, has(scene, PRICE - 1), allowed)
    assert check(system, voucher) == [], "who submits it is not known"


def test_check__elsewhere__says_no_more(system: System, scene: Scene) -> None:
    voucher = made(system, scene)
    assert check(system, changed(voucher, chain_id=1)) == [
        f"it is for chain 1: this is chain {chain.chain_id}"
    ]
    assert check(system, changed(voucher, contract=system.token.address)) == [
        f"it is for the contract {system.token.address}: here vouchers go to {system.vouchers.address}"
    ]
    assert check(system, changed(voucher, listing=99 << 32 | 1)) == ["there is no shop 99"]
    missing = scene.shop << 32 | 99
    assert check(system, changed(voucher, listing=missing)) == [f"there is no listing {missing}"]


def test_check__no_buyer__is_told(system: System, scene: Scene) -> None:
    unsigned = vouchers.make(system, scene.mixed, "0x" + "00" * 20, option=FIAT)
    refused(system, scene, vouchers.sign(scene.seller, unsigned), "it names no buyer")


# `ape run voucher`


@pytest.fixture
def script(system: System, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run one of its commands, without --network, which would leave the chain of the tests for another."""
    cli = runpy.run_path(str(project.path / "scripts" / "voucher.py"))["cli"]
    monkeypatch.chdir(project.path)
    manifest = str(system.manifest.save(tmp_path / "here.json"))

    def run(name: str, *arguments: object, text: str = "", online: bool = True) -> tuple[int, str]:
        found = cli.commands[name]
        command = click.Command(name, callback=found.callback, params=found.params)
        given = [*map(str, arguments), *(["--manifest", manifest] if online else [])]
        result = CliRunner().invoke(command, given, input=text)
        return result.exit_code, result.output

    return run


def test_script__made_signed_checked__is_submitted(
    system: System, scene: Scene, script: Any, tmp_path: Path
) -> None:
    """By hand for the scene's seller, whose account has no name, and with an account that has one."""
    code, made_ = script("make", scene.mixed, scene.buyer, scene.link(1), "--option", FIAT, "--days", 9)
    assert code == 0, made_
    assert Voucher.from_json(made_).deadline == now() + 9 * DAY

    code, shown = script("typed-data", "-", text=made_, online=False)
    signable = encode_typed_data(full_message=json.loads(shown))
    signature = Account.sign_message(signable, scene.seller.private_key).signature.hex()
    code, signed = script("attach", "-", signature, text=made_, online=False)
    assert Voucher.from_json(signed) == vouchers.sign(scene.seller, Voucher.from_json(made_))
    submitter = accounts.test_accounts[0]
    assert script("check", "-", "--submitter", submitter, text=signed) == (0, "It can be submitted.\n")
    order = system.market.totals().orders + 1
    assert script("submit", "-", "--account", "TEST::0", text=signed) == (0, f"order {order} is placed\n")
    assert system.market.order(order).buyer == scene.buyer

    file = tmp_path / "voucher.json"
    assert script("sign", "-", "--account", "TEST::0", "--out", file, text=made_, online=False) == (0, "")
    signed = file.read_text(encoding="utf-8")
    assert Voucher.from_json(signed) == vouchers.sign(submitter, Voucher.from_json(made_))
    code, said = script("check", "-", text=signed)
    assert code == 1
    owner = f"{scene.seller.address}, who owns shop {scene.shop}, has not signed exactly this: "
    assert said.splitlines()[0] == f"{owner}the signature gives {submitter.address}"
    assert said.splitlines()[1] == used(scene, Voucher.from_json(signed))


def test_script__no_voucher__is_one_line(script: Any) -> None:
    code, said = script("check", "-", text="{}")
    assert (code, said) == (1, "Error: this is no voucher: chainId: Field required\n")
