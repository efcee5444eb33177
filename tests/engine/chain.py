"""An EVM with a clock (pyrevm)."""

import re
from typing import Any, NamedTuple

import pyrevm
from eth_abi import encode

from engine.abi import Abi, Entry, decode_cached
from engine.build import artifact

GENESIS = 1_700_000_000
"""The time of the first block."""

_GAS = 2**32
_VIEWER = "0x" + "ee" * 20
_OUTPUT = re.compile(r"output: 0x([0-9a-f]*)")


class Reverted(Exception):  # noqa: N818 - what the EVM calls it
    """A call reverted; ``name`` and ``values`` are those of the custom error.

    Errors of the same types may name their values differently in two contracts: ``readings`` has them all.
    """

    def __init__(self, name: str, *readings: dict[str, Any]) -> None:
        self.name = name
        self.values = readings[0] if readings else {}
        self.readings = readings or ({},)
        shown = ", ".join(f"{key}={value}" for key, value in self.values.items())
        super().__init__(f"{name}({shown})")


class RawRevert(Exception):  # noqa: N818
    """A call reverted with this data."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        super().__init__(f"0x{data.hex()}")


class Log(NamedTuple):
    """A decoded event, with the address of the contract that emitted it."""

    address: str
    name: str
    values: dict[str, Any]


class Snapshot(NamedTuple):
    """A state to return to."""

    checkpoint: Any
    now: int
    number: int


class Chain:
    """One EVM: a block for each change of time, all accounts unlocked, gas free."""

    def __init__(self) -> None:
        self.evm = pyrevm.EVM(spec_id="CANCUN", gas_limit=2**40)
        self.now = GENESIS
        self.number = 1
        self.abis: dict[str, Abi] = {}
        self._set_block()

    def warp(self, seconds: int) -> None:
        """A block ``seconds`` later."""
        self.now += seconds
        self.number += 1
        self._set_block()

    def snapshot(self) -> Snapshot:
        """Remember the state."""
        return Snapshot(self.evm.snapshot(), self.now, self.number)

    def restore(self, snapshot: Snapshot) -> None:
        """Return to a remembered state, which is forgotten by that."""
        self.evm.revert(snapshot.checkpoint)
        self.now, self.number = snapshot.now, snapshot.number
        self._set_block()

    def deploy(self, sender: str, code: bytes) -> str:
        """Deploy creation code; the new contract's address."""
        return str(self.evm.deploy(sender, code)).lower()

    def send(self, sender: str, to: str, data: bytes, *, static: bool = False) -> bytes:
        """A transaction, or a view's call; raises RawRevert."""
        try:
            result: bytes = self.evm.message_call(sender, to, calldata=data, gas=_GAS, is_static=static)
        except RuntimeError as error:
            output = _OUTPUT.search(str(error))
            if output is None:
                raise
            raise RawRevert(bytes.fromhex(output[1])) from None
        finally:
            self.evm.reset_transient_storage()
        return result

    def store(self, address: str, slot: int, word: int) -> None:
        """Write a word of a contract's storage, for states that nobody could wait for."""
        self.evm.insert_account_storage(address, slot, word)

    def logs(self) -> list[Log]:
        """Events of the last transaction."""
        result = self.evm.result
        assert result is not None
        decoded = []
        for log in result.logs:
            address = log.address.lower()
            topics, data = log.data
            event = self.abis[address].events[bytes(topics[0])]
            decoded.append(Log(address, event.name, event.log_values([bytes(t) for t in topics[1:]], data)))
        return decoded

    def _set_block(self) -> None:
        block = pyrevm.BlockEnv(
            number=self.number,
            timestamp=self.now,
            basefee=0,
            gas_limit=2**40,
            excess_blob_gas=0,
            prevrandao=bytes(32),
        )
        self.evm.set_block_env(block)


class Contract:
    """A deployed contract: ``contract.call(sender, "place", ...)``, ``contract.view("order", 1)``."""

    def __init__(self, chain: Chain, name: str, sender: str, *args: Any) -> None:
        self.chain = chain
        self.abi, code = artifact(name)
        self.address = chain.deploy(sender, code + encode(self.abi.constructor.inputs, args))
        self._views: dict[tuple[Any, ...], tuple[Entry, bytes]] = {}
        chain.abis[self.address] = self.abi

    def call(self, sender: str, function: str, *args: Any) -> Any:
        """Send a transaction; what the function returns. Raises Reverted."""
        entry = self.abi.functions[function, len(args)]
        return self._run(sender, entry, entry.calldata(args), static=False)

    def view(self, function: str, *args: Any) -> Any:
        """What a view answers: structs and arrays as tuples. Raises Reverted."""
        key = (function, *args)
        if key not in self._views:
            entry = self.abi.functions[function, len(args)]
            self._views[key] = entry, entry.calldata(args)
        entry, data = self._views[key]
        return self._run(_VIEWER, entry, data, static=True)

    def error(self, data: bytes) -> Reverted:
        """The custom error that revert data encode; errors of nested calls are found in other ABIs."""
        selector, rest = data[:4], data[4:]
        if selector in self.abi.errors:
            entry = self.abi.errors[selector]
            return Reverted(entry.name, entry.values(rest))
        known = [abi.errors[selector] for abi in self.chain.abis.values() if selector in abi.errors]
        if known:
            return Reverted(known[0].name, *(entry.values(rest) for entry in known))
        return Reverted("0x" + data.hex())

    def _run(self, sender: str, entry: Entry, data: bytes, *, static: bool) -> Any:
        try:
            result = self.chain.send(sender, self.address, data, static=static)
        except RawRevert as revert:
            raise self.error(revert.data) from None
        if not entry.outputs:
            return None
        values = decode_cached(entry.outputs, result)
        return values[0] if len(values) == 1 else values
