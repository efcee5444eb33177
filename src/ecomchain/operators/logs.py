"""Logs in bounded windows: half as wide when the node refuses, twice as wide when not."""

from collections.abc import Iterator, Sequence

from ecomchain.operators.rpc import Json, RefusedError, Rpc
from ecomchain.rewards.chain.sync import WIDEST, Window


def windows(
    rpc: Rpc, address: str, topics: Sequence[object], first: int, last: int, widest: int = WIDEST
) -> Iterator[tuple[int, list[Json]]]:
    """The last block of each window from block ``first`` to ``last``, and its logs in the chain's order."""
    window = Window(widest)
    while first <= last:
        end = min(first + window.blocks - 1, last)
        query = {"address": address, "fromBlock": hex(first), "toBlock": hex(end), "topics": list(topics)}
        try:
            found: list[Json] = rpc.request("eth_getLogs", query)
        except RefusedError:
            if not window.halve():
                raise
            continue
        window.grow()
        yield end, found
        first = end + 1
