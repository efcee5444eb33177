"""What is asked of a node, many requests at a time."""

from collections.abc import Sequence
from typing import Any

from web3.exceptions import Web3Exception

from ecomchain.operators.errors import CatalogError

BATCH = 200

Json = dict[str, Any]
Request = tuple[str, list[Any]]


class RefusedError(CatalogError):
    """The node answered a request with an error; ``data`` is what a call returned, if it reverted."""

    def __init__(self, method: str, error: Json) -> None:
        super().__init__(f"the node refuses {method}: {error.get('message', error)}")
        text = error.get("data")
        self.data = bytes.fromhex(text.removeprefix("0x")) if isinstance(text, str) else b""
        self.reverted = bool(self.data) or "revert" in str(error.get("message", "")).lower()


class Rpc:
    """The node behind a web3 instance."""

    def __init__(self, web3: Any) -> None:
        self._provider = web3.provider

    def request(self, method: str, *params: Any) -> Any:
        """The result of one request. Raises RefusedError, CatalogError where nobody answers."""
        return _result(method, self._ask("make_request", method, list(params)))

    def batch(self, requests: Sequence[Request]) -> list[Any]:
        """The results of many requests, in order."""
        found: list[Any] = []
        for start in range(0, len(requests), BATCH):
            part = requests[start : start + BATCH]
            answers = self._ask("make_batch_request", part)
            if not isinstance(answers, list):
                raise RefusedError(part[0][0], answers.get("error", answers))
            found += [_result(method, answer) for (method, _), answer in zip(part, answers, strict=True)]
        return found

    def block_number(self) -> int:
        """Of the latest block."""
        return int(self.request("eth_blockNumber"), 16)

    def _ask(self, how: str, *request: Any) -> Any:
        try:
            return getattr(self._provider, how)(*request)
        except (OSError, ValueError, Web3Exception) as error:
            raise CatalogError(
                f"the node does not answer ({error}): see whether it runs, then run the same command again"
            ) from None


def _result(method: str, answer: Any) -> Any:
    if "error" in answer:
        raise RefusedError(method, answer["error"])
    return answer["result"]
