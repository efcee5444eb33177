"""The console's actions on votes, community rewards and grants, played on the chain."""

from pathlib import Path
from typing import Any

import pytest
from ape import accounts, chain
from clock import DAY, after_reward_day, mine_at, next_block_at, now
from orders import place
from scene import build
from voters import open_shops

from ecomchain import deployment, merkle, parameters
from ecomchain.amounts import ECOM
from ecomchain.console import ActionError, Actions
from ecomchain.errors import AmountError, ArgumentError
from ecomchain.merkle import MerkleError
from ecomchain.rewards import deciding, desk
from ecomchain.rewards.errors import DatasetError, NotReadyError
from ecomchain.system import System


@pytest.fixture
def act(system: System) -> Actions:
    return Actions(system)


@pytest.fixture
def shops(system: System) -> tuple[int, ...]:
    """Four shops of the deployer's, in the second round of flags: each has a voice."""
    opened = open_shops(system, accounts.test_accounts[0], 4)
    after_reward_day(system.reward_pool, 90)
    return opened


def test_actions__factor__is_flagged_voted_on_and_changed(
    system: System, act: Actions, shops: tuple[int, ...]
) -> None:
    owner, anyone = accounts.test_accounts[0], accounts.test_accounts[9]
    assert act.factors() == {"seller": 50, "distributor": 50, "buyer": 50}
    assert [act.flag_factor(owner, shop, "distributor") for shop in shops[:2]] == [0, 0]
    poll = act.flag_factor(owner, shops[2], "distributor")
    assert poll == system.factor_vote.running(1) > 0
    with pytest.raises(ActionError, match=r"flag_factor was refused: FlaggedAlready\(factor=.*, round=1"):
        act.flag_factor(owner, shops[0], "distributor")

    for shop, percent in zip(shops, (10, 20, 30, 99), strict=True):
        act.vote(owner, poll, shop, percent)
    act.vote(owner, poll, shops[0], 25)
    with pytest.raises(ActionError, match=rf"vote was refused: NotShopOwner\(shop={shops[0]}, caller=0x"):
        act.vote(anyone, poll, shops[0], 1)
    with pytest.raises(ActionError, match=r"vote was refused: UnknownOption\(option=101, options=101\)"):
        act.vote(owner, poll, shops[0], 101)
    with pytest.raises(ActionError, match="close_vote was refused: VoteRunning"):
        act.close_vote(anyone, "distributor")
    mine_at(system.polls.poll(poll).end)
    act.close_vote(anyone, "distributor")
    mine_at((now() // DAY + 2) * DAY)
    assert act.factors() == {"seller": 50, "distributor": 25, "buyer": 50}


def test_open_vote__due_while_another_ran__opens_it(
    system: System, act: Actions, shops: tuple[int, ...]
) -> None:
    owner, anyone = accounts.test_accounts[0], accounts.test_accounts[9]
    with pytest.raises(ActionError, match="open_vote was refused: VoteNotDue"):
        act.open_vote(anyone, "buyer")
    next_block_at((system.factor_vote.startDay() + 180) * DAY - 3_600)
    first = [act.flag_factor(owner, shop, "buyer") for shop in shops[:3]][-1]
    after_reward_day(system.reward_pool, 180)
    assert [act.flag_factor(owner, shop, "buyer") for shop in shops[:3]] == [0, 0, 0]
    mine_at(system.polls.poll(first).end)
    act.close_vote(anyone, "buyer")
    assert act.open_vote(anyone, "buyer") == first + 1


def test_actions__votes_wrong_arguments__name_the_value(act: Actions) -> None:
    owner = accounts.test_accounts[0]
    with pytest.raises(
        ArgumentError, match="factor cannot be 'sellers': give 'seller', 'distributor', 'buyer'"
    ):
        act.flag_factor(owner, 1, "sellers")
    with pytest.raises(ArgumentError, match="factor cannot be 1: give"):
        act.close_vote(owner, 1)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="shop cannot be 0: "):
        act.flag_factor(owner, 0, "seller")
    with pytest.raises(ArgumentError, match="poll cannot be 0: "):
        act.vote(owner, 0, 1, 1)
    with pytest.raises(ArgumentError, match="option cannot be 256: "):
        act.vote(owner, 1, 1, 256)


def test_top_up_rewards__any__is_in_the_pool_and_leaves_no_allowance(system: System, act: Actions) -> None:
    payer, pool, before = accounts.test_accounts[0], system.reward_pool, system.reward_pool.state().pool
    act.top_up_rewards(payer, "12.5")
    assert pool.state().pool - before == 125 * ECOM // 10
    assert system.token.allowance(payer, pool) == 0
    with pytest.raises(ActionError, match="top_up_rewards was refused: ZeroAmount"):
        act.top_up_rewards(payer, 0)


def test_actions__grant__is_created_and_claimed(system: System, act: Actions, tmp_path: Path) -> None:
    payer, one, other = (accounts.test_accounts[index] for index in (0, 8, 9))
    grants, token = system.grants, system.token
    held = token.balanceOf(payer)
    tree = act.create_grant(payer, {one: "2.5", other.address: 3}, salt=7)
    assert tree.epoch == grants.grantId(payer, 7)
    assert held - token.balanceOf(payer) == token.balanceOf(grants) == 25 * ECOM // 10 + 3
    assert token.allowance(payer, grants) == 0
    assert grants.root(tree.epoch, 0) == tree.root

    merkle.save(tree, tmp_path / "grant")
    kept = merkle.load(tmp_path / "grant")
    held = token.balanceOf(one), token.balanceOf(other)
    assert act.claim_grant(one, kept) == 25 * ECOM // 10
    assert act.claim_grant(one, kept) == 0
    assert act.claim_grant(one, kept, other) == 3
    assert (token.balanceOf(one) - held[0], token.balanceOf(other) - held[1]) == (25 * ECOM // 10, 3)

    with pytest.raises(ActionError, match=rf"create_grant was refused: GrantExists\(grant={tree.epoch}\)"):
        act.create_grant(payer, {one: 1}, salt=7)
    assert token.allowance(payer, grants) == 0
    apart = [act.create_grant(payer, {one: 1}).epoch for _ in range(2)]
    assert len({*apart, tree.epoch}) == 3


def test_create_grant__of_a_file__is_of_its_entries(system: System, act: Actions, tmp_path: Path) -> None:
    payer, holder = accounts.test_accounts[0], accounts.test_accounts[8]
    file = tmp_path / "grant.csv"
    file.write_text(f"{holder.address},{5 * ECOM}\n")
    tree = act.create_grant(payer, merkle.read_csv(file))
    assert act.claim_grant(payer, tree, holder) == 5 * ECOM


def test_create_grant__wrong_arguments__name_the_value(act: Actions) -> None:
    payer = accounts.test_accounts[0]
    height = chain.blocks.height
    with pytest.raises(ArgumentError, match=r"\[1\] are not amounts: give \{account: amount\}"):
        act.create_grant(payer, [1])  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="'bob' is neither an account nor an address"):
        act.create_grant(payer, {"bob": 1})
    with pytest.raises(AmountError, match="'1,5' is not an amount"):
        act.create_grant(payer, {payer: "1,5"})
    with pytest.raises(ArgumentError, match="salt cannot be -1: "):
        act.create_grant(payer, {payer: 1}, salt=-1)
    tree = act.create_grant(payer, {payer: 1})
    with pytest.raises(MerkleError, match=accounts.test_accounts[9].address):
        act.claim_grant(payer, tree, accounts.test_accounts[9])
    assert chain.blocks.height == height + 2, "its allowance and the grant"


def test_claim_rewards__published_day__pays_what_is_due(tmp_path: Path) -> None:
    system = deployment.deploy(accounts.test_accounts[0], parameters.load("local"))
    scene, act, directory = build(system), Actions(system), tmp_path / "rewards"
    publisher, stranger = accounts.test_accounts[5], scene.stranger
    next_block_at(now() + 3_600)  # allowance needs time
    place(system, scene, scene.instant, 0)
    with pytest.raises(DatasetError, match="no day whose root is active was computed here"):
        act.claim_rewards(scene.buyer, directory=directory)

    after_reward_day(system.reward_pool, 1, 60)
    office = desk.open_desk(system, directory)
    office.read()
    found = office.engine.compute(1, office.inputs([], None))
    deciding.publish(office, publisher, 1)
    mine_at(system.root_game.pending().readyAt)
    system.root_game.activate(sender=stranger)

    due = found.tree().amount(scene.buyer.address)
    assert due > 0
    before = system.token.balanceOf(scene.buyer)
    assert act.claim_rewards(stranger, scene.buyer, directory=directory) == due
    assert system.token.balanceOf(scene.buyer) - before == due
    with pytest.raises(NotReadyError, match=f"nothing is due to {scene.buyer.address} now"):
        act.claim_rewards(scene.buyer, directory=directory)


def test_claim_rewards__by_default__takes_the_projects_directory(
    system: System, act: Actions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatasetError):
        act.claim_rewards(accounts.test_accounts[9])
    assert [path.name for path in tmp_path.iterdir()] == [".rewards"]


@pytest.mark.parametrize("action", ["claim_rewards", "create_grant", "claim_grant"])
def test_actions__account_that_cannot_sign__refused(act: Actions, action: str) -> None:
    arguments: dict[str, list[Any]] = {"create_grant": [{}], "claim_grant": [None]}
    with pytest.raises(ArgumentError, match="'me' is not an account that can sign"):
        getattr(act, action)("me", *arguments.get(action, []))
