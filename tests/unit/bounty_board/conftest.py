"""A bounty of alice's shop with three slots; bob, carol and dave work, each at another stage."""

from collections.abc import Iterator

import pytest
from ape import accounts
from ape.api import AccountAPI
from ape.contracts import ContractInstance
from clock import DAY, mine_at, now
from scene import CID, NO_CID

from .bounties import State, terms

FOREVER = 2**256 - 1


@pytest.fixture(scope="session", autouse=True)
def _first(everybody: tuple[AccountAPI, ...], bounty_board: ContractInstance, dave: AccountAPI) -> None:
    """See `everybody`."""


@pytest.fixture(scope="session")
def dave() -> AccountAPI:
    """Holds no tokens, no shop and no role, as the stranger does."""
    account = accounts.test_accounts.generate_test_account()
    account.balance += 10**20
    return account


@pytest.fixture(scope="module")
def shop(
    registry: ContractInstance, bounty_board: ContractInstance, token: ContractInstance, alice: AccountAPI
) -> int:
    """alice's open shop, at a day's noon; she has allowed registry and board all she has."""
    mine_at((now() // DAY + 1) * DAY + DAY // 2)
    token.approve(registry, FOREVER, sender=alice)
    token.approve(bounty_board, FOREVER, sender=alice)
    registry.open(alice, NO_CID, FOREVER, sender=alice)
    return int(registry.totals().shops)


@pytest.fixture(scope="module")
def bounty(bounty_board: ContractInstance, shop: int, alice: AccountAPI) -> int:
    """Just posted: three slots, all free."""
    bounty_board.post(terms(shop), sender=alice)
    return int(bounty_board.totals().bounties)


@pytest.fixture
def assigned(bounty_board: ContractInstance, bounty: int, alice: AccountAPI, bob: AccountAPI) -> int:
    """The bounty; bob has a slot, two are free."""
    bounty_board.assign(bounty, [bob], sender=alice)
    return bounty


@pytest.fixture
def submitted(bounty_board: ContractInstance, assigned: int, bob: AccountAPI) -> int:
    """The bounty; bob has submitted, two slots are free."""
    bounty_board.submit(assigned, CID, sender=bob)
    return assigned


@pytest.fixture
def stages(
    bounty_board: ContractInstance,
    submitted: int,
    alice: AccountAPI,
    bob: AccountAPI,
    carol: AccountAPI,
    dave: AccountAPI,
    stranger: AccountAPI,
) -> dict[State, AccountAPI]:
    """Somebody at each stage of the one bounty; no slot is free."""
    bounty_board.assign(submitted, [carol, dave], sender=alice)
    bounty_board.submit(submitted, CID, sender=dave)
    bounty_board.approve(submitted, dave, sender=alice)
    return {State.NONE: stranger, State.ASSIGNED: carol, State.SUBMITTED: bob, State.PAID: dave}


@pytest.fixture(autouse=True)
def _invariants(bounty_board: ContractInstance, token: ContractInstance) -> Iterator[None]:
    """BOUNTY-1 to BOUNTY-3, after every test."""
    yield
    owed = 0
    taken: dict[int, int] = {}
    live = (State.ASSIGNED, State.SUBMITTED)
    events = bounty_board.SlotAssigned.range(0, 2**63)
    for bounty, worker in {(event.bounty, event.worker) for event in events}:
        state = bounty_board.assignment(bounty, worker).state
        taken[bounty] = taken.get(bounty, 0) + (state in live)
    for bounty in range(1, bounty_board.totals().bounties + 1):
        found = bounty_board.bounty(bounty)
        assert found.taken == taken.get(bounty, 0), "BOUNTY-3"
        owed += found.reward * (found.free + found.taken)
    assert owed == bounty_board.totals().owed, "BOUNTY-2"
    assert token.balanceOf(bounty_board) >= owed, "BOUNTY-1"
