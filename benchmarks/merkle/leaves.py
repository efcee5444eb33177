"""Entries that are the same on every machine."""

import numpy as np

from ecomchain.merkle import Entries

CHAIN_ID, EPOCH, CONTRACT = 31337, 40, "0x5FbDB2315678afecb367f032d93F642f64180aa3"


def entries(count: int) -> Entries:
    """So many random accounts, with amounts below 2**72 (4,722 Ecom)."""
    words = np.random.PCG64(count).random_raw(4 * count).astype("<u8").view(np.uint8).reshape(count, 32)
    amounts = np.zeros((count, 12), np.uint8)
    amounts[:, 3:] = words[:, 20:29]
    return Entries(np.ascontiguousarray(words[:, :20]), amounts)


def values(of: Entries) -> list[list[str]]:
    """The values of the leaves, as JavaScript takes them."""
    key = str(CHAIN_ID * 2**64 + EPOCH)
    return [
        [key, CONTRACT, "0x" + account.tobytes().hex(), str(int.from_bytes(amount.tobytes(), "big"))]
        for account, amount in zip(of.accounts, of.amounts, strict=True)
    ]
