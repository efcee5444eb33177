"""`start`: a group's first buyer."""

import pytest
from events import assert_logs, log
from orders import transfer_log
from permits import sign_permit
from scene import plain

from .deals import UNIT, WINDOW, head
from helpers import assert_reverts, custom


def started_logs(group_buy, token, stage, group, quantity, link):
    buyer = stage.buyers[1]
    return [
        log(group_buy.GroupStarted, group=group, deal=stage.deal, deadline=head() + WINDOW),
        log(group_buy.Joined, group=group, buyer=buyer, quantity=quantity, link=link),
        transfer_log(token, buyer, group_buy, UNIT * quantity),
    ]


@pytest.mark.parametrize(("quantity", "n"), [(1, 0), (5, 4)])
def test_start__by_anyone__deposits_the_price(group_buy, token, stage, quantity, n):
    before, group, link = group_buy.totals(), group_buy.totals().groups + 1, stage.scene.link(n)
    receipt = group_buy.start(stage.deal, quantity, link, sender=stage.buyers[1])
    assert_logs(receipt, *started_logs(group_buy, token, stage, group, quantity, link))
    assert plain(group_buy.group(group)) == (stage.deal, head() + WINDOW, 0, 1)
    assert plain(group_buy.member(group, stage.buyers[1])) == (quantity, link)
    assert plain(group_buy.totals()) == (before.deals, group, before.deposits + UNIT * quantity)
    assert token.balanceOf(group_buy) == before.deposits + UNIT * quantity


def test_start__again_by_the_same_buyer__is_another_group(group_buy, stage):
    groups = group_buy.totals().groups
    for _ in range(2):
        group_buy.start(stage.deal, 1, 0, sender=stage.buyers[0])
    assert group_buy.totals().groups == groups + 2
    assert [group_buy.group(groups + i).buyers for i in (1, 2)] == [1, 1]


def test_start_with_permit__signed__needs_no_allowance(group_buy, token, stage):
    buyer, group = stage.buyers[1], group_buy.totals().groups + 1
    token.approve(group_buy, 0, sender=buyer)
    permit = sign_permit(token, buyer, group_buy, 2 * UNIT)
    receipt = group_buy.startWithPermit(stage.deal, 2, 0, permit, sender=buyer)
    approval = log(token.Approval, owner=buyer, spender=group_buy, amount=2 * UNIT)
    assert_logs(receipt, approval, *started_logs(group_buy, token, stage, group, 2, 0))
    assert token.allowance(buyer, group_buy) == 0


def test_start_with_permit__submitted_first_by_another__goes_on(group_buy, token, stage):
    buyer, group = stage.buyers[1], group_buy.totals().groups + 1
    token.approve(group_buy, 0, sender=buyer)
    permit = sign_permit(token, buyer, group_buy, UNIT)
    token.permit(buyer, group_buy, *permit, sender=stage.scene.stranger)
    receipt = group_buy.startWithPermit(stage.deal, 1, 0, permit, sender=buyer)
    assert_logs(receipt, *started_logs(group_buy, token, stage, group, 1, 0))


def test_start__without_allowance__reverts_with_what_there_is(group_buy, token, stage):
    buyer = stage.buyers[1]
    token.approve(group_buy, UNIT - 1, sender=buyer)
    expected = custom(
        group_buy.PaymentFailed,
        payer=buyer,
        amount=UNIT,
        balance=token.balanceOf(buyer),
        allowance=UNIT - 1,
    )
    assert_reverts(expected, group_buy.start, stage.deal, 1, 0, sender=buyer)


def test_start__unknown_deal__reverts(group_buy, stage):
    for deal in (0, group_buy.totals().deals + 1):
        expected = custom(group_buy.UnknownDeal, deal=deal)
        assert_reverts(expected, group_buy.start, deal, 1, 0, sender=stage.buyers[1])


def test_group__unknown__reverts(group_buy):
    for group in (0, group_buy.totals().groups + 1):
        assert_reverts(custom(group_buy.UnknownGroup, group=group), group_buy.group, group)
