"""What the addresses, functions and roles of a system are called."""

from collections.abc import Mapping

from ape.contracts import ContractInstance
from eth_utils import is_address, keccak, to_checksum_address, to_hex
from ethpm_types.abi import MethodABI

from ecomchain.errors import ArgumentError
from ecomchain.parameters import Parameters
from ecomchain.system import CONTRACTS, System, title


class Names:
    """Names of a system's contracts and of the accounts that its parameters name, in both directions."""

    def __init__(self, system: System, parameters: Parameters | None = None) -> None:
        self.system = system
        self._contracts = {contract.address: name for name, contract in system.contracts()}
        wanted = parameters or system.manifest.parameters
        self._accounts: Mapping[str, str] = {
            **{name: holder.account for name, holder in wanted.roles},
            "arbitrator": wanted.disputes.arbitrator,
            "deployer": system.manifest.deployer,
        }

    def part(self, address: str) -> str | None:
        """A contract's part in the system (``market``); None of other addresses."""
        return self._contracts.get(to_checksum_address(address))

    def contract(self, address: str) -> str:
        """A contract's name (``Market``); the address where it is not of the system."""
        part = self.part(address)
        return title(part) if part else to_checksum_address(address)

    def account(self, address: str) -> str:
        """A contract's name, or the address with what it is in brackets if that is known."""
        if (part := self.part(address)) is not None:
            return title(part)
        known = [name for name, account in self._accounts.items() if account == to_checksum_address(address)]
        return to_checksum_address(address) + (f" ({', '.join(known)})" if known else "")

    def function(self, target: str, selector: bytes) -> str:
        """``ShopRegistry.setCooldown``; hexadecimal where contract or function are not known."""
        method = self.method(target, selector)
        return f"{self.contract(target)}.{method.name if method else to_hex(selector)}"

    def method(self, target: str, selector: bytes) -> MethodABI | None:
        """The function of a contract of the system that has this selector."""
        part = self.part(target)
        return None if part is None else self._method(part, bytes(selector))

    def _method(self, part: str, selector: bytes) -> MethodABI | None:
        instance: ContractInstance = getattr(self.system, part)
        methods: list[MethodABI] = list(instance.contract_type.mutable_methods)
        return next((abi for abi in methods if keccak(text=abi.selector)[:4] == selector), None)

    def selector(self, selector: bytes) -> str:
        """The function that has this selector in some contract of the system; hexadecimal where none has."""
        found = {
            method.name for part in CONTRACTS if (method := self._method(part, bytes(selector))) is not None
        }
        return " or ".join(sorted(found)) or to_hex(selector)

    def find_contract(self, text: str) -> ContractInstance:
        """The contract of that part (``market``), name (``Market``) or address. Raises ArgumentError."""
        wanted = text.strip()
        matches = [
            part
            for part, contract in self.system.contracts()
            if wanted in (part, title(part), CONTRACTS[part]) or wanted.lower() == contract.address.lower()
        ]
        if len(matches) == 1:
            instance: ContractInstance = getattr(self.system, matches[0])
            return instance
        if matches:
            raise ArgumentError(f"{wanted!r} is more than one contract: write {' or '.join(matches)}")
        raise ArgumentError(f"{text!r} is no contract of the system: write one of {', '.join(CONTRACTS)}")

    def find_address(self, text: str) -> str:
        """The address of a contract or account by its name, or the address itself. Raises ArgumentError."""
        wanted = text.strip()
        if wanted in self._accounts:
            return self._accounts[wanted]
        if wanted.startswith("0x") and is_address(wanted):
            return to_checksum_address(wanted)
        if (imported := _imported(wanted)) is not None:
            return imported
        try:
            return str(self.find_contract(wanted).address)
        except ArgumentError:
            raise ArgumentError(
                f"{text!r} is not an address: write 0x and 40 hexadecimal digits, a contract such as market, "
                f"an account of Ape's, or one of {', '.join(self._accounts)}"
            ) from None


def _imported(alias: str) -> str | None:
    """The address of one of Ape's accounts: by its alias, or of a test account such as ``TEST::1``.

    Raises ArgumentError for a test account where tokens are worth something.
    """
    from ape import accounts

    from ecomchain.deployment import networks

    number = alias.removeprefix("TEST::")
    if number != alias and number.isdecimal() and int(number) < len(accounts.test_accounts):
        if not (networks.is_throw_away() or networks.is_fork()):
            raise ArgumentError(f"everybody has the key of {alias}: name another account on this network")
        return str(accounts.test_accounts[int(number)].address)
    return str(accounts.load(alias).address) if alias in accounts.aliases else None
