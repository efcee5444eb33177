"""The four shares of the supply (TOK-2): what each should be, where it is, and what has become of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ecomchain import logs
from ecomchain.amounts import BPS, MAX_SUPPLY
from ecomchain.checks import Check, compare, ecom_text
from ecomchain.parameters import SALE, Parameters, Vesting, date_text
from ecomchain.system import System, title
from ecomchain.verification_code import checks as code_checks

SHARES = {"presale": 3_500, "foundation": 2_000, "rewards": 2_500, "team": 2_000}
"""Basis points of the supply by share, in the order in which the token's constructor mints them."""

NOWHERE = "0x" + "00" * 20

_DAY = 86_400


@dataclass(frozen=True)
class Share:
    """One share, as the parameters have it."""

    name: str
    amount: int
    """1e-18 Ecom."""
    holder: str
    """The address that it was to be minted to."""
    contract: str | None
    """The role in the system of the contract that holds it; None for an account."""


@dataclass
class Audit:
    """What was found about a share. Amounts are 1e-18 Ecom."""

    share: Share
    minted: int
    """To the holder, by the token's constructor."""
    holds: int
    """The holder's balance now."""
    sent: int
    """What has left the holder."""
    checks: list[Check] = field(default_factory=list)

    @property
    def what(self) -> str:
        """What the holder is, for a person."""
        return title(self.share.contract) if self.share.contract else "an account"


def shares(parameters: Parameters, addresses: Mapping[str, str]) -> list[Share]:
    """The shares in the order of `SHARES`; ``addresses`` are those of the system's contracts by role."""
    presale = parameters.allocation.presale
    contracts = {
        "presale": "sale" if presale == SALE else None,
        "foundation": "foundation_vesting",
        "rewards": "reward_pool",
        "team": "team_vesting",
    }
    return [
        Share(name, MAX_SUPPLY * bps // BPS, addresses[contract] if contract else presale, contract)
        for (name, bps), contract in zip(SHARES.items(), contracts.values(), strict=True)
    ]


def minted(system: System) -> dict[str, int]:
    """What the token's constructor minted, by address; nothing else can mint."""
    block = system.manifest.contracts["token"].block
    found: dict[str, int] = defaultdict(int)
    for log in logs.read(system.token, "Transfer", first=block, last=block):
        if log.event_arguments["from"] == NOWHERE:
            found[log.event_arguments["to"]] += log.event_arguments["amount"]
    return found


def checks(system: System, parameters: Parameters) -> Iterator[Check]:
    """The supply, what each address was minted, and that the deployer was sent nothing else."""
    token, manifest = system.token, system.manifest
    yield compare("supply", "total supply", ecom_text(MAX_SUPPLY), lambda: ecom_text(token.totalSupply()))
    found = minted(system)
    wanted: dict[str, int] = defaultdict(int)
    names: dict[str, list[str]] = defaultdict(list)
    for share in shares(parameters, _addresses(system)):
        wanted[share.holder] += share.amount
        names[share.holder].append(share.name)
    for account in sorted(wanted.keys() | found.keys()):
        of = " and ".join(names[account]) or "nobody's"
        yield compare(
            "supply",
            f"minted to {account} ({of})",
            ecom_text(wanted.get(account, 0)),
            ecom_text(found.get(account, 0)),
        )
    deployer = manifest.deployer
    received = logs.read(
        token, "Transfer", first=manifest.first_block, last=manifest.block, indexed=(None, deployer)
    )
    yield compare(
        "supply",
        f"to the deployer {deployer}",
        ecom_text(wanted.get(deployer, 0)),
        ecom_text(sum(log.event_arguments["amount"] for log in received)),
    )


def terms(system: System, parameters: Parameters) -> Iterator[Check]:
    """The terms of the vestings, and what binds the shares' contracts to the rest of the system."""
    for name, vesting in parameters.allocation.vestings.items():
        yield from _vesting_terms(system, f"{name}_vesting", vesting)


def audit(system: System, parameters: Parameters) -> tuple[list[Check], list[Audit]]:
    """The checks of the supply as a whole, and each share with its own.

    A contract that holds a share is compared byte for byte with the sources here, with its wiring and terms
    as ``parameters`` (accounts resolved) have them, and with what it owes and has sent.
    """
    addresses = _addresses(system)
    whole = [*code_checks(system.manifest, parameters, addresses, "token"), *checks(system, parameters)]
    found = minted(system)
    return whole, [
        _audit(system, parameters, share, found.get(share.holder, 0))
        for share in shares(parameters, addresses)
    ]


def all_checks(whole: Sequence[Check], audits: Sequence[Audit]) -> list[Check]:
    """Those of the supply as a whole, and those of each share."""
    return [*whole, *(check for audit in audits for check in audit.checks)]


def differences(whole: Sequence[Check], audits: Sequence[Audit]) -> list[Check]:
    """The checks that failed."""
    return [check for check in all_checks(whole, audits) if not check.ok]


def _audit(system: System, parameters: Parameters, share: Share, minted_: int) -> Audit:
    token, manifest = system.token, system.manifest
    left = logs.read(token, "Transfer", first=manifest.first_block, indexed=(share.holder,))
    sent = sum(log.event_arguments["amount"] for log in left)
    result = Audit(share, minted_, token.balanceOf(share.holder), sent)
    result.checks.append(
        compare("supply", f"{share.name}: minted to its holder", ecom_text(share.amount), ecom_text(minted_))
    )
    if share.contract is None:
        return result
    result.checks += code_checks(manifest, parameters, _addresses(system), share.contract)
    result.checks += _of_contract(system, parameters, share, result)
    return result


def _of_contract(system: System, parameters: Parameters, share: Share, found: Audit) -> Iterator[Check]:
    """Wiring, terms, and whether what it holds covers what it owes."""
    token = system.token
    match share.contract:
        case "sale":
            sale = system.sale
            yield compare("wiring", "PrivateSale.token", token.address, sale.token)
            yield _covered("PrivateSale", sale.obligations(), found.holds)
        case "reward_pool":
            pool = system.reward_pool
            yield compare("wiring", "RewardPool.token", token.address, pool.token)
            # What left it went to claims alone; everything else that it was minted is still there.
            claimed = sum(log.event_arguments["paid"] for log in logs.read(
                pool, "Claimed", first=system.manifest.first_block
            ))  # fmt: skip
            yield compare("supply", "RewardPool: sent is claimed", ecom_text(claimed), ecom_text(found.sent))
        case str(name):
            wallet = getattr(system, name)
            yield from _vesting_terms(system, name, parameters.allocation.vestings[share.name])
            # OpenZeppelin's overloads: Ape finds the one with an argument.
            released = wallet.released(token.address)
            yield compare(
                "supply", f"{title(name)}: sent is released", ecom_text(released), ecom_text(found.sent)
            )


def _covered(contract: str, owed: int, holds: int) -> Check:
    return Check(
        "supply",
        f"{contract}: holds what it owes",
        f"at least {ecom_text(owed)}",
        ecom_text(holds),
        holds >= owed,
    )


def _vesting_terms(system: System, name: str, vesting: Vesting) -> Iterator[Check]:
    wallet = getattr(system, name)
    start, duration, cliff = vesting.terms
    for subject, wanted, view in (
        ("start", _time(start), lambda: _time(wallet.start())),
        ("cliff", _time(start + cliff), lambda: _time(wallet.cliff())),
        ("end", _time(start + duration), lambda: _time(wallet.end())),
        ("duration (s)", duration, wallet.duration),
    ):
        yield compare("parameters", f"{title(name)}: {subject}", wanted, view)
    owner = wallet.owner()
    if owner != vesting.beneficiary:
        handed = "handed over by its beneficiary"
        yield Check(
            "notes", f"{title(name)}: beneficiary", "", f"{owner}, {handed} {vesting.beneficiary}", True
        )


def _time(seconds: int) -> str:
    """A moment; only whole days come without seconds."""
    day, rest = divmod(seconds, _DAY)
    return date_text(day) + (f" and {rest:,} s" if rest else "")


def _addresses(system: System) -> dict[str, str]:
    return {name: contract.address for name, contract in system.contracts()}
