"""alice has allowed the splitter all she has, and there are addresses to pay that hold nothing."""

import pytest
from ape.api import AccountAPI
from ape.contracts import ContractInstance


@pytest.fixture(scope="session", autouse=True)
def _first(everybody: tuple[AccountAPI, ...]) -> None:
    """See `everybody`."""


@pytest.fixture(scope="module")
def payer(token: ContractInstance, splitter: ContractInstance, alice: AccountAPI) -> AccountAPI:
    token.approve(splitter, 2**256 - 1, sender=alice)
    return alice


@pytest.fixture(scope="session")
def seller() -> str:
    return "0x" + "51" * 20


@pytest.fixture(scope="session")
def team() -> list[str]:
    """Sixteen distributors, and one too many."""
    return [f"0x{index:040x}" for index in range(0xD001, 0xD012)]
