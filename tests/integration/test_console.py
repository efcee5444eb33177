"""`ape console`: the names load whatever there is, and the actions play the paper's scene."""

from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import pytest
from ape import accounts, chain, project

from ecomchain import console_names, ids
from ecomchain.amounts import ECOM
from ecomchain.console import ActionError, Actions, cid
from ecomchain.errors import AmountError, ArgumentError, DeploymentError, EcomError, ParameterError
from ecomchain.system import CONTRACTS, System

ACTIONS = {
    "open_shop", "acquire", "list_product", "publish_task", "take_link",
    "buy", "fulfil", "confirm", "settle", "refund",
}  # fmt: skip


@pytest.fixture
def names(system: System, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What Ape gets from ape_console_extras.py where a system is deployed."""
    monkeypatch.setattr(console_names, "_connected", lambda: system)
    return extras()


def extras() -> dict[str, Any]:
    spec = spec_from_file_location("extras", project.path / "ape_console_extras.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    offered: dict[str, Any] = module.ape_init_extras()
    return offered


def test_names__deployed__are_all_there(names: dict[str, Any], system: System) -> None:
    assert names["system"] is system
    for name in CONTRACTS:
        assert names[name].address == getattr(system, name).address
    assert names.keys() >= ACTIONS
    assert all(names[action].__doc__ for action in ACTIONS)
    assert names["ecom"]("12.5") == 125 * names["ECOM"] // 10
    assert names["listing_id"](1, 2) == ids.listing_id(1, 2)


def test_names__nothing_deployed__opens_and_says_how(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    offered = extras()
    assert "market" not in offered
    assert offered["ecom"]("1") == ECOM
    said = capsys.readouterr().err
    assert "deployments/local.json: no such file" in said
    assert "`make devnet`" in said
    assert "deploy_here()" in said


@pytest.mark.parametrize("error", [DeploymentError("no node"), RuntimeError("surprise")])
def test_names__anything_fails__opens_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail() -> System:
        raise error

    monkeypatch.setattr(console_names, "_connected", fail)
    assert "ecom" in extras()
    assert str(error) in capsys.readouterr().err


def nothing_there() -> System:
    raise DeploymentError("nothing there")


def test_deploy_here__local__is_a_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console_names, "_connected", nothing_there)
    system = console_names.deploy_here()
    assert system.market.totals().orders == 0


def test_deploy_here__deployment_known__refused_unless_again(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_names, "_connected", lambda: system)
    height = chain.blocks.height
    with pytest.raises(DeploymentError, match=rf"{system.market.address}: .*deploy_here\(again=True\)"):
        console_names.deploy_here()
    assert chain.blocks.height == height
    assert console_names.deploy_here(again=True).market.address != system.market.address


def test_deploy_here__not_a_development_chain__refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from ecomchain import deployment

    monkeypatch.setattr(console_names, "_connected", nothing_there)
    monkeypatch.setattr(deployment, "THROW_AWAY_CHAINS", frozenset())
    with pytest.raises(ParameterError, match="a network to throw away"):
        console_names.deploy_here()


def test_actions__the_papers_scene(names: dict[str, Any], system: System) -> None:
    seller, distributor, buyer = (accounts.test_accounts[index] for index in (5, 6, 7))
    for person in (seller, distributor, buyer):
        system.token.transfer(person, 10_000 * ECOM, sender=accounts.test_accounts[0])

    a = names["open_shop"](seller, cid("A"))
    names["acquire"](seller, a, names["SHOWCASE"], 2)
    names["acquire"](seller, a, names["PROMOTION"])
    listing = names["list_product"](seller, a, "100", protection=7 * 86_400)
    task = names["publish_task"](seller, a, [listing], incentive_bps=2_000, closing_bps=6_000)
    b = names["open_shop"](distributor)
    names["acquire"](distributor, b, names["DISTRIBUTION"])
    link = names["take_link"](distributor, task, b)
    assert (listing, task, link) == (ids.listing_id(a, 1), ids.task_id(a, 1), ids.link_id(task, b))

    before = system.token.balanceOf(distributor)
    order = names["buy"](buyer, listing, link)
    names["fulfil"](seller, order, cid("parcel"))
    names["confirm"](buyer, order)
    assert system.token.balanceOf(distributor) - before == 12 * ECOM

    order = names["buy"](buyer, listing, quantity=2)
    held = system.token.balanceOf(buyer)
    names["refund"](seller, order)
    assert system.token.balanceOf(buyer) - held == 200 * ECOM

    order = names["buy"](buyer, listing)
    names["fulfil"](seller, order)
    with pytest.raises(ActionError, match=rf"settle was refused: TooEarly\(order={order}, from="):
        names["settle"](accounts.test_accounts[9], order)
    chain.mine(deltatime=7 * 86_400 + 1)
    names["settle"](accounts.test_accounts[9], order)

    # Exact allowances: nothing is left of them.
    for person in (seller, distributor, buyer):
        for contract in (system.registry, system.market):
            assert system.token.allowance(person, contract) == 0


def test_actions__refused__name_the_reason_of_any_contract(system: System) -> None:
    act = Actions(system)
    poor, owner = accounts.test_accounts[8], accounts.test_accounts[0]
    with pytest.raises(
        ActionError, match=r"open_shop was refused: PaymentFailed\(payer=0x.*, balance=0, allowance=0"
    ):
        act.open_shop(poor)
    with pytest.raises(ActionError, match=r"buy was refused: UnknownListing\(listing=4294967297\)"):
        act.buy(owner, ids.listing_id(1, 1))
    with pytest.raises(ActionError, match=r"take_link was refused: UnknownShop\(shop=9\)"):
        act.take_link(owner, ids.task_id(1, 1), 9)
    with pytest.raises(AmountError, match="'1,5' is not an amount of Ecom"):
        act.list_product(owner, 1, "1,5")


def test_actions__refused__send_nothing_and_leave_no_allowance(system: System) -> None:
    act, (poor, stranger) = Actions(system), (accounts.test_accounts[8], accounts.test_accounts[0])
    shop = act.open_shop(stranger)
    listing = act.list_product(stranger, shop, "100", stock=1)
    order = act.buy(stranger, listing)
    height = chain.blocks.height
    for refused in (
        lambda: act.open_shop(poor),
        lambda: act.buy(poor, listing),
        lambda: act.buy(stranger, listing),
        lambda: act.acquire(stranger, shop + 1, ids.SHOWCASE),
        lambda: act.acquire(stranger, shop, ids.SHOWCASE, 65_535),
    ):
        with pytest.raises(ActionError):
            refused()
    assert chain.blocks.height == height
    assert all(
        system.token.allowance(person, contract) == 0
        for person in (poor, stranger)
        for contract in (system.registry, system.market)
    )
    act.refund(stranger, order)
    with pytest.raises(ActionError, match=rf"fulfil was refused: WrongState\(order={order}, state=closed\)"):
        act.fulfil(stranger, order)


@pytest.mark.parametrize("price", [12.5, -1, True, None, 10**29])
def test_list_product__no_amount__refused(system: System, price: Any) -> None:
    with pytest.raises(AmountError, match=r"Ecom"):
        Actions(system).list_product(accounts.test_accounts[0], 1, price)


def test_actions__wrong_arguments__one_clear_error(system: System) -> None:
    act, owner = Actions(system), accounts.test_accounts[0]
    with pytest.raises(ArgumentError, match="'bob' is not an account that can sign"):
        act.open_shop("bob")
    with pytest.raises(ArgumentError, match="capability cannot be 'SHOWCASE': give a whole number"):
        act.acquire(owner, 1, "SHOWCASE")
    with pytest.raises(ArgumentError, match=r"units cannot be 1\.5: .* from 1 to 65535"):
        act.acquire(owner, 1, ids.SHOWCASE, 1.5)
    with pytest.raises(ArgumentError, match="quantity cannot be 0"):
        act.buy(owner, ids.listing_id(1, 1), quantity=0)
    with pytest.raises(ArgumentError, match="protection cannot be -1"):
        act.list_product(owner, 1, "1", protection=-1)


def test_errors__at_the_prompt__are_one_line() -> None:
    assert EcomError("say so")._render_traceback_() == ["EcomError: say so"]
    assert ActionError("buy was refused")._render_traceback_() == ["ActionError: buy was refused"]
