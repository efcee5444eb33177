"""ERC-5267 tells the very domain that permits are signed for (TOK-1)."""

from ape import chain
from eth_abi import encode
from eth_account.messages import encode_typed_data
from eth_utils import keccak
from permits import PERMIT, sign_permit


def test_eip712_domain__always__names_each_field(token):
    domain = token.eip712Domain()
    assert domain.fields == b"\x0f"  # name, version, chain id, contract
    assert (domain.name, domain.version) == ("Ecom", "1")
    assert (domain.chainId, domain.verifyingContract) == (chain.chain_id, token.address)
    assert (domain.salt, domain.extensions) == (b"\0" * 32, [])


def test_domain_separator__always__is_the_hash_of_that_domain(token):
    domain = token.eip712Domain()
    kind = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    fields = (
        keccak(text=kind),
        keccak(text=domain.name),
        keccak(text=domain.version),
        domain.chainId,
        domain.verifyingContract,
    )
    separator = keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], fields))
    assert token.DOMAIN_SEPARATOR() == separator
    typed = encode_typed_data(
        {
            "name": domain.name,
            "version": domain.version,
            "chainId": domain.chainId,
            "verifyingContract": domain.verifyingContract,
        },
        {"Permit": PERMIT},
        {"owner": token.address, "spender": token.address, "value": 0, "nonce": 0, "deadline": 0},
    )
    assert typed.header == separator


def test_permit__signed_for_that_domain__counts(token, alice, bob):
    domain = token.eip712Domain()
    entries = {
        "name": domain.name,
        "version": domain.version,
        "chainId": domain.chainId,
        "verifyingContract": domain.verifyingContract,
    }
    token.permit(alice, bob, *sign_permit(token, alice, bob, 7, domain=entries), sender=bob)
    assert token.allowance(alice, bob) == 7
