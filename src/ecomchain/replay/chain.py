"""A development chain by JSON-RPC: batches on one kept connection, blocks mined on demand.

What makes it fast: no signing, no estimate, no receipt polling; hundreds of transactions go out
in one request and are mined into one block.
"""

import http.client
import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from ecomchain.replay.errors import ChainError

BLOCK_SIZE = 300
"""Transactions in a block. anvil's time for a block's receipts grows with the square of it."""

_BATCH = 500
_BLOCK_GAS = 10**10
_BALANCE = hex(10**24)
_GAS_PRICE = 10**11

Json = dict[str, Any]


class RejectedError(ChainError):
    """The chain answered a request with an error."""


class DevChain:
    """The chain behind a URI, which must be a development node of the anvil kind."""

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._connection = kind(parts.hostname or "127.0.0.1", parts.port, timeout=300)

    def batch(self, calls: Iterable[tuple[str, Sequence[Any]]]) -> list[Any]:
        """The results of many requests, in order. Raises RejectedError if one of them fails."""
        wanted = list(calls)
        results: list[Any] = []
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start : start + _BATCH]
            body = [
                {"jsonrpc": "2.0", "id": i, "method": method, "params": list(params)}
                for i, (method, params) in enumerate(part)
            ]
            answers = sorted(self._post(body), key=lambda answer: answer["id"])
            for (method, _), answer in zip(part, answers, strict=True):
                if "error" in answer:
                    raise RejectedError(
                        f"the chain refused {method}: {answer['error'].get('message', answer['error'])}"
                    )
                results.append(answer["result"])
        return results

    def request(self, method: str, *params: Any) -> Any:
        """The result of one request."""
        return self.batch([(method, params)])[0]

    def require_development(self) -> None:
        """Raises ChainError unless the chain lets accounts act without keys, and time pass."""
        version = self.request("web3_clientVersion")
        try:
            self.request("anvil_nodeInfo")
        except RejectedError:
            raise ChainError(
                f"this chain ({version}) is not a development chain: a replay acts for thousands of accounts "
                "and moves time; use --network ethereum:local:foundry, or `make devnet` and "
                "--network ethereum:devnet:node"
            ) from None

    def settings(self) -> Json:
        """What a replay changes for its time, to be given back to `release`."""
        automine, node = self.batch([("anvil_getAutomine", ()), ("anvil_nodeInfo", ())])
        return {"automine": automine, "gas_limit": int(str(node["environment"]["gasLimit"]), 0)}

    def seize(self) -> None:
        """Let every account act, and mine on demand only."""
        self.request("anvil_autoImpersonateAccount", True)
        self.request("evm_setAutomine", False)
        self.request("evm_setBlockGasLimit", hex(_BLOCK_GAS))

    def release(self, settings: Json) -> None:
        """Give the chain back as it was; its last block, too, is to name the usual gas limit."""
        self.request("anvil_autoImpersonateAccount", False)
        self.request("evm_setBlockGasLimit", hex(settings["gas_limit"]))
        self.request("evm_setAutomine", bool(settings["automine"]))
        if int(self.request("eth_getBlockByNumber", "latest", False)["gasLimit"], 16) == _BLOCK_GAS:
            self.request("evm_mine")

    def give_ether(self, accounts: Iterable[str]) -> None:
        """What the accounts need for gas. No transaction, and no part of any sum of tokens."""
        self.batch(("anvil_setBalance", [account, _BALANCE]) for account in accounts)

    def head(self) -> Json:
        """The last block, without its transactions."""
        block: Json = self.request("eth_getBlockByNumber", "latest", False)
        return {name: int(block[name], 16) for name in ("number", "timestamp")} | {"hash": block["hash"]}

    def block_hash(self, number: int) -> str | None:
        """The hash of a block, None where there is none (yet)."""
        block = self.request("eth_getBlockByNumber", hex(number), False)
        return None if block is None else str(block["hash"])

    def nonce(self, account: str) -> int:
        """The nonce of the account's next transaction."""
        return int(self.request("eth_getTransactionCount", account, "latest"), 16)

    def timestamps(self, numbers: Iterable[int]) -> dict[int, int]:
        """When blocks were mined, by number."""
        wanted = list(numbers)
        blocks = self.batch(("eth_getBlockByNumber", [hex(number), False]) for number in wanted)
        return {n: int(block["timestamp"], 16) for n, block in zip(wanted, blocks, strict=True)}

    def has_pending(self) -> bool:
        """Whether transactions wait to be mined."""
        status = self.request("txpool_status")
        return any(int(str(count), 0) for count in status.values())

    def mine(self, timestamp: int) -> int:
        """Mine a block; returns its number."""
        # Not in a batch: anvil works on the requests of a batch side by side.
        self.request("evm_setNextBlockTimestamp", timestamp)
        self.request("evm_mine")
        return int(self.request("eth_blockNumber"), 16)

    def send(self, transactions: Sequence[Json]) -> list[str]:
        """Hand transactions (from, to, data, nonce, gas) over to be mined; returns their hashes."""
        price = hex(_GAS_PRICE)
        return self.batch(("eth_sendTransaction", [{**sent, "gasPrice": price}]) for sent in transactions)

    def receipts(self, number: int) -> list[Json]:
        """The receipts of a block."""
        found: list[Json] = self.request("eth_getBlockReceipts", hex(number))
        return found

    def transactions(self, number: int) -> list[Json]:
        """The transactions of a block."""
        found: list[Json] = self.request("eth_getBlockByNumber", hex(number), True)["transactions"]
        return found

    def revert_data(self, transaction: str) -> str:
        """What a failed transaction returned."""
        trace = self.request("debug_traceTransaction", transaction, {"tracer": "callTracer"})
        return str(trace.get("output") or "0x")

    def _post(self, body: list[Json]) -> list[Json]:
        try:
            self._connection.request(
                "POST", self._path, json.dumps(body).encode(), {"Content-Type": "application/json"}
            )
            answer = json.loads(self._connection.getresponse().read())
        except (OSError, http.client.HTTPException, json.JSONDecodeError) as error:
            self._connection.close()
            raise ChainError(
                f"lost the connection to the chain ({error or type(error).__name__}): "
                "see whether it still runs, then run the same command again"
            ) from None
        if not isinstance(answer, list):
            raise RejectedError(f"the chain refused a batch of requests: {answer.get('error', answer)}")
        return answer
