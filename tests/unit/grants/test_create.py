"""`create`: tokens for many accounts, in one transaction (DST-5)."""

import pytest
from eth_abi import encode
from eth_utils import keccak
from events import assert_logs, log
from merkle_trees import Tree
from orders import transfer_log
from permits import sign_permit
from scene import CID, NO_CID, plain

from helpers import assert_reverts, custom

NONE = bytes(32)


def created(system, salt, payer, root, total, content=CID):
    values = {
        "grant": system.grants.grantId(payer, salt),
        "payer": payer,
        "root": root,
        "total": total,
        "content": content,
    }
    return [
        log(system.grants.GrantCreated, **values),
        transfer_log(system.token, payer, system.grants, total),
    ]


@pytest.mark.parametrize("content", [CID, NO_CID])
def test_create__by_anyone__is_paid_at_once(system, grants, token, tree, alice, content):
    before = token.balanceOf(alice)
    receipt = grants.create(tree.root, 108, 1, content, sender=alice)
    assert_logs(receipt, *created(system, 1, alice, tree.root, 108, content))
    assert token.balanceOf(alice) == before - 108
    assert token.balanceOf(grants) == 108
    assert (grants.root(tree.epoch, 0), grants.root(tree.epoch, 1)) == (tree.root, NONE)
    assert plain(grants.fund(tree.epoch)) == (108, 0, 1)
    assert grants.token() == token


@pytest.mark.parametrize("salt", [0, 1, 2**256 - 1])
def test_grant_id__is_of_its_creator_and_salt(grants, alice, bob, salt):
    for creator in (alice, bob):
        digest = keccak(encode(["address", "uint256"], [creator.address, salt]))
        assert grants.grantId(creator, salt) == int.from_bytes(digest[-8:])


def test_create__others_with_the_same_salt__are_apart(system, grants, tree, alice, bob):
    """Nobody can take the number that another's leaves name."""
    receipt = grants.create(tree.root, 5, 1, CID, sender=bob)
    assert_logs(receipt, *created(system, 1, bob, tree.root, 5))
    receipt = grants.create(tree.root, 108, 1, CID, sender=alice)
    assert_logs(receipt, *created(system, 1, alice, tree.root, 108))
    receipt = grants.create(tree.root, 7, 2, CID, sender=alice)
    assert_logs(receipt, *created(system, 2, alice, tree.root, 7))
    ids = [grants.grantId(bob, 1), tree.epoch, grants.grantId(alice, 2)]
    assert [plain(grants.fund(id_)) for id_ in ids] == [(5, 0, 1), (108, 0, 1), (7, 0, 1)]


def test_create__salt_used_before__reverts(grants, tree, alice):
    grants.create(tree.root, 108, 1, CID, sender=alice)
    expected = custom(grants.GrantExists, grant=tree.epoch)
    for root, total in ((tree.root, 108), (b"\1" * 32, 1)):
        assert_reverts(expected, grants.create, root, total, 1, CID, sender=alice)


@pytest.mark.parametrize(("root", "total"), [(NONE, 1), (b"\1" * 32, 0), (NONE, 0)])
def test_create__no_root_or_no_total__reverts(grants, alice, root, total):
    expected = custom(grants.EmptyGrant, root=root, total=total)
    assert_reverts(expected, grants.create, root, total, 1, CID, sender=alice)


def test_create__missing_allowance_or_tokens__reverts(grants, token, tree, alice, stranger):
    token.approve(grants, 107, sender=alice)
    for payer, allowance in ((alice, 107), (stranger, 0)):
        values = {"payer": payer, "amount": 108, "balance": token.balanceOf(payer), "allowance": allowance}
        expected = custom(grants.PaymentFailed, **values)
        assert_reverts(expected, grants.create, tree.root, 108, 1, CID, sender=payer)


@pytest.mark.parametrize("first", [False, True])
def test_create_with_permit__also_submitted_first_by_another__needs_no_allowance(
    system, grants, token, tree, alice, bob, first
):
    token.approve(grants, 0, sender=alice)
    permit = sign_permit(token, alice, grants, 108)
    approval = [log(token.Approval, owner=alice, spender=grants, amount=108)]
    if first:
        token.permit(alice, grants, *permit, sender=bob)
        approval = []
    receipt = grants.createWithPermit(tree.root, 108, 1, CID, permit, sender=alice)
    grant, transfer = created(system, 1, alice, tree.root, 108)
    assert_logs(receipt, *approval, grant, transfer)


def test_create_with_permit__of_another__moves_nothing(grants, token, tree, alice, carol):
    permit = sign_permit(token, alice, grants, 108)
    values = {"payer": carol, "amount": 108, "balance": token.balanceOf(carol), "allowance": 0}
    expected = custom(grants.PaymentFailed, **values)
    assert_reverts(expected, grants.createWithPermit, tree.root, 108, 1, CID, permit, sender=carol)


def test_create__many_accounts__each_gets_its_own(grants, token, alice, stranger):
    """A thousand in one transaction; a claim's proof has ten nodes."""
    accounts = [f"0x{n:040x}" for n in range(1, 1_001)]
    tree = Tree(grants, grants.grantId(alice, 1), {account: n + 1 for n, account in enumerate(accounts)})
    grants.create(tree.root, tree.total, 1, CID, sender=alice)
    claims = [tree.claim(accounts[n]) for n in (0, 1, 499, 998, 999)]
    assert {len(claim[4]) for claim in claims} <= {9, 10}
    grants.claimMany(claims, sender=stranger)
    assert [token.balanceOf(claim[2]) for claim in claims] == [1, 2, 500, 999, 1_000]
