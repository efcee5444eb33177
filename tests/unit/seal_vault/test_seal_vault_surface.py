"""There is no way out of the vault (SEAL-1)."""

from ape import accounts, project
from ape.contracts import ContractInstance
from eth_utils import keccak

from helpers import EMPTY, assert_reverts, custom

CHANGES_STATE = {
    "seal(uint256,bytes32,uint256,uint256)",
    "sealFor(address,uint256,bytes32,uint256,uint256)",
    "sealWithPermit(uint256,bytes32,uint256,uint256,(uint256,uint256,uint8,bytes32,bytes32))",
}


def test_abi__functions_that_change_state__only_seal(vault):
    assert {method.selector for method in vault.contract_type.mutable_methods} == CHANGES_STATE


def test_abi__payable_or_fallback__is_absent(vault):
    abi = vault.contract_type.abi
    assert {entry.type for entry in abi} == {"constructor", "error", "event", "function"}
    assert not any(getattr(entry, "stateMutability", "") == "payable" for entry in abi)


def test_abi__views__are_the_totals_and_the_token(vault):
    assert {method.name for method in vault.contract_type.view_methods} == {
        "MAX_DAYS_AHEAD",
        "circulatingSupply",
        "sealedBy",
        "sealedFor",
        "sealedOn",
        "token",
        "totalSealed",
    }


def test_bytecode__selectors_of_the_token__has_none_that_sends_or_approves(vault):
    """The vault calls the token only to pull, to try a permit, and to read."""
    for signature in ("transfer(address,uint256)", "approve(address,uint256)"):
        assert keccak(text=signature)[:4] not in _code(vault), signature


def test_bytecode__opcodes__hand_nothing_away(vault):
    forbidden = {
        0xF0: "CREATE",
        0xF2: "CALLCODE",
        0xF4: "DELEGATECALL",
        0xF5: "CREATE2",
        0xFF: "SELFDESTRUCT",
    }
    assert _opcodes(_code(vault)).isdisjoint(forbidden)


def _code(contract: ContractInstance) -> bytes:
    """Runtime code without the compiler's metadata."""
    code = bytes(contract.provider.get_code(contract.address))
    return code[: -2 - int.from_bytes(code[-2:], "big")]


def _opcodes(code: bytes) -> set[int]:
    """Every opcode in the code; what PUSH1 to PUSH32 push is none."""
    found: set[int] = set()
    at = 0
    while at < len(code):
        found.add(code[at])
        at += 1 + (code[at] - 0x5F if 0x60 <= code[at] <= 0x7F else 0)
    return found


def test_vaults_tokens__pulled_by_anyone__stay(vault, token, alice, bob, foundation, operator, guardian):
    token.transfer(vault, 11, sender=alice)
    for caller in (alice, bob, foundation, operator, guardian):
        assert_reverts(
            custom(token.InsufficientAllowance), token.transferFrom, vault, caller, 1, sender=caller
        )


def test_vaults_tokens__allowances__are_none(vault, token, alice, foundation, operator, guardian, registry):
    for spender in (vault, alice, foundation, operator, guardian, registry):
        assert token.allowance(vault, spender) == 0


def test_call__with_ether__reverts(vault, alice):
    assert_reverts(EMPTY, vault.seal, 1, bytes(32), 0, 0, sender=alice, value=1)


def test_construct__a_token__is_the_one_sealed():
    deployer = accounts.test_accounts[4]
    fresh = deployer.deploy(project.EcomToken, *[deployer] * 4)
    other = deployer.deploy(project.SealVault, fresh)
    assert other.token() == fresh.address
    assert (other.totalSealed(), other.circulatingSupply()) == (0, fresh.totalSupply())
