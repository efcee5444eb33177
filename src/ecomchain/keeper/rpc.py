"""Requests to a node, one or many at once."""

from collections.abc import Sequence
from typing import Any

from web3.exceptions import Web3Exception

from ecomchain.keeper.errors import NodeError

BATCH = 100
"""Requests that go out at once."""

_EXECUTED = ("revert", "out of gas", "outofgas", "gas required exceeds", "execution aborted")
"""What nodes say of a call that they did execute, up to where it failed or took too much."""

Request = tuple[str, list[Any]]


class Rpc:
    """A node behind a web3 provider."""

    def __init__(self, web3: Any) -> None:
        self._provider = web3.provider

    def request(self, method: str, *params: Any) -> Any:
        """The result of one request. Raises NodeError where there is none."""
        answer = self._send("make_request", method, list(params))
        if not isinstance(answer, dict) or "error" in answer:
            raise NodeError(f"the node refuses {method}: {_reason(answer)}")
        return answer.get("result")

    def batch(self, requests: Sequence[Request]) -> list[dict[str, Any]]:
        """The answers to many requests in their order, errors included."""
        found: list[dict[str, Any]] = []
        for start in range(0, len(requests), BATCH):
            part = list(requests[start : start + BATCH])
            answers = self._send("make_batch_request", part)
            if not isinstance(answers, list) or len(answers) != len(part):
                raise NodeError(f"the node refuses a batch of {len(part)} requests: {_reason(answers)}")
            found += answers
        return found

    def _send(self, how: str, *what: Any) -> Any:
        try:
            return getattr(self._provider, how)(*what)
        except (OSError, ValueError, Web3Exception) as error:  # requests raises the first
            raise NodeError(f"the node does not answer: {error}") from None


def revert_data(answer: dict[str, Any]) -> bytes | None:
    """What a call reverted with; None where it worked. Raises NodeError where it was not executed.

    One that took more gas or time than the node gives is refused like one that reverts: were it the node's
    trouble, a single item that takes too much would stop a keeper for all others.
    """
    error = answer.get("error")
    if error is None:
        return None
    data = error.get("data")
    if isinstance(data, dict):  # some nodes wrap it
        data = data.get("data") or data.get("result")
    if isinstance(data, str) and data.startswith("0x"):
        return bytes.fromhex(data[2:])
    message = str(error.get("message", "")).lower()
    if error.get("code") == 3 or any(words in message for words in _EXECUTED):
        return b""
    raise NodeError(f"the node did not execute a call: {error.get('message', error)}")


def number(value: Any) -> int:
    """A number as nodes and web3 give it."""
    return value if isinstance(value, int) else int(value, 16)


def _reason(answer: Any) -> Any:
    error = answer.get("error", answer) if isinstance(answer, dict) else answer
    return error.get("message", error) if isinstance(error, dict) else error
