"""What the contract answers about itself, and several actions in one transaction."""

from events import assert_logs, log
from orders import transfer_log

from .deals import UNIT, WINDOW, head
from helpers import assert_reverts, custom


def calls(*pairs):
    return [bytes(method.encode_input(*arguments)) for method, *arguments in pairs]


def test_views__of_the_system__are_the_markets(group_buy, market, catalog, registry, token):
    found = group_buy.market(), group_buy.catalog(), group_buy.registry(), group_buy.token()
    assert found == (market, catalog, registry, token)


def test_multicall__start_and_join_another__does_both(group_buy, token, stage):
    buyer, group = stage.buyers[1], group_buy.totals().groups + 1
    batch = calls((group_buy.start, stage.deal, 1, 0), (group_buy.join, stage.open, 2, 0))
    receipt = group_buy.multicall(batch, sender=buyer)
    assert_logs(
        receipt,
        log(group_buy.GroupStarted, group=group, deal=stage.deal, deadline=head() + WINDOW),
        log(group_buy.Joined, group=group, buyer=buyer, quantity=1, link=0),
        transfer_log(token, buyer, group_buy, UNIT),
        log(group_buy.Joined, group=stage.open, buyer=buyer, quantity=2, link=0),
        transfer_log(token, buyer, group_buy, 2 * UNIT),
    )


def test_multicall__one_that_reverts__does_nothing(group_buy, stage):
    batch = calls((group_buy.start, stage.deal, 1, 0), (group_buy.join, stage.full, 2, 0))
    expected = custom(group_buy.GroupFull, group=stage.full)
    assert_reverts(expected, group_buy.multicall, batch, sender=stage.buyers[1])
