"""The class of every command that talks to a network: what goes wrong is said in one line.

Ape shows a traceback where no node answers, every network of the world where one is not known, and asks for
an account where nobody can answer. ``--verbosity DEBUG`` brings the tracebacks back.
"""

import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click
from ape.cli import AccountAliasPromptChoice, ConnectedProviderCommand

from ecomchain.errors import NetworkError


def address(text: str) -> str:
    """The address of an account that Ape knows by this name, such as TEST::5; any other text as it is."""
    from ape import accounts

    number = text.upper().removeprefix("TEST::")
    if number != text.upper() and number.isdecimal() and int(number) < len(accounts.test_accounts):
        return str(accounts.test_accounts[int(number)].address)
    return str(accounts.load(text).address) if text in accounts.aliases else text


class _NotAskedFor(AccountAliasPromptChoice):
    """An account that can be left out: nobody is asked for it."""


def optional_account_option(name: str = "--account") -> Callable[[Any], Any]:
    """An option that takes an account as Ape's does, and is None where it is not given."""
    return click.option(name, type=_NotAskedFor())


class NetworkCommand(ConnectedProviderCommand):
    """`ConnectedProviderCommand` with the remedy in its errors."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Raises UsageError where ``--network`` or ``--account`` is missing or wrong."""
        given = list(args)
        if self._asks_for_an_account(given) and not sys.stdin.isatty():
            raise click.UsageError(
                "--account is missing: name one of `ape accounts list`, or TEST::0 on a development chain",
                ctx,
            )
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as error:
            if error.param is None or error.param.name != "network":
                raise
            raise click.UsageError(
                f"--network {_value(given, '--network')}: there is no such network: write "
                "ecosystem:network:provider, such as ethereum:local:foundry, ethereum:devnet:node or "
                "ethereum:sepolia:node",
                ctx,
            ) from None
        except Exception as error:
            _explain(error, _value(given, "--network"))

    def invoke(self, ctx: click.Context) -> Any:
        """Raises NetworkError for what Ape and the connection raise."""
        network = ctx.params.get("network")
        try:
            return super().invoke(ctx)
        except Exception as error:
            _explain(error, _choice(network))

    def _asks_for_an_account(self, args: list[str]) -> bool:
        named = any(arg.partition("=")[0] in ("--account", "--help", "-h") for arg in args)
        return not named and any(
            isinstance(param.type, AccountAliasPromptChoice) and not isinstance(param.type, _NotAskedFor)
            for param in self.params
        )


def _choice(network: Any) -> str:
    """Ape's choice of a network, from what the option became; asking the provider needs its address."""
    connected = getattr(network, "network", None)
    return f"{connected.ecosystem.name}:{connected.name}" if connected else str(network)


def variable(choice: str) -> str:
    """Where the address of a public network's node is in the environment, see ape-config.yaml."""
    ecosystem, network, *_ = [*choice.upper().replace("-", "_").split(":"), ""]
    return f"{network}_RPC_URL" if ecosystem == "ETHEREUM" else f"{ecosystem}_{network}_RPC_URL"


def _explain(error: Exception, choice: str) -> NoReturn:
    """Raise the error in one line, if it is about the network and nobody debugs; else as it is."""
    from ape.exceptions import ApeException, ConfigError, ProviderError
    from ape.logging import LogLevel, logger
    from requests import RequestException
    from web3.exceptions import Web3Exception

    known = isinstance(error, ApeException | Web3Exception | RequestException)
    if not known or isinstance(error, click.ClickException) or logger.level <= LogLevel.DEBUG:
        raise error
    text = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    name = ":".join(choice.split(":")[:2])
    if isinstance(error, ConfigError) and (unset := re.search(r"Invalid uri: \$\{(\w+)\}", text)):
        text = f"no address of a node of {name} is known: set {unset[1]} in the environment"
    elif "Missing URI" in text:
        text = (
            f"no address of a node of {name} is known: name {variable(choice)} in ape-config.yaml, and set it"
        )
    elif isinstance(error, ProviderError) and (silent := re.search(r"node found on \'(.+)\'", text)):
        text = (
            f"no node of {name} answers at {silent[1]}: start it (`make devnet` for the devnet), or name "
            "another network with --network"
        )
    elif isinstance(error, RequestException):
        text = (
            f"the node of {name} does not answer any more ({text[:200]}): look after it, and run this again"
        )
    raise NetworkError(text) from None


def _value(args: list[str], name: str) -> str:
    """What an option is given."""
    for index, arg in enumerate(args):
        if arg == name and index + 1 < len(args):
            return args[index + 1]
        if arg.startswith(f"{name}="):
            return arg.partition("=")[2]
    return "(none)"
