"""What the examples share: contracts from manifest and ABIs, keys, permits, errors in one line."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from eth_abi import decode
from eth_utils import ValidationError, keccak
from web3 import Web3
from web3.contract import Contract
from web3.exceptions import BadFunctionCallOutput, ContractCustomError, ContractLogicError, Web3RPCError
from web3.logs import DISCARD

ABIS = Path(__file__).resolve().parents[2] / ".build" / "abi"  # written by `make build`
PERMIT_FIELDS = {
    "owner": "address", "spender": "address", "value": "uint256", "nonce": "uint256", "deadline": "uint256",
}  # fmt: skip

Contracts = dict[str, Contract]


class Unusable(Exception):  # noqa: N818
    """Something that the caller gave, with what to do about it."""


def read(path: Path, remedy: str) -> Any:
    """A JSON file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Unusable(f"{path} does not exist: {remedy}") from None
    except (OSError, ValueError):
        raise Unusable(f"{path} is no readable JSON file: {remedy}") from None


def load(w3: Web3, manifest: Path) -> Contracts:
    """The contracts of a deployment by their part in it: `token`, `market`, ..."""
    remedy = "name the manifest of the deployment, deployments/NETWORK.json"
    try:
        records = read(manifest, remedy)["contracts"]
        names = {part: (record["address"], record["contract"]) for part, record in records.items()}
    except (AttributeError, KeyError, TypeError):
        raise Unusable(f"{manifest} is no manifest: {remedy}") from None
    return {
        part: w3.eth.contract(address=address, abi=read(ABIS / f"{name}.json", "run `make build`"))
        for part, (address, name) in names.items()
    }


def private_key(w3: Web3, variable: str) -> str:
    """The private key in an environment variable, which no message may show."""
    key, whose = os.environ.get(variable, ""), variable.partition("_")[0].lower()
    if not key:
        raise Unusable(f"{variable} is not set: set it to the {whose}'s private key")
    try:
        w3.eth.account.from_key(key)
    except (TypeError, ValueError, ValidationError):
        raise Unusable(f"{variable} is no private key: set it to 0x and 64 hexadecimal digits") from None
    return key


def ecom(amount: int) -> str:
    """For people; everything else counts in the token's smallest unit."""
    return f"{Decimal(Web3.from_wei(amount, 'ether')):f} Ecom"


def date(seconds: int) -> str:
    """Unix time as a date."""
    return f"{datetime.fromtimestamp(seconds, UTC):%F}"


def explain(data: str, contracts: Contracts) -> str:
    """The custom error in revert data, with its values; a call may pass on the error of any contract."""
    raw = bytes.fromhex(data.removeprefix("0x"))
    for contract in contracts.values():
        for error in (entry for entry in contract.abi if entry["type"] == "error"):
            types = [_type(item) for item in error["inputs"]]
            if keccak(text=f"{error['name']}({','.join(types)})")[:4] == raw[:4]:
                values = zip(error["inputs"], decode(types, raw[4:]), strict=True)
                named = ", ".join(f"{item['name']}={_shown(value)}" for item, value in values)
                return f"{error['name']}({named})"
    return data


def _type(item: Any) -> str:
    """A parameter's type as signatures spell it: a struct is the tuple of its fields."""
    if not item["type"].startswith("tuple"):
        return str(item["type"])
    return f"({','.join(_type(field) for field in item['components'])}){item['type'].removeprefix('tuple')}"


def _shown(value: Any) -> Any:
    return "0x" + value.hex() if isinstance(value, bytes) else value


def sign_permit(w3: Web3, token: Contract, spender: str, value: int, key: str) -> tuple[Any, ...]:
    """An ERC-2612 permit in the form that every function with a permit takes."""
    owner = w3.eth.account.from_key(key)
    _, name, version, chain_id, verifier, _, _ = token.functions.eip712Domain().call()
    deadline = w3.eth.get_block("latest")["timestamp"] + 3_600
    signed = owner.sign_typed_data(
        {"name": name, "version": version, "chainId": chain_id, "verifyingContract": verifier},
        {"Permit": [{"name": field, "type": kind} for field, kind in PERMIT_FIELDS.items()]},
        {
            "owner": owner.address,
            "spender": spender,
            "value": value,
            "nonce": token.functions.nonces(owner.address).call(),
            "deadline": deadline,
        },
    )
    return value, deadline, signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")


def send(w3: Web3, call: Any, key: str) -> Any:
    """Sign, send and wait; estimating the gas runs the call first, so a refusal costs nothing."""
    account = w3.eth.account.from_key(key)
    nonce = w3.eth.get_transaction_count(account.address)
    transaction = call.build_transaction({"from": account.address, "nonce": nonce})
    return w3.eth.wait_for_transaction_receipt(
        w3.eth.send_raw_transaction(account.sign_transaction(transaction).raw_transaction)
    )


def event(contract: Contract, receipt: Any, name: str) -> Any:
    """The first event of that name in a receipt."""
    return getattr(contract.events, name)().process_receipt(receipt, errors=DISCARD)[0]["args"]


class Parser(argparse.ArgumentParser):
    """Answers a wrong command with one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}; usage: {self.usage}\n")


def whole(bits: int, least: int = 0) -> Any:
    """A whole number of so many bits, as an argument."""

    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) < 2**bits):
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {2**bits - 1}")
        return int(text)

    return number


def run(url: str, manifest: Path, variable: str, example: Callable[[Web3, Contracts, str], None]) -> int:
    """Run an example with the contracts and the key in the variable.

    Returns 2 for what the caller can mend, 1 where the contracts or the node refuse.
    """
    w3 = Web3(Web3.HTTPProvider(url))
    try:
        key = private_key(w3, variable)
        contracts = load(w3, manifest)
        if not w3.is_connected():
            raise Unusable(f"no node answers at {url}: start one, or correct the URL")
        example(w3, contracts, key)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    except BadFunctionCallOutput:
        print(f"{url} has no contracts of {manifest}: name its network", file=sys.stderr)
        return 2
    except Web3RPCError as error:
        print(f"the node refused: {error.message}", file=sys.stderr)
        return 1
    except (ContractCustomError, ContractLogicError) as error:
        print(f"refused: {explain(str(error.data), contracts)}", file=sys.stderr)
        return 1
    return 0
