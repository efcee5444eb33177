"""Alice and bob may create grants."""

from collections.abc import Iterator
from typing import Any

import ape
import pytest
from ape import chain
from ape.api import AccountAPI
from merkle_trees import Tree


@ape.fixture(chain_isolation=False, scope="package")
def _stage(system: Any, everybody: Any) -> Iterator[None]:
    """Set once for this folder, and undone after it; every test has a snapshot of its own."""
    before = chain.snapshot()
    for payer in everybody[:2]:
        system.token.approve(system.grants, 2**256 - 1, sender=payer)
    yield
    chain.restore(before)


@pytest.fixture
def tree(grants: Any, alice: AccountAPI, bob: AccountAPI, carol: AccountAPI, stranger: AccountAPI) -> Tree:
    """Of alice's grant with the salt 1."""
    return Tree(grants, grants.grantId(alice, 1), {bob: 100, carol: 7, stranger: 1})


@pytest.fixture(autouse=True)
def _invariant(system: Any, _stage: None, everybody: Any) -> Iterator[None]:
    """The contract's balance covers what is not claimed, after every test."""
    yield
    grants = system.grants
    ids = [grants.grantId(payer, salt) for payer in everybody[:2] for salt in (1, 2)]
    funds = [grants.fund(id_) for id_ in ids]
    assert all(fund.claimed <= fund.total for fund in funds)
    assert system.token.balanceOf(grants) == sum(fund.total - fund.claimed for fund in funds)
