"""`ape console`: the names load whatever there is, and the actions play the paper's scene."""

import builtins
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import ape
import pytest
from ape import accounts, chain, project

from ecomchain import advertising, console_names, ids
from ecomchain.amounts import ECOM
from ecomchain.console import ActionError, Actions, cid, price
from ecomchain.deployment import MODULES
from ecomchain.errors import AmountError, ArgumentError, DeploymentError, EcomError, ParameterError
from ecomchain.system import CONTRACTS, System
from ecomchain.vouchers import VoucherError

ACTIONS = {
    "open_shop", "acquire", "post", "join", "list_product", "publish_task", "take_link",
    "fund_budget", "withdraw_budget", "set_floor",
    "buy", "fulfil", "confirm", "settle", "refund", "cancel", "propose", "accept",
    "make_voucher", "check_voucher", "submit_voucher", "revoke_voucher",
    "dispute", "contest", "rule", "expire_dispute", "return_bonds",
    "object_commission", "match_objection", "rule_objection", "expire_objection", "release_reserve",
    "rate", "reputation_of", "reputation_of_buyer", "sync_level",
    "offer_deal", "withdraw_deal", "start_group", "join_group", "place_group", "refund_group",
    "post_bounty", "request_slot", "assign_slots", "submit_work", "approve_work", "reject_work",
    "claim_reward", "free_slot", "close_bounty",
    "advertise", "ad_ranking",
    "flag_factor", "open_vote", "vote", "close_vote", "factors",
    "top_up_rewards", "claim_rewards", "create_grant", "claim_grant",
    "statement", "overview",
    "sale_quote", "fund_presale", "buy_presale", "release_presale", "close_presale", "release_vested",
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
    assert Actions(system).names().keys() == ACTIONS
    assert names.keys() >= ACTIONS
    assert all(names[action].__doc__ for action in ACTIONS)
    assert not ACTIONS & (CONTRACTS.keys() | vars(builtins).keys()), "an action hides another name"
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
    monkeypatch.setattr(deployment.networks, "THROW_AWAY_CHAINS", frozenset())
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
    lacking = r"PaymentFailed\(payer=0x.*, balance=0 Ecom, allowance=0 Ecom"
    with pytest.raises(ActionError, match=f"open_shop was refused: {lacking}"):
        act.open_shop(poor)
    unknown = r"UnknownListing\(listing=4294967297 \(listing 1 of shop 1\)\)"
    with pytest.raises(ActionError, match=f"buy was refused: {unknown}"):
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


@dataclass(frozen=True)
class Trade:
    """A seller and a distributor with shops, a buyer, a helper; what is sold, and the distributor's link."""

    act: Actions
    seller: Any
    distributor: Any
    buyer: Any
    helper: Any
    shop: int
    listing: int
    link: int


@ape.fixture(chain_isolation=False, scope="module")
def trade(system: System) -> Iterator[Trade]:
    """A listing for 100 Ecom, for 30 dollars, or for 40 Ecom and 20 dollars, in a task of 20 % and 60 %."""
    before, act = chain.snapshot(), Actions(system)
    people = seller, distributor, buyer, helper = [accounts.test_accounts[index] for index in (5, 6, 7, 9)]
    for person in people:
        system.token.transfer(person, 10_000 * ECOM, sender=accounts.test_accounts[0])
    shop, other = act.open_shop(seller), act.open_shop(distributor)
    act.acquire(seller, shop, ids.PROMOTION)
    act.acquire(distributor, other, ids.DISTRIBUTION)
    fiat, mixed = price(fiat=3_000, currency=840, base="90"), price("40", fiat=2_000, currency=840, base="60")
    listing = act.list_product(seller, shop, ["100", fiat, mixed])
    task = act.publish_task(seller, shop, [listing], incentive_bps=2_000, closing_bps=6_000)
    link = act.take_link(distributor, task, other)
    yield Trade(act, seller, distributor, buyer, helper, shop, listing, link)
    chain.restore(before)


@pytest.fixture
def balance(system: System) -> Any:
    return lambda *people: [system.token.balanceOf(person) for person in people]


def gains(balance: Any, people: Sequence[Any], act: Any) -> list[int]:
    """What ``act`` changes in the people's wallets, in Ecom."""
    before = balance(*people)
    act()
    changes = [after - held for after, held in zip(balance(*people), before, strict=True)]
    assert all(change % ECOM == 0 for change in changes)
    return [change // ECOM for change in changes]


def no_allowances(system: System, trade: Trade) -> None:
    spenders = (system.registry, system.market, system.budgets, system.disputes, system.vault)
    spenders += (system.group_buy, system.bounty_board, system.vouchers)
    for person in (trade.seller, trade.distributor, trade.buyer, trade.helper):
        assert [system.token.allowance(person, spender) for spender in spenders] == [0] * len(spenders)


def test_actions__fiat_order__is_placed_by_voucher(system: System, trade: Trade, balance: Any) -> None:
    act, people = trade.act, (trade.seller, trade.distributor, trade.buyer, trade.helper)
    assert gains(balance, people, lambda: act.fund_budget(trade.helper, trade.shop, "50")) == [0, 0, 0, -50]
    voucher = act.make_voucher(trade.seller, trade.listing, trade.buyer, trade.link, option=2)
    (said,) = act.check_voucher(voucher, trade.helper)
    assert "approve the rest" in said
    order = 0

    def submit() -> None:
        nonlocal order
        order = act.submit_voucher(trade.helper, voucher.to_json())

    assert gains(balance, people, submit) == [0, 0, 0, -40]
    assert system.market.order(order).buyer == trade.buyer
    assert system.budgets.budget(trade.shop) == 38 * ECOM, "12 are reserved"
    act.fulfil(trade.seller, order)
    assert gains(balance, people, lambda: act.confirm(trade.buyer, order)) == [40, 12, 0, 0]
    assert gains(balance, people, lambda: act.withdraw_budget(trade.seller, trade.shop, "38")) == [
        38,
        0,
        0,
        0,
    ]
    no_allowances(system, trade)

    with pytest.raises(VoucherError, match=r"submit_voucher was refused: shop .* has used, or revoked"):
        act.submit_voucher(trade.helper, voucher)
    voucher = act.make_voucher(trade.seller, trade.listing, trade.buyer, option=1)
    assert act.check_voucher(voucher, trade.helper) == act.check_voucher(voucher) == []
    act.revoke_voucher(trade.seller, trade.shop, voucher.nonce)
    assert len(act.check_voucher(voucher)) == 1


@pytest.mark.parametrize("form", ["voucher", "text", "dict", "path", "path as text"])
def test_revoke_voucher__in_any_form__cannot_be_submitted(
    system: System, trade: Trade, tmp_path: Path, form: str
) -> None:
    act = trade.act
    voucher = act.make_voucher(trade.seller, trade.listing, trade.buyer, option=1)
    file = tmp_path / "voucher.json"
    file.write_text(voucher.to_json(), encoding="utf-8")
    given = {
        "voucher": voucher,
        "text": voucher.to_json(),
        "dict": json.loads(voucher.to_json()),
        "path": file,
        "path as text": str(file),
    }[form]
    assert act.check_voucher(given) == []
    act.revoke_voucher(trade.seller, given)
    assert system.vouchers.used(trade.shop, voucher.nonce)
    with pytest.raises(VoucherError, match="has used, or revoked"):
        act.submit_voucher(trade.buyer, given)


def test_revoke_voucher__neither_a_voucher_nor_a_shop__refused(trade: Trade, tmp_path: Path) -> None:
    act, voucher = trade.act, trade.act.make_voucher(trade.seller, trade.listing, trade.buyer, option=1)
    with pytest.raises(ArgumentError, match="7 is not a voucher: give what make_voucher answered, its JSON"):
        act.revoke_voucher(trade.seller, 7)
    with pytest.raises(ArgumentError, match="give the voucher alone, or a shop and a nonce"):
        act.revoke_voucher(trade.seller, voucher, 7)
    with pytest.raises(ArgumentError, match="cannot be read: No such file"):
        act.revoke_voucher(trade.seller, tmp_path / "none.json")


def test_make_voucher__not_the_owner_or_for_tokens__refused(system: System, trade: Trade) -> None:
    act = trade.act
    owned = f"shop {trade.shop} is {trade.seller.address}'s, not {trade.buyer.address}'s"
    with pytest.raises(ActionError, match=f"make_voucher was refused: {owned}"):
        act.make_voucher(trade.buyer, trade.listing, trade.buyer, option=1)
    with pytest.raises(VoucherError, match=r"option 0 of listing .* has no fiat part"):
        act.make_voucher(trade.seller, trade.listing, trade.buyer)
    with pytest.raises(ArgumentError, match="'bob' is neither an account nor an address"):
        act.make_voucher(trade.seller, trade.listing, "bob", option=1)
    with pytest.raises(ArgumentError, match="7 is not a voucher"):
        act.check_voucher(7)
    with pytest.raises(VoucherError, match="this is no voucher: Invalid JSON"):
        act.submit_voucher(trade.buyer, "hello")


def disputed(trade: Trade) -> int:
    """A token order of 100 Ecom through the link, fulfilled and disputed; the bond is 2."""
    order = trade.act.buy(trade.buyer, trade.listing, trade.link)
    trade.act.fulfil(trade.seller, order)
    trade.act.dispute(trade.buyer, order, cid("broken"))
    return order


@pytest.mark.parametrize(
    ("bps", "gained"), [(2_500, [25 - 2 - 3, 3, 75 + 2]), (7_500, [75 + 2 - 9, 9, 25 - 2])]
)
def test_actions__dispute__is_ruled(
    system: System, trade: Trade, balance: Any, arbitrator: Any, bps: int, gained: list[int]
) -> None:
    """The loser's bond of 2 Ecom goes to the winner, by 5,000."""
    act, people = trade.act, (trade.seller, trade.distributor, trade.buyer)

    def play() -> None:
        order = disputed(trade)
        act.contest(trade.seller, order, cid("it was whole"))
        act.rule(arbitrator, order, bps)

    assert gains(balance, people, play) == [gained[0], gained[1], gained[2] - 100]
    no_allowances(system, trade)


def test_actions__dispute__expires_or_is_agreed(system: System, trade: Trade, balance: Any) -> None:
    act, people = trade.act, (trade.seller, trade.distributor, trade.buyer)

    def uncontested() -> None:
        order = disputed(trade)
        with pytest.raises(ActionError, match=rf"expire_dispute was refused: TooEarly\(order={order}, from="):
            act.expire_dispute(trade.helper, order)
        chain.mine(deltatime=system.disputes.CONTEST_WINDOW() + 1)
        act.expire_dispute(trade.helper, order)

    def unruled() -> None:
        order = disputed(trade)
        act.contest(trade.seller, order)
        chain.mine(deltatime=system.disputes.RULING_WINDOW() + 1)
        act.expire_dispute(trade.helper, order)

    def agreed() -> None:
        order = disputed(trade)
        act.propose(trade.seller, order, 7_500)
        act.accept(trade.buyer, order, 7_500)
        act.return_bonds(trade.helper, order)

    assert gains(balance, people, uncontested) == [0, 0, 0]
    assert gains(balance, people, unruled) == [50 - 6, 6, -50]
    assert gains(balance, people, agreed) == [75 - 9, 9, -75]
    order = disputed(trade)
    refusal = rf"contest was refused: NotSeller\(order={order}, caller={trade.buyer.address}"
    with pytest.raises(ActionError, match=refusal):
        act.contest(trade.buyer, order)
    with pytest.raises(ActionError, match=r"rule was refused: NotArbitrator\(caller=.*, arbitrator="):
        act.rule(trade.buyer, order, 1)
    act.refund(trade.seller, order)
    with pytest.raises(ActionError, match=rf"dispute was refused: WrongState\(order={order}, state=closed\)"):
        act.dispute(trade.buyer, order)


def refunded(trade: Trade) -> int:
    """A fiat order that the seller refunds after fulfilment: 10.8 Ecom of commission are held."""
    act = trade.act
    voucher = act.make_voucher(trade.seller, trade.listing, trade.buyer, trade.link, option=2)
    order = act.submit_voucher(trade.buyer, voucher)
    act.fulfil(trade.seller, order)
    act.refund(trade.seller, order)
    return order


def test_actions__objection__is_ruled_expires_or_is_not_made(
    system: System, trade: Trade, balance: Any, arbitrator: Any
) -> None:
    act, people = trade.act, (trade.seller, trade.distributor)
    act.fund_budget(trade.seller, trade.shop, "12")

    def won() -> None:
        order = refunded(trade)
        act.object_commission(trade.distributor, order, cid("it was delivered"))
        act.match_objection(trade.seller, order)
        act.rule_objection(arbitrator, order, 10_000)

    assert gains(balance, people, won) == [-1, 13], "12 of commission, and the seller's bond of 1"
    act.fund_budget(trade.seller, trade.shop, "12")

    def unruled() -> None:
        order = refunded(trade)
        act.object_commission(trade.distributor, order)
        chain.mine(deltatime=system.disputes.RULING_WINDOW() + 1)
        act.expire_objection(trade.helper, order)

    assert gains(balance, people, unruled) == [0, 12]
    act.fund_budget(trade.seller, trade.shop, "12")
    order = refunded(trade)
    with pytest.raises(ActionError, match=rf"NotDistributor\(order={order}, caller={trade.buyer.address}"):
        act.object_commission(trade.buyer, order)
    chain.mine(deltatime=system.budgets.OBJECTION_WINDOW() + 1)
    with pytest.raises(
        ActionError, match=rf"object_commission was refused: TooLate\(order={order}, deadline="
    ):
        act.object_commission(trade.distributor, order)
    act.release_reserve(trade.helper, order)
    assert system.budgets.budget(trade.shop) == 12 * ECOM
    with pytest.raises(
        ActionError, match=rf"release_reserve was refused: WrongStage\(order={order}, stage=none\)"
    ):
        act.release_reserve(trade.helper, order)
    no_allowances(system, trade)


def test_actions__ratings__are_in_the_reputation(system: System, trade: Trade) -> None:
    act, other = trade.act, ids.link_parts(trade.link).shop
    order = act.buy(trade.buyer, trade.listing, trade.link)
    act.confirm(trade.buyer, order)
    act.rate(trade.buyer, order, "product", 4, cid("good tea"))
    act.rate(trade.buyer, order, "service", 5)
    act.rate(trade.seller, order, "payment", 3)
    act.rate(trade.distributor, order, "partner", 2)
    sold, resold = act.reputation_of(trade.shop), act.reputation_of(other)
    assert sold["as seller"]["volume"] == "100 Ecom"
    assert sold["as seller"]["ratings"] == "1, 4.00 on average"
    assert sold["as seller"]["partnerRatings"] == "1, 2.00 on average"
    assert resold["as distributor"]["commission"] == "12 Ecom"
    assert resold["as distributor"]["ratings"] == "1, 5.00 on average"
    assert (resold["level"], resold["level after sync_level"]) == (0, 0)
    bought = act.reputation_of_buyer(trade.buyer)
    assert (bought["orders"], bought["ratings"]) == (1, "1, 3.00 on average")
    assert act.sync_level(trade.helper, other) == 0
    with pytest.raises(ActionError, match=r"rate was refused: RatedAlready\(.*, direction=product\)"):
        act.rate(trade.buyer, order, "product", 5)
    with pytest.raises(ArgumentError, match=r"direction cannot be 'taste': give 'product', 'service'"):
        act.rate(trade.buyer, order, "taste", 5)
    with pytest.raises(ArgumentError, match=r"score cannot be 6: give a whole number from 1 to 5"):
        act.rate(trade.buyer, order, "product", 6)


def test_actions__group__gets_the_lower_price_or_its_deposits(
    system: System, trade: Trade, balance: Any
) -> None:
    act, people = trade.act, (trade.buyer, trade.helper, trade.seller, trade.distributor)
    act.acquire(trade.seller, trade.shop, MODULES["group_buy"])
    act.set_floor(trade.seller, trade.listing, "70")
    with pytest.raises(ActionError, match=r"offer_deal was refused: PriceOutOfRange\(.*floor=70"):
        act.offer_deal(trade.seller, trade.listing, "60", size=2)
    deal = act.offer_deal(trade.seller, trade.listing, "75", size=2)
    group = act.start_group(trade.buyer, deal, trade.link)
    with pytest.raises(ActionError, match=rf"place_group was refused: NotSucceeded\(group={group}\)"):
        act.place_group(trade.helper, group)
    with pytest.raises(ActionError, match=rf"refund_group was refused: TooEarly\(group={group}, from="):
        act.refund_group(trade.helper, group)

    def succeed() -> None:
        act.join_group(trade.helper, group, quantity=2)
        first, second = act.place_group(trade.seller, group)
        act.confirm(trade.buyer, first)
        act.confirm(trade.helper, second)

    assert gains(balance, people, succeed) == [0, -150, 66 + 150, 9]
    group = act.start_group(trade.buyer, deal)
    act.withdraw_deal(trade.seller, deal)
    with pytest.raises(ActionError, match=rf"start_group was refused: DealIsWithdrawn\(deal={deal}\)"):
        act.start_group(trade.helper, deal)
    chain.mine(deltatime=86_401)
    assert gains(balance, people, lambda: act.refund_group(trade.helper, group)) == [75, 0, 0, 0]
    no_allowances(system, trade)


def test_actions__bounty__is_paid_freed_or_taken_back(system: System, trade: Trade, balance: Any) -> None:
    act, board = trade.act, system.bounty_board
    people = owner, first, second = trade.seller, trade.helper, trade.buyer
    bounty = act.post_bounty(owner, trade.shop, "20", slots=3, task=cid("write about tea"))
    act.request_slot(first, bounty, cid("I would"))
    act.assign_slots(owner, bounty, [first, second.address])
    with pytest.raises(ActionError, match=r"approve_work was refused: WrongState\(.*, state=assigned\)"):
        act.approve_work(owner, bounty, first)
    act.submit_work(first, bounty, cid("a page"))
    assert gains(balance, people, lambda: act.approve_work(owner, bounty, first)) == [0, 20, 0]

    act.submit_work(second, bounty, cid("nothing"))
    act.reject_work(owner, bounty, second, cid("it is empty"))
    act.assign_slots(owner, bounty, [second])
    chain.mine(deltatime=7 * 86_400 + 1)
    act.free_slot(first, bounty, second)
    act.assign_slots(owner, bounty, [second])
    act.submit_work(second, bounty, cid("a page at last"))
    with pytest.raises(ActionError, match=rf"claim_reward was refused: TooEarly\(bounty={bounty}, worker="):
        act.claim_reward(first, bounty, second)
    chain.mine(deltatime=7 * 86_400 + 1)
    assert gains(balance, people, lambda: act.claim_reward(first, bounty, second)) == [0, 0, 20]
    assert gains(balance, people, lambda: act.close_bounty(owner, bounty)) == [20, 0, 0]
    assert board.totals().owed == 0
    no_allowances(system, trade)


def test_actions__advertising__is_ranked(system: System, trade: Trade, balance: Any) -> None:
    act, day = trade.act, chain.blocks.head.timestamp // 86_400
    other = act.list_product(trade.seller, trade.shop, "1")
    act.advertise(trade.helper, trade.listing, "5")
    act.advertise(trade.seller, other, "7", day)
    act.advertise(trade.seller, other, "9", advertising.date(day + 1))
    assert [(entry.listing, entry.sealed) for entry in act.ad_ranking()] == [
        (other, 7 * ECOM),
        (trade.listing, 5 * ECOM),
    ]
    assert [entry.sealed for entry in act.ad_ranking(advertising.date(day + 1))] == [9 * ECOM]
    with pytest.raises(ActionError, match=r"advertise was refused: DayOutOfRange\(day=1970-01-01, today=20"):
        act.advertise(trade.seller, other, "7", 0)
    with pytest.raises(ArgumentError, match="'soon' is not a day: give a date such as 2026-11-22"):
        act.ad_ranking("soon")
    with pytest.raises(ArgumentError, match=r"1\.5 is not a day"):
        act.ad_ranking(1.5)
    no_allowances(system, trade)


def test_actions__posts_and_joins__are_events(system: System, trade: Trade) -> None:
    posted = trade.act.post(trade.seller, trade.shop, cid("tea")).decode_logs(system.registry.Posted)
    joined = trade.act.join(trade.buyer, trade.shop).decode_logs(system.registry.Joined)
    assert (posted[0].shop, joined[0].account) == (trade.shop, trade.buyer)


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
