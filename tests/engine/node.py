"""A node's answers, given by the EVM in this process: so that what reads live deployments can read it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from ethpm_types import ContractType

from engine.build import MANIFEST
from engine.chain import Chain, Contract, RawRevert

_VIEWER = "0x" + "ee" * 20


class Node:
    """What a ``Reader`` asks of ``web3.provider``; it knows the logs since `recording` began."""

    def __init__(self) -> None:
        self.provider = self
        self.chain: Chain | None = None
        self.logs: list[dict[str, Any]] = []
        self.times: dict[int, int] = {}

    def make_request(self, method: str, params: list[Any]) -> dict[str, Any]:
        """``eth_getLogs``, of one address and all blocks."""
        assert method == "eth_getLogs"
        return {"result": [log for log in self.logs if log["address"] == params[0]["address"]]}

    def make_batch_request(self, requests: list[tuple[str, list[Any]]]) -> list[dict[str, Any]]:
        """``eth_call`` at the present, ``eth_getBlockByNumber``."""
        return [self._answer(method, params) for method, params in requests]

    def _answer(self, method: str, params: list[Any]) -> dict[str, Any]:
        if method == "eth_getBlockByNumber":
            return {"result": {"timestamp": hex(self.times[int(params[0], 16)])}}
        assert self.chain is not None
        data = bytes.fromhex(params[0]["data"][2:])
        try:
            return {
                "result": "0x" + self.chain.send("0x" + "ee" * 20, params[0]["to"], data, static=True).hex()
            }
        except RawRevert as error:
            return {"error": {"code": 3, "message": f"execution reverted: {error}"}}

    def record(self, chain: Chain) -> None:
        """The logs of the last transaction."""
        self.chain = chain
        self.times[chain.number] = chain.now
        for log in chain.evm.result.logs:
            topics, data = log.data
            self.logs.append(
                {
                    "address": log.address.lower(),
                    "topics": ["0x" + bytes(topic).hex() for topic in topics],
                    "data": "0x" + bytes(data).hex(),
                    "blockNumber": hex(chain.number),
                    "logIndex": hex(len(self.logs)),
                }
            )


@contextmanager
def recording() -> Iterator[Node]:
    """A node that hears of every transaction on any chain from now on."""
    node, send = Node(), Chain.send

    def heard(chain: Chain, sender: str, to: str, data: bytes, *, static: bool = False) -> bytes:
        result = send(chain, sender, to, data, static=static)
        if not static:
            node.record(chain)
        return result

    Chain.send = heard  # type: ignore[method-assign]
    try:
        yield node
    finally:
        Chain.send = send  # type: ignore[method-assign]


def instance(name: str, contract: Contract) -> SimpleNamespace:
    """What a reader needs of Ape's contract instance."""
    found = json.loads(MANIFEST.read_text())["contractTypes"][name]
    return SimpleNamespace(address=contract.address, contract_type=ContractType.model_validate(found))
