"""Batches of a Safe's transactions as files for the Safe web app's Transaction Builder.

The format is version 1.0 of safe-global's ``tx-builder``; its checksum is keccak-256 over a serialisation of
its own, in which objects are their sorted keys and then the values, and the batch's name counts as null.
"""

import json
from pathlib import Path
from typing import Any

from eth_utils import keccak, to_hex
from ethpm_types.abi import ABIType

from ecomchain.errors import ArgumentError
from ecomchain.governance.outbox import Collecting, Posted
from ecomchain.system import System

VERSION = "1.0"
TX_BUILDER_VERSION = "1.17.1"
"""Whose form the files have; the web app takes those of other versions too."""


class BatchFile(Collecting):
    """Writes the transactions into a file that a Safe's owners import in the web app."""

    def __init__(self, system: System, safe: str, path: Path) -> None:
        from ape import chain

        super().__init__(system, safe)
        if not chain.provider.get_code(safe):
            raise ArgumentError(f"{safe} is no contract on this chain, so no Safe: name it with --safe")
        self.path = path

    def finish(self) -> list[str]:
        """Write the file."""
        from ape import chain

        if not self.posted:
            return [f"nothing to do: {self.path} was not written"]
        created = int(chain.provider.get_block("latest").timestamp) * 1_000
        content = batch(chain.chain_id, self.address, self.posted, created)
        try:
            self.path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            raise ArgumentError(f"{self.path} cannot be written: {error.strerror}") from None
        return [
            f"{self.path}: {len(self.posted)} transactions of the Safe {self.address}; import it in the Safe "
            "web app (Apps, Transaction Builder), compare, and let the owners confirm"
        ]


def batch(chain_id: int, safe: str, posted: list[Posted], created: int) -> dict[str, Any]:
    """The file's content; ``created`` is in milliseconds of Unix time."""
    content: dict[str, Any] = {
        "version": VERSION,
        "chainId": str(chain_id),
        "createdAt": created,
        "meta": {
            "name": "Ecom Chain governance",
            "description": "; ".join(each.action for each in posted),
            "txBuilderVersion": TX_BUILDER_VERSION,
            "createdFromSafeAddress": safe,
            "createdFromOwnerAddress": "",
        },
        "transactions": [_transaction(each) for each in posted],
    }
    content["meta"]["checksum"] = checksum(content)
    return content


def checksum(content: dict[str, Any]) -> str:
    """What the Transaction Builder computes when it imports the file; one that is there is left out."""
    meta = {key: value for key, value in content["meta"].items() if key != "checksum"}
    return to_hex(keccak(text=_serialised({**content, "meta": {**meta, "name": None}})))


def _transaction(posted: Posted) -> dict[str, Any]:
    """One call; ``data`` is what counts, method and values say the same for whoever reads the file."""
    (method,) = [abi for abi in posted.method.abis if len(abi.inputs) == len(posted.arguments)]
    return {
        "to": posted.to,
        "value": "0",
        "data": to_hex(posted.data),
        "contractMethod": {
            "inputs": [_input(item) for item in method.inputs],
            "name": method.name,
            "payable": method.is_payable,
        },
        "contractInputsValues": {
            str(item.name): _text(value) for item, value in zip(method.inputs, posted.arguments, strict=True)
        },
    }


def _input(item: ABIType) -> dict[str, Any]:
    found = {
        "internalType": str(item.internal_type or item.type),
        "name": str(item.name),
        "type": str(item.type),
    }
    if item.components:
        return {**found, "components": [_input(field) for field in item.components]}
    return found


def _text(value: Any) -> str:
    """A value as the web app's form wants it: text, lists and structs as JSON."""
    plain = _plain(value)
    return plain if isinstance(plain, str) else json.dumps(plain, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return to_hex(value)
    if isinstance(value, bool):
        return value
    return str(getattr(value, "address", value))


def _serialised(value: Any) -> str:
    if isinstance(value, list):
        return f"[{','.join(map(_serialised, value))}]"
    if isinstance(value, dict):
        keys = sorted(value)
        names = json.dumps(keys, separators=(",", ":"), ensure_ascii=False)
        return f"{{{names}{''.join(f'{_serialised(value[key])},' for key in keys)}}}"
    return json.dumps(value, ensure_ascii=False)
