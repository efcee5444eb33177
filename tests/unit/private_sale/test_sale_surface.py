"""What the sale is made of."""

from helpers import interface


def test_abi__always__is_its_manual_and_the_managers(sale):
    def named(contract_type):
        return {(entry.type, getattr(entry, "selector", entry.type)) for entry in contract_type.abi}

    extra = {entry[1] for entry in named(sale.contract_type) - named(interface("IPrivateSale").contract_type)}
    assert named(interface("IPrivateSale").contract_type) <= named(sale.contract_type)
    assert {name.partition("(")[0] for name in extra} == {
        "constructor", "authority", "setAuthority", "isConsumingScheduledOp", "AuthorityUpdated",
        "AccessManagedUnauthorized", "AccessManagedRequiredDelay", "AccessManagedInvalidAuthority",
        "ReentrancyGuardReentrantCall", "PaymentFailed",
    }  # fmt: skip


def test_abi__always__has_no_withdrawal_and_no_pause(sale):
    assert {method.name for method in sale.contract_type.mutable_methods} == {
        "fund", "fundWithPermit", "createRound", "buy", "buyWithPermit", "release", "releaseMany", "close",
        "setAuthority",
    }  # fmt: skip
