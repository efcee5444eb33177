"""Sending transactions for people: tried first, allowed exactly what they take, refused in one line."""

from collections.abc import Sequence
from typing import Any

from ape.api import AccountAPI, ReceiptAPI
from ape.contracts import ContractInstance

from ecomchain import reverts
from ecomchain.errors import ArgumentError, EcomError
from ecomchain.system import System

NOBODY = "0x" + "00" * 20


class ActionError(EcomError):
    """A contract refused an action; the message is its error with all values."""


def sign_on(account: AccountAPI | None) -> None:
    """Let an account with a keyfile sign without asking each time: what it will send was agreed to.

    Its passphrase is read from ``APE_ACCOUNTS_<alias>_PASSPHRASE``, or else asked for once.
    """
    if account is not None and hasattr(account, "set_autosign"):
        account.set_autosign(True)


def send(
    system: System,
    action: str,
    account: AccountAPI,
    method: Any,
    *arguments: Any,
    cost: int = 0,
    spender: ContractInstance | None = None,
    blames: ContractInstance | None = None,
    currency: ContractInstance | None = None,
) -> ReceiptAPI:
    """Send the transaction; try it as a call first, for errors of any contract are readable there.

    ``spender``, by default the contract that is called, is allowed to take ``cost`` (of ``currency``, by
    default Ecom) only where the call lacks nothing else; an allowance that turns out to be in vain is taken
    back. Errors are looked up first among
    those of ``blames``, by default the contract that is called. Raises ActionError, which names ``action``,
    where a contract refuses.
    """
    require_account(account)
    token, spender, before = currency or system.token, spender or method.contract, None
    contracts = [blames or method.contract, *_contracts(system)]
    reason = _try(contracts, method, arguments, account)
    if reason is not None and _lacks_allowance(token, reason, account, spender, cost):
        before = token.allowance(account, spender)
        _allow(token, account, spender, cost, zero_first=bool(before and currency))
        reason = _try(contracts, method, arguments, account)
    if reason is not None:
        if before is not None:
            _allow(token, account, spender, before, zero_first=bool(before and currency))
        raise _refused(action, reason)
    receipt: ReceiptAPI = method(*arguments, sender=account)
    return receipt


def require_accepted(
    system: System, action: str, sender: AccountAPI | str, method: Any, *arguments: Any
) -> None:
    """Raises ActionError, which names ``action``, where a contract would refuse the call by ``sender``."""
    reason = _try([method.contract, *_contracts(system)], method, arguments, sender)
    if reason is not None:
        raise _refused(action, reason)


def read(system: System, action: str, method: Any, *arguments: Any) -> Any:
    """What a view answers. Raises ActionError where it reverts."""
    reason = _try([method.contract, *_contracts(system)], method, arguments, None)
    if reason is not None:
        raise _refused(action, reason)
    return method(*arguments)


def require_account(account: object) -> None:
    """Raises ArgumentError for anything that cannot sign."""
    if not isinstance(account, AccountAPI):
        raise ArgumentError(
            f"{account!r} is not an account that can sign: give one such as accounts.test_accounts[0] "
            'or accounts.load("name")'
        )


def _allow(
    token: ContractInstance, account: AccountAPI, spender: ContractInstance, amount: int, *, zero_first: bool
) -> None:
    """Some currencies change only an allowance of zero."""
    if zero_first:
        token.approve(spender, 0, sender=account)
    token.approve(spender, amount, sender=account)


def _lacks_allowance(
    token: ContractInstance, reason: reverts.Revert, account: AccountAPI, spender: ContractInstance, cost: int
) -> bool:
    needed = {"PaymentFailed": "amount", "CurrencyRefused": "payment"}.get(reason.name)
    return bool(
        needed is not None
        and reason.values["balance"] >= reason.values[needed]
        and token.balanceOf(account) >= cost > token.allowance(account, spender)
    )


def _contracts(system: System) -> list[ContractInstance]:
    return [contract for _, contract in system.contracts()]


def _try(
    contracts: Sequence[ContractInstance],
    method: Any,
    arguments: Sequence[Any],
    account: AccountAPI | str | None,
) -> reverts.Revert | None:
    return reverts.attempt(method, *arguments, sender=account or NOBODY, contracts=contracts)


def _refused(action: str, reason: reverts.Revert) -> ActionError:
    notice = f": {reason.notice}" if reason.notice else ""
    return ActionError(f"{action} was refused: {reason}{notice}")
