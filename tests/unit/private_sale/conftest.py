"""A sale with 5,000 Ecom, a good and a hostile currency, and a round with alice and bob on its list."""

from collections.abc import Callable, Iterator
from typing import Any

import ape
import pytest
from ape import accounts, chain, project
from ape.api import AccountAPI
from clock import mine_at
from merkle_trees import Tree

from .rounds import ALICE_CAP, BOB_CAP, FUNDS, ODD_PRICE, USD_PRICE, Round, terms

FOREVER = 2**256 - 1
WEALTH = 10**30

Create = Callable[..., Round]


@ape.fixture(chain_isolation=False, scope="package")
def _stage(system: Any, everybody: Any) -> Iterator[dict[str, Any]]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    before = chain.snapshot()
    deployer = accounts.test_accounts[0]
    usd = deployer.deploy(project.TestCurrency, "TUSD", 6, deployer)
    hostile = deployer.deploy(project.HostileCurrency)
    system.token.approve(system.sale, FUNDS, sender=deployer)
    system.sale.fund(FUNDS, sender=deployer)
    for buyer in everybody[:3]:
        usd.mint(buyer, WEALTH, sender=deployer)
        hostile.mint(buyer, WEALTH, sender=deployer)
        usd.approve(system.sale, FOREVER, sender=buyer)
        hostile.approve(system.sale, FOREVER, sender=buyer)
    yield {"usd": usd, "hostile": hostile}
    chain.restore(before)


@pytest.fixture
def usd(_stage: dict[str, Any]) -> Any:
    """Six decimals, with permit; alice, bob and carol have plenty, and allow the sale to take it."""
    return _stage["usd"]


@pytest.fixture
def hostile(_stage: dict[str, Any]) -> Any:
    """A currency that misbehaves as told."""
    return _stage["hostile"]


@pytest.fixture
def treasury() -> AccountAPI:
    """Receives payments, and has nothing."""
    return accounts.test_accounts.generate_test_account()


@pytest.fixture
def caps(alice: AccountAPI, bob: AccountAPI) -> dict[AccountAPI, int]:
    """The list: whoever else asks is a stranger."""
    return {alice: ALICE_CAP, bob: BOB_CAP}


@pytest.fixture
def create(
    sale: Any, usd: Any, hostile: Any, foundation: AccountAPI, treasury: AccountAPI, caps: dict[Any, int]
) -> Create:
    """Create a round with these changes to its terms."""

    def create(**changes: Any) -> Round:
        number = sale.rounds() + 1
        tree = Tree(sale, number, changes.pop("caps", caps))
        wanted = terms(treasury, [(usd, USD_PRICE), (hostile, ODD_PRICE)], tree.root, **changes)
        sale.createRound(number, wanted, sender=foundation)
        return Round(number, wanted[2], wanted[3], tree)

    return create


@pytest.fixture
def opened(create: Create) -> Round:
    """A round in its first second."""
    round_ = create()
    mine_at(round_.start)
    return round_


@pytest.fixture
def bought(sale: Any, usd: Any, opened: Round, alice: AccountAPI, bob: AccountAPI) -> Round:
    """alice has bought 500 Ecom and 7 units, bob 100."""
    for buyer, amount in ((alice, 500 * 10**18 + 7), (bob, 100 * 10**18)):
        cap, proof = opened.tree.amounts[buyer.address], opened.tree.proof(buyer)
        sale.buy(opened.id, usd, amount, FOREVER, cap, proof, sender=buyer)
    return opened


@pytest.fixture(autouse=True)
def _invariants(system: Any, _stage: None) -> Iterator[None]:
    """PRESALE-1 to PRESALE-4, after every test."""
    yield
    sale = system.sale
    owed = sale.unreserved()
    events = list(sale.Bought.range(0, 2**63))
    for number in range(1, sale.rounds() + 1):
        found = sale.round(number)
        buyers = {event.account for event in events if event.round == number}
        positions = {buyer: sale.position(number, buyer) for buyer in buyers}
        assert found.sold == sum(p.bought for p in positions.values()) <= found.cap, "PRESALE-3"
        for buyer, position in positions.items():
            assert position.released <= sale.vested(number, buyer) <= position.bought, "PRESALE-4"
        owed += (0 if found.closed else found.cap - found.sold) + sum(
            p.bought - p.released for p in positions.values()
        )
    assert owed == sale.obligations(), "PRESALE-2"
    assert system.token.balanceOf(sale) >= owed, "PRESALE-1"
