"""Reads many views and all events of a deployment in few requests, all at one block.

A view through Ape takes some 3 ms; a batch of 200 takes as long in all. Names come from the ABI.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ape.contracts import ContractInstance
from eth_abi import decode, encode
from eth_utils import keccak, to_checksum_address
from ethpm_types.abi import ABIType, EventABI

from ecomchain.errors import EcomError
from ecomchain.invariants.state import Event, Record

BATCH = 200
LOG_RANGE = 10_000

Call = tuple[ContractInstance, str, tuple[Any, ...]]


class ChainReadError(EcomError):
    """The node did not answer a read; the message says which one and why."""


@dataclass(frozen=True)
class _Method:
    """What is needed of a view's ABI, worked out once."""

    selector: bytes
    inputs: list[str]
    outputs: list[str]
    returns: list[ABIType]


class Reader:
    """Views and events of contracts as of ``block`` (default: the latest)."""

    def __init__(self, web3: Any, block: int | None = None) -> None:
        self._web3 = web3
        self.block: int = web3.eth.block_number if block is None else block
        self._methods: dict[tuple[str, str, int], _Method] = {}

    def view(self, contract: ContractInstance, name: str, *args: Any) -> Any:
        """One view; raises ChainReadError where it reverts."""
        answer = self.views([(contract, name, args)])[0]
        if answer is None:
            raise ChainReadError(f"{name}{args} of {contract.address} reverts at block {self.block}")
        return answer

    def views(self, calls: Sequence[Call]) -> list[Any]:
        """The answers of ``calls`` in their order, None for those that revert."""
        answers: list[Any] = []
        for start in range(0, len(calls), BATCH):
            chunk = calls[start : start + BATCH]
            responses = self._batch([self._request(*call) for call in chunk])
            answers += [self._answer(call, answer) for call, answer in zip(chunk, responses, strict=True)]
        return answers

    def events(self, contract: ContractInstance, start: int = 0) -> list[Event]:
        """All events of ``contract`` from block ``start`` on, in order."""
        decoders = {keccak(text=abi.selector): _event_decoder(abi) for abi in contract.contract_type.events}
        found: list[Event] = []
        for first in range(start, self.block + 1, LOG_RANGE):
            last = min(first + LOG_RANGE - 1, self.block)
            query = {"address": contract.address, "fromBlock": hex(first), "toBlock": hex(last)}
            response = self._send("make_request", "eth_getLogs", [query])
            if "error" in response:
                raise ChainReadError(f"no events of blocks {first} to {last}: {response['error']}")
            for log in response["result"]:
                topics = [_raw(topic) for topic in log["topics"]]
                if topics and topics[0] in decoders:
                    name, args = decoders[topics[0]](topics[1:], _raw(log["data"]))
                    position = int(log["blockNumber"], 16), int(log["logIndex"], 16)
                    found.append(Event(position, name, args))
        return found

    def times(self, blocks: Iterable[int]) -> dict[int, int]:
        """When blocks were mined, by number."""
        wanted, found = sorted(blocks), {}
        for start in range(0, len(wanted), BATCH):
            chunk = wanted[start : start + BATCH]
            requests = [("eth_getBlockByNumber", [hex(block), False]) for block in chunk]
            for block, answer in zip(chunk, self._batch(requests), strict=True):
                if not answer.get("result"):
                    raise ChainReadError(
                        f"no block {block}: {answer.get('error', 'the node does not have it')}"
                    )
                found[block] = int(answer["result"]["timestamp"], 16)
        return found

    def _batch(self, requests: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        responses = self._send("make_batch_request", requests)
        if not isinstance(responses, list):
            reason = responses.get("error", responses)
            raise ChainReadError(f"the node refused a batch of calls: {reason}")
        return responses

    def _send(self, how: str, *request: Any) -> Any:
        try:
            return getattr(self._web3.provider, how)(*request)
        except OSError as error:  # that is also what requests raises
            raise ChainReadError(f"the node does not answer: {error}") from None

    def _request(self, contract: ContractInstance, name: str, args: tuple[Any, ...]) -> tuple[str, list[Any]]:
        method = self._method(contract, name, len(args))
        data = "0x" + (method.selector + encode(method.inputs, args)).hex()
        return "eth_call", [{"to": contract.address, "data": data}, hex(self.block)]

    def _method(self, contract: ContractInstance, name: str, count: int) -> _Method:
        """The view of this name that takes so many arguments: another one may have the same name."""
        key = (contract.address, name, count)
        if key not in self._methods:
            abi = next(
                method
                for method in contract.contract_type.view_methods
                if method.name == name and len(method.inputs) == count
            )
            self._methods[key] = _Method(
                keccak(text=abi.selector)[:4],
                [item.canonical_type for item in abi.inputs],
                [item.canonical_type for item in abi.outputs],
                abi.outputs,
            )
        return self._methods[key]

    def _answer(self, call: Call, response: Any) -> Any:
        contract, name, args = call
        if "error" not in response:
            method = self._method(contract, name, len(args))
            values = _tidy(method.returns, decode(method.outputs, _raw(response["result"])))
            return values[0] if len(values) == 1 else values
        error = response["error"]
        if error.get("code") == 3 or "revert" in str(error.get("message", "")).lower():
            return None
        raise ChainReadError(f"{name}{args} of {contract.address}: {error.get('message', error)}")


def each(reader: Reader, contract: ContractInstance, view: str, keys: Iterable[Any]) -> dict[Any, Any]:
    """``view(key)`` for every key; a key may be a tuple of arguments. None where the view reverts."""
    keys = list(keys)
    calls = [(contract, view, key if isinstance(key, tuple) else (key,)) for key in keys]
    return dict(zip(keys, reader.views(calls), strict=True))


def named(events: Sequence[Event], *names: str) -> list[Record]:
    """The values of the events with one of these names."""
    return [event.args for event in events if event.name in names]


@lru_cache(maxsize=100_000)
def _address(value: str) -> str:
    return to_checksum_address(value)


def _raw(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _tidy(items: Iterable[Any], values: Iterable[Any]) -> list[Any]:
    """Structs as records, addresses checksummed."""
    return [_tidy_one(item, value) for item, value in zip(items, values, strict=True)]


def _tidy_one(item: Any, value: Any) -> Any:
    if item.type.endswith("]"):
        element = item.model_copy(update={"type": item.type[: item.type.rindex("[")]})
        return [_tidy_one(element, entry) for entry in value]
    if item.type == "address":
        return _address(value)
    if item.type == "tuple":
        names = [part.name for part in item.components]
        return Record(**dict(zip(names, _tidy(item.components, value), strict=True)))
    return value


def _event_decoder(abi: EventABI) -> Callable[[list[bytes], bytes], tuple[str, Record]]:
    indexed = [item for item in abi.inputs if item.indexed]
    plain = [item for item in abi.inputs if not item.indexed]
    plain_types = [item.canonical_type for item in plain]

    def values(topics: list[bytes], data: bytes) -> Iterator[tuple[str, Any]]:
        for item, topic in zip(indexed, topics, strict=True):
            yield str(item.name), _tidy_one(item, decode([item.canonical_type], topic)[0])
        for item, value in zip(plain, decode(plain_types, data), strict=True):
            yield str(item.name), _tidy_one(item, value)

    return lambda topics, data: (abi.name, Record(**dict(values(topics, data))))
