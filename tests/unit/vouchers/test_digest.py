"""What a seller signs: EIP-712 typed data, the same for every tool (ORD-1)."""

import pytest
from ape import chain
from eth_abi import encode
from eth_utils import keccak
from orders import vouched_purchase
from scene import plain
from vouchers_signing import VOUCHER, scene_voucher

from ecomchain.vouchers import signing
from ecomchain.vouchers.voucher import Purchase, Voucher

NOBODY = "0x" + "00" * 20


def by_hand(system, wanted, voucher, transfers):
    """The digest by the letter of EIP-712, without its libraries."""
    kind = f"Voucher({','.join(' '.join((field['type'], field['name'])) for field in VOUCHER)})"
    domain = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    separator = encode(
        ["bytes32", "bytes32", "bytes32", "uint256", "address"],
        [
            keccak(text=domain),
            keccak(text="Ecom Vouchers"),
            keccak(text="1"),
            chain.chain_id,
            system.vouchers.address,
        ],
    )
    listing, option, revision, quantity, _, link = wanted
    values = [
        listing,
        revision,
        option,
        link,
        voucher.buyer,
        quantity,
        voucher.deadline,
        voucher.nonce,
        transfers,
    ]
    message = encode(["bytes32", *(field["type"] for field in VOUCHER)], [keccak(text=kind), *values])
    return keccak(b"\x19\x01" + keccak(separator) + keccak(message))


@pytest.mark.parametrize("n", [0, 3])
def test_digest__of_a_voucher__is_by_the_letter_of_eip_712(system, vouchers, scene, n):
    wanted = vouched_purchase(scene, n, quantity=3)
    voucher = scene_voucher(system, scene, wanted)
    assert bytes(vouchers.digest(wanted, voucher)) == by_hand(system, wanted, voucher, 0)


def test_digest__after_a_transfer__has_the_new_counter(system, vouchers, registry, scene, wanted):
    voucher = scene_voucher(system, scene, wanted)
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    assert bytes(vouchers.digest(wanted, voucher)) == by_hand(system, wanted, voucher, 1)


def test_digest__signature__is_not_read(system, vouchers, scene, wanted):
    voucher = scene_voucher(system, scene, wanted)
    unsigned = voucher._replace(signature=b"")
    assert vouchers.digest(wanted, unsigned) == vouchers.digest(wanted, voucher)


def test_digest__of_the_package__is_the_same(system, vouchers, scene, wanted):
    """What `ecomchain.vouchers` has sellers sign, and its signature."""
    signed = scene_voucher(system, scene, wanted)
    listing, option, revision, quantity, unit_price, link = wanted
    voucher = Voucher(
        chain_id=chain.chain_id,
        contract=vouchers.address,
        purchase=Purchase(
            listing=listing,
            option=option,
            revision=revision,
            quantity=quantity,
            unit_price=unit_price,
            link=link,
        ),
        buyer=signed.buyer,
        deadline=signed.deadline,
        nonce=signed.nonce,
        transfers=0,
    )
    assert signing.digest(voucher) == bytes(vouchers.digest(wanted, signed))
    assert signing.sign(scene.seller, voucher).struct == tuple(signed)


def test_domain__eip_5267__says_what_is_signed_for(vouchers):
    domain = plain(vouchers.eip712Domain())
    expected = (b"\x0f", "Ecom Vouchers", "1", chain.chain_id, vouchers.address, bytes(32), ())
    assert (bytes(domain[0]), *domain[1:5], bytes(domain[5]), domain[6]) == expected


def test_surface__contracts__are_those_of_the_system(vouchers, market, registry):
    assert vouchers.market() == market.address
    assert vouchers.registry() == registry.address
    assert market.vouchers() == vouchers.address
