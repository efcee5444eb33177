"""The arbitrator of local networks and tests: one owner decides, for a fee."""

from events import assert_logs, log
from scene import plain

from .cases import EXTRA_DATA, FEE, Kind
from helpers import assert_reverts, custom


def test_create_dispute__by_anyone_for_the_fee__is_numbered_from_zero(cases):
    arbitrator, caller = cases.arbitrator, cases.scene.stranger
    for number in range(2):
        receipt = arbitrator.createDispute(3, EXTRA_DATA, value=FEE, sender=caller)
        assert_logs(receipt, log(arbitrator.DisputeCreation, _disputeID=number, _arbitrable=caller))
        assert plain(arbitrator.disputes(number)) == (caller.address, 3, False)
    assert arbitrator.balance == 2 * FEE


def test_create_dispute__not_the_exact_fee__reverts(cases):
    assert cases.arbitrator.arbitrationCost(EXTRA_DATA) == cases.arbitrator.fee() == FEE
    for paid in (0, FEE - 1, FEE + 1):
        expected = custom(cases.arbitrator.WrongFee, paid=paid, fee=FEE)
        arguments = (3, EXTRA_DATA)
        assert_reverts(
            expected, cases.arbitrator.createDispute, *arguments, sender=cases.scene.stranger, value=paid
        )


def test_give_ruling__twice__reverts(cases):
    dispute = cases.request(Kind.DISPUTE)
    cases.rule(dispute, 2)
    expected = custom(cases.arbitrator.AlreadyRuled, disputeId=dispute)
    assert_reverts(expected, cases.arbitrator.giveRuling, dispute, 3, sender=cases.judge)


def test_give_ruling__beyond_the_choices__reverts(cases):
    dispute = cases.request(Kind.DISPUTE)
    expected = custom(cases.arbitrator.RulingOutOfRange, ruling=6, choices=5)
    assert_reverts(expected, cases.arbitrator.giveRuling, dispute, 6, sender=cases.judge)


def test_owner__alone__rules_and_sets_the_fee_and_takes_it(cases):
    arbitrator, dispute = cases.arbitrator, cases.request(Kind.DISPUTE)
    calls = (
        (arbitrator.giveRuling, dispute, 5),
        (arbitrator.setFee, 1),
        (arbitrator.withdraw,),
    )
    for caller in (cases.scene.stranger, cases.scene.buyer, cases.adapter):
        expected = custom(arbitrator.OwnableUnauthorizedAccount, account=caller)
        for method, *arguments in calls:
            assert_reverts(expected, method, *arguments, sender=caller)


def test_withdraw__by_the_owner__pays_all_fees(cases):
    cases.request(Kind.DISPUTE)
    cases.request(Kind.OBJECTION)
    before = cases.judge.balance
    receipt = cases.arbitrator.withdraw(sender=cases.judge)
    assert cases.arbitrator.balance == 0
    assert cases.judge.balance == before + 2 * FEE - receipt.total_fees_paid
