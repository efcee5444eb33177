"""Several calls of a Safe in one transaction: its own ``MultiSendCallOnly``, which it calls by delegation.

A Safe hands its whole authority to what it delegates to, so the contract is not asked of a service at run
time: its addresses and code hashes are below, from safe-global's ``safe-deployments`` (npm, 1.37.63,
``assets/v1.3.0`` and ``v1.4.1``, ``multi_send_call_only.json``), and the code on the chain is compared.
"""

from collections.abc import Iterable

from eth_abi import encode as abi_encode
from eth_abi.packed import encode_packed
from eth_utils import function_signature_to_4byte_selector, keccak, to_hex

from ecomchain.governance.errors import GovernanceError

CODE_HASHES = {
    "1.3.0": "0xa9865ac2d9c7a1591619b188c4d88167b50df6cc0c5327fcbd1c8c75f7c066ad",
    "1.4.1": "0xecd5bd14a08c5d2122379900b2f272bdf107a7e92423c10dd5fe3254386c9939",
}
"""keccak-256 of the code on the chain, by version of the Safe."""

ADDRESSES = {
    "1.3.0": ("0x40A2aCCbd92BCA938b02010E17A5b8929b49130D", "0xA1dabEF33b3B82c7814B6D82A79e50F4AC44102B"),
    "1.4.1": ("0x9641d764fc13c8B624c04430C7356C1C7C8102e2",),
}
"""Where it is deployed, on every chain that has it, by version of the Safe."""

_CALL = 0


def find(version: str) -> str:
    """The address of the contract for this version of the Safe on the connected chain.

    Raises GovernanceError where there is none.
    """
    from ape import chain

    for address in ADDRESSES.get(version, ()):
        if to_hex(keccak(bytes(chain.provider.get_code(address)))) == CODE_HASHES[version]:
            return address
    raise GovernanceError(
        f"there is no MultiSendCallOnly of Safe {version} on this chain: write the batch into a file with "
        "--safe-batch, or propose its calls one by one"
    )


def encode(calls: Iterable[tuple[str, bytes]]) -> bytes:
    """The calldata of ``multiSend`` for these calls (target, calldata), without value; all or nothing."""
    packed = b"".join(
        encode_packed(
            ["uint8", "address", "uint256", "uint256", "bytes"], [_CALL, target, 0, len(data), data]
        )
        for target, data in calls
    )
    return function_signature_to_4byte_selector("multiSend(bytes)") + abi_encode(["bytes"], [packed])
