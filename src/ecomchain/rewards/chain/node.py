"""What is asked of a node: blocks, logs, one call."""

from collections.abc import Mapping, Sequence
from typing import Any

from eth_utils import keccak
from web3.exceptions import Web3Exception

from ecomchain.rewards.chain.store import Block
from ecomchain.rewards.errors import ReadError


class RefusedError(ReadError):
    """The node answered a request with an error."""


class Node:
    """A node behind a web3 provider."""

    def __init__(self, web3: Any) -> None:
        self._provider = web3.provider

    def block(self, which: int | str) -> Block | None:
        """A block by number or tag; None where the node has none."""
        wanted = hex(which) if isinstance(which, int) else which
        found = self._request("eth_getBlockByNumber", wanted, False)
        if found is None:
            return None
        hash_ = bytes.fromhex(str(_hex(found["hash"])).removeprefix("0x"))
        return Block(_number(found["number"]), hash_, _number(found["timestamp"]))

    def logs(
        self,
        first: int,
        last: int,
        addresses: Sequence[str],
        topics: Sequence[str],
        *further: Sequence[str] | None,
    ) -> list[Mapping[str, Any]]:
        """All logs of these contracts with one of these first topics in a window, in one request.

        ``further`` are what the next topics have to be one of each; None for anything.
        """
        query = {
            "fromBlock": hex(first),
            "toBlock": hex(last),
            "address": list(addresses),
            "topics": [list(topics), *(None if one is None else list(one) for one in further)],
        }
        found = self._request("eth_getLogs", query)
        if not isinstance(found, list):
            raise RefusedError(f"eth_getLogs of blocks {first} to {last} was answered with {found!r}")
        return [dict(log) for log in found if not log.get("removed")]

    def address(self, contract: str, view: str) -> bytes:
        """What a view without arguments answers as an address."""
        call = {"to": contract, "data": "0x" + keccak(text=f"{view}()")[:4].hex()}
        answer = self._request("eth_call", call, "latest")
        return bytes.fromhex(str(answer)[2:])[-20:]

    def _request(self, method: str, *params: Any) -> Any:
        try:
            answer = self._provider.make_request(method, list(params))
        except (OSError, ValueError, Web3Exception) as error:  # requests raises the first
            raise RefusedError(f"the node does not answer {method}: {error}") from None
        if "error" in answer:
            reason = answer["error"]
            raise RefusedError(f"the node refuses {method}: {reason.get('message', reason)}")
        return answer["result"]


def _number(value: Any) -> int:
    return value if isinstance(value, int) else int(value, 16)


def _hex(value: Any) -> str:
    return value if isinstance(value, str) else bytes(value).hex()
