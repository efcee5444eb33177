"""What the token can do, and nothing besides (TOK-1, TOK-3)."""

from helpers import EMPTY, assert_reverts, interface

CHANGES_STATE = {
    "approve(address,uint256)",
    "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
    "transfer(address,uint256)",
    "transferFrom(address,address,uint256)",
}


def test_abi__functions_that_change_state__are_the_four_of_erc20_and_permit(token):
    changing = {method.selector for method in token.contract_type.mutable_methods}
    assert changing == CHANGES_STATE


def test_abi__payable_or_fallback__is_absent(token):
    kinds = {entry.type for entry in token.contract_type.abi}
    assert kinds == {"constructor", "error", "event", "function"}
    assert not any(getattr(entry, "stateMutability", "") == "payable" for entry in token.contract_type.abi)


def test_abi__functions_and_errors__are_those_of_the_interface(token):
    promised = interface("IEcomToken").contract_type.abi
    have = token.contract_type.abi

    def signatures(abi: list, kind: str) -> set[str]:
        return {entry.selector for entry in abi if entry.type == kind}

    assert signatures(have, "function") == signatures(promised, "function")
    assert signatures(promised, "error") <= signatures(have, "error")


def test_metadata__always__is_fixed(token):
    assert (token.name(), token.symbol(), token.decimals()) == ("Ecom", "ECMC", 18)


def test_call__with_ether__reverts(token, alice, bob):
    assert_reverts(EMPTY, token.transfer, bob, 0, sender=alice, value=1)
    assert_reverts(EMPTY, token.approve, bob, 0, sender=alice, value=1)
