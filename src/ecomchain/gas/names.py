"""Names for what a trace shows as numbers: contracts, functions, storage slots.

A slot of a mapping is a hash. The hashes whose input the trace shows are remembered, and followed back to the
variable in the compiler's storage layout. Solady's ERC-20 and ERC-721 derive their slots from seeds instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_WORD = 32
_ERC20_BALANCE = bytes.fromhex("87a211a2")
_ERC20_ALLOWANCE = bytes.fromhex("7f5e9f20")
_ERC721_OWNER, _ERC721_BALANCE = bytes.fromhex("7d882553"), bytes.fromhex("0a5a2e7a")
_ID_BITS = 96  # the widest identifier of the protocol, a link


@dataclass
class Names:
    """What is known about addresses and storage.

    ``contracts``: name by address. ``functions``: name by selector (``0x`` and 8 digits), per contract.
    ``layout``: names of the variables by slot, per contract. ``accounts``: name by address.
    """

    contracts: Mapping[int, str]
    functions: Mapping[str, Mapping[str, str]]
    layout: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    accounts: Mapping[int, str] = field(default_factory=dict)
    _hashed: dict[int, bytes] = field(default_factory=dict)

    def call(self, call: Mapping[str, Any]) -> str:
        """``contract.function`` of an entry of a call tree."""
        contract = self.contracts.get(int(call["to"], 16), call["to"])
        selector = call["input"][:10]
        return f"{contract}.{self.functions.get(contract, {}).get(selector, selector)}"

    def learn(self, digest: int, content: bytes) -> None:
        """Remember that ``digest`` is the hash of ``content``."""
        self._hashed[digest] = content

    def slot(self, address: int, slot: int) -> str:
        """What the contract at ``address`` keeps in ``slot``, such as ``Market._parties[7]``."""
        contract = self.contracts.get(address, f"{address:#042x}")
        return f"{contract}.{self._variable(contract, slot)}"

    def _variable(self, contract: str, slot: int) -> str:
        known = self.layout.get(contract, {})
        if slot in known:
            return known[slot]
        for digest, content in self._hashed.items():
            if 0 <= slot - digest < 1 << 33 and (name := self._hash(contract, content, slot - digest)):
                return name
        return f"{slot:#066x}"

    def _hash(self, contract: str, content: bytes, offset: int) -> str | None:
        if len(content) == 2 * _WORD and offset < _WORD:
            key, base = int.from_bytes(content[:_WORD]), int.from_bytes(content[_WORD:])
            name = f"{self._variable(contract, base)}[{self._key(key)}]"
            return f"{name}+{offset}" if offset else name
        if content[28:32] == _ERC20_BALANCE and len(content) == _WORD:
            return f"balanceOf[{self._key(int.from_bytes(content[:20]))}]"
        if content[28:32] == _ERC20_ALLOWANCE and len(content) == 52:
            owner, spender = int.from_bytes(content[:20]), int.from_bytes(content[32:])
            return f"allowance[{self._key(owner)}][{self._key(spender)}]"
        if content[28:] == _ERC721_OWNER:
            return f"shop[{offset // 2}]"  # owner and state in one word
        if len(content) == 28 and content[20:24] == _ERC721_BALANCE:
            return f"shopsOf[{self._key(int.from_bytes(content[:20]))}]"
        return None

    def _key(self, key: int) -> str:
        """A mapping's key as a reader knows it: an account, a text, or the parts of an identifier."""
        if key in self.accounts or key in self.contracts:
            return self.accounts.get(key) or self.contracts[key]
        if key < 1 << _ID_BITS:
            parts = [str(key >> shift & 0xFFFFFFFF) for shift in (64, 32, 0) if key >> shift]
            return ":".join(parts) or "0"
        text = key.to_bytes(_WORD).rstrip(b"\0")
        if text.isascii() and text.decode().isprintable():
            return text.decode()
        return f"{key:#x}"
