"""Accounts that phase one leaves out, with reasons (DST-3): a list that is published with every day.

The file is YAML or JSON: a list of ``{account: "0x...", reason: "..."}``.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from eth_utils import is_address, to_canonical_address, to_checksum_address

from ecomchain.rewards.actions.batch import Bytes
from ecomchain.rewards.errors import InputError


@dataclass(frozen=True)
class Exclusions:
    """Reasons by account (20 bytes)."""

    reasons: dict[bytes, str]

    @property
    def accounts(self) -> Bytes:
        """(n, 20), ascending."""
        return np.frombuffer(b"".join(sorted(self.reasons)), np.uint8).reshape(-1, 20)

    def dump(self) -> list[dict[str, str]]:
        """As published."""
        return [
            {"account": to_checksum_address(account), "reason": self.reasons[account]}
            for account in sorted(self.reasons)
        ]


NOBODY = Exclusions({})


def load(path: Path) -> Exclusions:
    """The list in a file. Raises InputError where it is none."""
    try:
        return parse(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path} cannot be read as a list of exclusions: {error}") from None
    except InputError as error:
        raise InputError(f"{path}: {error.message}") from None


def parse(entries: Any) -> Exclusions:
    """The list in plain data. Raises InputError where an entry has no address, no reason, or comes twice."""
    if not isinstance(entries, list):
        raise InputError("exclusions are a list of {account, reason}")
    reasons: dict[bytes, str] = {}
    for entry in entries:
        if not isinstance(entry, dict) or set(entry) != {"account", "reason"} or not entry["reason"]:
            raise InputError(f"{entry!r} is no exclusion: give account and reason, and nothing else")
        if not is_address(str(entry["account"])):
            raise InputError(f"{entry['account']!r} is no address: write it in quotes, 0x and 40 digits")
        account = to_canonical_address(str(entry["account"]))
        if account in reasons:
            raise InputError(f"{entry['account']} is excluded twice: once is enough")
        reasons[account] = str(entry["reason"])
    return Exclusions(reasons)
