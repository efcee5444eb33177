"""The ...WithPermit forms: the signature is tried, the allowance counts, whoever calls pays."""

from typing import Any

import pytest
from clock import now
from events import assert_logs, log
from permits import sign_permit
from scene import CID, OTHER_CID

from .cases import BOND, OBJECTION_BOND, contested_logs, matched_logs, objected_logs, raised_logs
from helpers import assert_reverts, custom

KINDS = ("raise", "contest", "object", "match")


class Action:
    """One of the four calls that take a bond: its order, payer, bond and logs."""

    def __init__(self, system: Any, scene: Any, kind: str, order: int) -> None:
        disputes = system.disputes
        self.order = order
        self.bond = BOND if kind in ("raise", "contest") else OBJECTION_BOND
        self.payer, self.plain, self.signed, self.cid, self.logs = {
            "raise": (
                scene.buyer, disputes.raiseDispute, disputes.raiseDisputeWithPermit, CID, raised_logs,
            ),
            "contest": (
                scene.seller, disputes.contest, disputes.contestWithPermit, OTHER_CID, contested_logs,
            ),
            "object": (
                scene.distributors[2], disputes.object, disputes.objectWithPermit, CID, objected_logs,
            ),
            "match": (
                scene.seller, disputes.matchObjection, disputes.matchObjectionWithPermit, OTHER_CID,
                matched_logs,
            ),
        }[kind]  # fmt: skip
        system.token.approve(disputes, 0, sender=self.payer)


@pytest.fixture(params=KINDS)
def action(request, system, scene, orders):
    """Each of them, by a payer who has allowed nothing."""
    kind = request.param
    ready = {"raise": None, "contest": "raised", "object": "held", "match": "objected"}[kind]
    order = orders.tokens[2] if ready is None else request.getfixturevalue(ready)
    return Action(system, scene, kind, order)


def test_permit__signed__needs_no_allowance(system, token, disputes, action):
    permit = sign_permit(token, action.payer, disputes, action.bond)
    receipt = action.signed(action.order, action.cid, permit, sender=action.payer)
    assert_logs(
        receipt,
        log(token.Approval, owner=action.payer, spender=disputes, amount=action.bond),
        *action.logs(system, action.order, action.payer, action.bond),
    )
    assert token.allowance(action.payer, disputes) == 0


def test_permit__submitted_first_by_another__goes_on(system, token, disputes, scene, action):
    permit = sign_permit(token, action.payer, disputes, action.bond)
    token.permit(action.payer, disputes, *permit, sender=scene.stranger)
    receipt = action.signed(action.order, action.cid, permit, sender=action.payer)
    assert_logs(receipt, *action.logs(system, action.order, action.payer, action.bond))


def test_permit__invalid_but_allowed__goes_on(system, token, disputes, action):
    token.approve(disputes, action.bond, sender=action.payer)
    invalid = (action.bond, 0, 27, bytes(32), bytes(32))
    receipt = action.signed(action.order, action.cid, invalid, sender=action.payer)
    assert_logs(receipt, *action.logs(system, action.order, action.payer, action.bond))


@pytest.mark.parametrize("fault", ["expired", "too little", "of another", "for another"])
def test_permit__faulty_and_nothing_allowed__reverts(token, market, disputes, scene, action, fault):
    signer = scene.stranger if fault == "of another" else action.payer
    spender = market if fault == "for another" else disputes
    value = action.bond - 1 if fault == "too little" else action.bond
    deadline = now() - 1 if fault == "expired" else 2**256 - 1
    permit = sign_permit(token, signer, spender, value, deadline=deadline)
    expected = custom(
        disputes.PaymentFailed,
        payer=action.payer,
        amount=action.bond,
        balance=token.balanceOf(action.payer),
        allowance=value if fault == "too little" else 0,
    )
    assert_reverts(expected, action.signed, action.order, action.cid, permit, sender=action.payer)


def test_permit__without_one_and_nothing_allowed__reverts(token, disputes, action):
    expected = custom(
        disputes.PaymentFailed,
        payer=action.payer,
        amount=action.bond,
        balance=token.balanceOf(action.payer),
        allowance=0,
    )
    assert_reverts(expected, action.plain, action.order, action.cid, sender=action.payer)


def test_permit__in_one_transaction_with_what_it_is_for__goes(system, token, disputes, scene, orders):
    """Two disputes, one signature: `multicall` keeps the caller."""
    first, second = orders.tokens[0], orders.tokens[1]
    token.approve(disputes, 0, sender=scene.buyer)
    permit = sign_permit(token, scene.buyer, disputes, 2 * BOND)
    calls = [
        disputes.raiseDisputeWithPermit.encode_input(first, CID, permit),
        disputes.raiseDispute.encode_input(second, CID),
    ]
    receipt = disputes.multicall(calls, sender=scene.buyer)
    assert_logs(
        receipt,
        log(token.Approval, owner=scene.buyer, spender=disputes, amount=2 * BOND),
        *raised_logs(system, first, scene.buyer),
        *raised_logs(system, second, scene.buyer),
    )
