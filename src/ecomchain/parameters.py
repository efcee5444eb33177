"""What a deployment decides: prices, limits, allocation and role holders, from a file per network.

The files are ``deployments/parameters/<network>.yaml``; ``example.yaml`` there explains every entry.
Amounts are whole Ecom as decimal text, durations seconds or "7 days", accounts addresses. On the throw-away
networks (`LOCAL_NETWORKS`) an account may also be "deployer" or a test account such as "TEST::1".
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from eth_utils import is_address, is_checksum_address, to_checksum_address
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    ValidationInfo,
    field_serializer,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from ecomchain import ids
from ecomchain.amounts import BPS, ECOM, MICRO, format_ecom, parse_ecom
from ecomchain.errors import AmountError, IdError, ParameterError

DIRECTORY = Path("deployments/parameters")
"""Where the files are, from the project's root."""

LOCAL_NETWORKS = frozenset({"local", "devnet"})
"""Networks that are thrown away: any holder and no delay will do."""

DEPLOYER = "deployer"
TODAY = "today"
SALE = "sale"
"""The contract ``PrivateSale`` as the holder of the presale's share."""

# The bounds that the contracts set in code; tests/unit/python/test_parameters.py compares them.
MAX_PER_UNIT = 1_000_000 * ECOM
MAX_UNITS = 10_000
MIN_COOLDOWN, MAX_COOLDOWN = 7 * 86_400, 30 * 86_400
MAX_OPENING_SLOTS = 1_000
MAX_LINKS_PER_UNIT = 1_000
MAX_KAPPA = 2_000
MIN_RATED_FLOOR, MIN_RATED_CAP = ECOM // 100, 1_000 * ECOM
MAX_AVERAGE = 500
LEVELS = 5
MAX_BOND_BPS = 1_000
MIN_BOND_FLOOR, MIN_BOND_CAP = ECOM // 100, 1_000 * ECOM

MAX_POOL_CAP_BPS = 1_000
MIN_VOTE_BOND, MAX_VOTE_BOND = 10_000 * ECOM, 100_000_000 * ECOM
MAX_QUORUM_BPS = 5_000
MAX_SHOPS = 1_000_000

MIN_VESTING, MAX_VESTING = 86_400, 3_653 * 86_400
FOUR_YEARS = 1_461 * 86_400

MIN_PUBLIC_DELAY = 2 * 86_400
"""Least delay, on a public network, of the operator and of the foundation that appoints it (GOV-2)."""

MAX_DELAY = 30 * 86_400
"""Most delay of a role: beyond it, a mistake could not be put right in time."""

_UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
_DURATION = re.compile(r"([0-9]+)(?: *(second|minute|hour|day)s?)?", re.ASCII)
_EPOCH = date(1970, 1, 1)
_AMOUNTS = frozenset(
    {"lock_per_unit", "seal_per_unit", "min_rated", "min_bond", "counted", "vote_bond", "cap"}
)
_TEST_ACCOUNT = re.compile(r"TEST::[0-9]{1,3}", re.ASCII)


def _amount(value: Any) -> int:
    try:
        return parse_ecom(value)
    except AmountError as error:
        raise ValueError(error.message) from None


def _duration(value: Any) -> int:
    match = _DURATION.fullmatch(str(value).strip())
    if match is None or isinstance(value, bool):
        raise ValueError(f'{value!r} is not a duration: write seconds, or a text such as "7 days"')
    return int(match[1]) * _UNITS[match[2] or "second"]


def _utc_day(value: Any) -> int | str:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = str(value).strip() if value is not None else ""
    if not text:
        raise ValueError("the date is missing: fill it in")
    if text == TODAY:
        return text
    try:
        return (date.fromisoformat(text) - _EPOCH).days
    except ValueError:
        raise ValueError(f"{text!r} is not a date: write one such as 2027-01-31") from None


def date_text(day: int | str) -> str:
    """A UTC day as a date, such as "2027-01-31"; "today" stays."""
    return day if isinstance(day, str) else (_EPOCH + timedelta(days=day)).isoformat()


def _account(value: Any) -> str:
    text = str(value).strip() if value is not None else ""
    if not text:
        raise ValueError("the address is missing: fill it in")
    if text == DEPLOYER or _TEST_ACCOUNT.fullmatch(text):
        return text
    if not text.startswith("0x") or not is_address(text):
        raise ValueError(f"{text!r} is not an address: write 0x and 40 hexadecimal digits")
    if text[2:] not in (text[2:].lower(), text[2:].upper()) and not is_checksum_address(text):
        raise ValueError(f"{text} has a wrong checksum: a digit or the case of a letter is wrong")
    if int(text, 16) == 0:
        raise ValueError("the zero address can hold nothing: write another one")
    return to_checksum_address(text)


def _presale(value: Any) -> str:
    return SALE if str(value).strip() == SALE else _account(value)


Ecom = Annotated[
    int, BeforeValidator(_amount), PlainSerializer(format_ecom, return_type=str, when_used="json")
]
"""Whole Ecom in files (exact decimal text), 1e-18 Ecom in Python."""

Duration = Annotated[int, BeforeValidator(_duration)]
"""Seconds, or text such as "7 days", in files; seconds in Python."""

Account = Annotated[str, BeforeValidator(_account)]
"""A checksummed address; "deployer" or "TEST::n" until `Parameters.resolve`."""

Presale = Annotated[str, BeforeValidator(_presale)]
"""An `Account`, or the literal "sale"."""

UtcDay = Annotated[
    int | str, BeforeValidator(_utc_day), PlainSerializer(date_text, return_type=str, when_used="json")
]
"""A UTC date in files, "today" on throw-away networks; in Python days since 1970-01-01, once resolved."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Capability(_Model):
    """The terms of a capability for new acquisitions (SHOP-1)."""

    lock_per_unit: Ecom = Field(le=MAX_PER_UNIT)
    """Locked for each unit, given back after release."""
    seal_per_unit: Ecom = Field(le=MAX_PER_UNIT)
    """Sealed for ever for each unit."""
    max_units: int = Field(ge=1, le=MAX_UNITS)
    """The most units that one shop can hold."""
    enabled: bool = True
    """False stops new acquisitions, nothing else."""


class Limits(_Model):
    """Limits that are not a capability's. None has a default: some could not be mended later."""

    cooldown: Duration = Field(ge=MIN_COOLDOWN, le=MAX_COOLDOWN)
    """Seconds from a release to its withdrawal (SHOP-3)."""
    opening_slots: int = Field(ge=0, le=MAX_OPENING_SLOTS)
    """Showcase slots that come with opening a shop (SHOP-6)."""
    links_per_unit: int = Field(ge=1, le=MAX_LINKS_PER_UNIT)
    """Links that one DISTRIBUTION unit carries at level 0; nobody can change it later."""
    max_incentive_bps: int = Field(ge=0, le=BPS)
    """The most that L may be in new tasks (CAT-3)."""


def _in_micro(amount: int) -> int:
    if amount % MICRO:
        raise ValueError(f"{format_ecom(amount)} is finer than 0.000001 Ecom: round it")
    return amount


class Level(_Model):
    """What a level takes of a distributor (REP-3)."""

    orders: int = Field(ge=1, le=2**32 - 1)
    """Closed orders with a part that counted."""
    counted: Ecom
    """Counted volume; whole micro-Ecom."""

    _whole_micro = field_validator("counted")(_in_micro)


class ReputationLimits(_Model):
    """What counts, what is rated, and what levels take (REP-2..4)."""

    kappa_bps: int = Field(ge=1, le=MAX_KAPPA)
    """Counted volume that a shop's live lock allows a day, in basis points of it."""
    min_rated: Ecom = Field(ge=MIN_RATED_FLOOR, le=MIN_RATED_CAP)
    """What a sale must bring to count and be rated; whole micro-Ecom."""
    min_average_centi: int = Field(ge=0, le=MAX_AVERAGE)
    """The average that a distributor's ratings must have for a level, in hundredths."""
    levels: list[Level] = Field(min_length=LEVELS, max_length=LEVELS)
    """Levels 1 to 5."""

    _whole_micro = field_validator("min_rated")(_in_micro)

    @field_validator("levels")
    @classmethod
    def _rising(cls, levels: list[Level]) -> list[Level]:
        for number, (below, level) in enumerate(pairwise(levels), start=2):
            if level.orders < below.orders or level.counted < below.counted:
                raise ValueError(f"level {number} takes less than level {number - 1}: let levels rise")
        return levels


class DisputeLimits(_Model):
    """What bonds are (ORD-4, ORD-5)."""

    bond_bps: int = Field(ge=0, le=MAX_BOND_BPS)
    """Basis points of what is at stake."""
    min_bond: Ecom = Field(ge=MIN_BOND_FLOOR, le=MIN_BOND_CAP)
    """The least bond."""
    arbitrator: Account
    """Who rules: an account, or a contract such as ``ArbitratorAdapter``."""


class RewardLimits(_Model):
    """Community rewards (EMI, DST). Nobody can change any of it later."""

    start_day: UtcDay
    """Reward day 1."""
    pool_cap_bps: int = Field(ge=1, le=MAX_POOL_CAP_BPS)
    """The most that a day of phase two emits, in basis points of the pool."""
    vote_bond: Ecom = Field(ge=MIN_VOTE_BOND, le=MAX_VOTE_BOND)
    """A leading bond on a root that makes the shops vote."""


class VoteLimits(_Model):
    """The shops' votes (VOTE). Nobody can change any of it later."""

    quorum_bps: int = Field(ge=1, le=MAX_QUORUM_BPS)
    """How many of the shops have to vote, in basis points."""
    min_turnout: int = Field(ge=1, le=MAX_SHOPS)
    """At least so many shops have to vote."""
    min_shops: int = Field(ge=1, le=MAX_SHOPS)
    """With fewer shops than this no vote on a factor opens."""


class Vesting(_Model):
    """A share that is released over time (VEST-1). Nobody can change any of it later."""

    beneficiary: Account
    """Receives what has vested, and alone can hand that right over."""
    start: UtcDay
    """From when vesting is counted: the beginning of this UTC day."""
    cliff: Duration = 0
    """Seconds from the start in which nothing is released."""
    duration: Duration = Field(default=FOUR_YEARS, ge=MIN_VESTING, le=MAX_VESTING)
    """Seconds from the start until everything has vested."""

    @model_validator(mode="after")
    def _cliff_within(self) -> Self:
        if self.cliff > self.duration:
            raise ValueError(
                f"cliff: {self.cliff:,} seconds are longer than the duration, {self.duration:,}: shorten it"
            )
        return self

    @property
    def terms(self) -> tuple[int, int, int]:
        """Start (Unix seconds), duration and cliff (seconds), as the contract's constructor takes them."""
        return int(self.start) * 86_400, self.duration, self.cliff


class TeamVesting(Vesting):
    """The team's share: by default nothing in the first year."""

    cliff: Duration = 365 * 86_400


class Allocation(_Model):
    """Where the shares of the supply go that ``RewardPool`` does not hold (TOK-2)."""

    presale: Presale
    """35 %: to the contract ``PrivateSale``, or on throw-away networks to an account."""
    foundation: Vesting
    """20 %."""
    team: TeamVesting
    """20 %: team and early contributors."""

    @property
    def vestings(self) -> dict[str, Vesting]:
        """The vested shares by name."""
        return {"foundation": self.foundation, "team": self.team}


class Holder(_Model):
    """An account that holds a role, and how long what it wants has to wait."""

    account: Account
    delay: Duration = Field(default=0, le=MAX_DELAY)
    """Seconds between scheduling a call and executing it."""


class Roles(_Model):
    """Who holds the roles of the access manager (GOV-2)."""

    foundation: Holder
    """Administers roles; a multi-signature wallet on public networks."""
    operator: Holder
    """Sets prices and limits, after its delay."""
    guardian: Holder
    """Pauses new orders and vetoes roots at once, and cancels what the operator scheduled."""
    publisher: Holder
    """Posts the roots of community rewards."""

    @field_validator("guardian", "publisher")
    @classmethod
    def _acts_at_once(cls, holder: Holder, info: ValidationInfo) -> Holder:
        if holder.delay != 0:
            raise ValueError(
                f"the {info.field_name}'s delay is {holder.delay} seconds: it has to act at once, write 0"
            )
        return holder


class Parameters(_Model):
    """Everything that a deployment decides.

    Amounts given to the constructor are whole Ecom, as in files; the fields hold 1e-18 Ecom.
    """

    network: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    """Ape's name of the network, such as "sepolia"."""
    chain_id: int | None = Field(default=None, ge=1)
    """Must be the connected chain's; required on public networks."""
    capabilities: dict[int, Capability]
    """By capability id; by name in files."""
    limits: Limits
    reputation: ReputationLimits
    disputes: DisputeLimits
    rewards: RewardLimits
    votes: VoteLimits
    allocation: Allocation
    roles: Roles

    @property
    def is_public(self) -> bool:
        """Whether the network outlives the deployment, so that the rules for public networks hold."""
        return self.network not in LOCAL_NETWORKS

    @field_validator("capabilities", mode="before")
    @classmethod
    def _named_capabilities(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        try:
            return {
                key if isinstance(key, int) else ids.capability_id(str(key)): v for key, v in value.items()
            }
        except IdError as error:
            raise ValueError(error.message) from None

    @field_validator("capabilities")
    @classmethod
    def _bounded_capabilities(cls, value: dict[int, Capability]) -> dict[int, Capability]:
        for needed in (ids.SHOP, ids.SHOWCASE, ids.DISTRIBUTION, ids.PROMOTION):
            if needed not in value:
                raise ValueError(f"{ids.capability_name(needed)} is missing: set its terms")
        if value[ids.SHOP].max_units != 1:
            raise ValueError(f"SHOP.max_units is {value[ids.SHOP].max_units}: a shop is open once, write 1")
        if value[ids.DISTRIBUTION].seal_per_unit == 0:
            raise ValueError(
                "DISTRIBUTION.seal_per_unit is 0: it must be above 0, it is the price of a chain of one's own"
            )
        return dict(sorted(value.items()))

    @field_serializer("capabilities", when_used="json")
    def _capability_names(self, value: dict[int, Capability]) -> dict[str, dict[str, Any]]:
        return {ids.capability_name(key): terms.model_dump(mode="json") for key, terms in value.items()}

    @model_validator(mode="after")
    def _public_rules(self) -> "Parameters":
        if not self.is_public:
            return self
        if self.chain_id is None:
            raise ValueError(f"chain_id: missing: write the chain id of {self.network}")
        accounts = {
            **{f"allocation.{n}.beneficiary": v.beneficiary for n, v in self.allocation.vestings.items()},
            **{f"roles.{name}.account": holder.account for name, holder in self.roles},
            "disputes.arbitrator": self.disputes.arbitrator,
        }
        for where, account in accounts.items():
            if not account.startswith("0x"):
                raise ValueError(
                    f"{where}: {account!r} is for local networks only: write an address for {self.network}"
                )
        if self.allocation.presale != SALE:
            raise ValueError(
                f"allocation.presale: {self.allocation.presale!r} is for local networks only: write "
                f"{SALE!r}, so that the presale's share is sold by the contract PrivateSale"
            )
        for name in ("foundation", "operator"):
            delay = getattr(self.roles, name).delay
            if delay < MIN_PUBLIC_DELAY:
                raise ValueError(
                    f"roles.{name}.delay: {delay} seconds is less than the 2 days that public networks need: "
                    'write "2 days" or more'
                )
        for watched in ("operator", "publisher"):
            if getattr(self.roles, watched).account == self.roles.guardian.account:
                raise ValueError(
                    f"roles.guardian.account: the same as roles.{watched}: the one watches the other, "
                    "name another"
                )
        for where, day in self.days.items():
            if day == TODAY:
                raise ValueError(f"{where}: {TODAY!r} is for local networks only: write a date")
        return self

    @property
    def days(self) -> dict[str, int | str]:
        """The UTC days on which something starts, by the name of the entry."""
        vestings = self.allocation.vestings.items()
        return {"rewards.start_day": self.rewards.start_day} | {
            f"allocation.{name}.start": vesting.start for name, vesting in vestings
        }

    def resolve(self, names: Mapping[str, str], today: int) -> "Parameters":
        """The parameters with "deployer" and test accounts replaced by their addresses in ``names``, and
        "today" by the UTC day ``today``."""

        def address(account: str) -> str:
            if account.startswith("0x"):
                return account
            if account not in names:
                raise ParameterError(
                    f"there is no account {account!r} here: write an address, or one of {sorted(names)}"
                )
            return names[account]

        def day(of: int | str) -> int | str:
            return today if of == TODAY else of

        presale = self.allocation.presale
        allocation: dict[str, Any] = {"presale": presale if presale == SALE else address(presale)}
        for name, vesting in self.allocation.vestings.items():
            resolved = {"beneficiary": address(vesting.beneficiary), "start": day(vesting.start)}
            allocation[name] = vesting.model_copy(update=resolved)
        roles = {
            name: holder.model_copy(update={"account": address(holder.account)})
            for name, holder in self.roles
        }
        return self.model_copy(
            update={
                "allocation": self.allocation.model_copy(update=allocation),
                "rewards": self.rewards.model_copy(update={"start_day": day(self.rewards.start_day)}),
                "roles": self.roles.model_copy(update=roles),
                "disputes": self.disputes.model_copy(
                    update={"arbitrator": address(self.disputes.arbitrator)}
                ),
            }
        )


def load(source: str | Path) -> Parameters:
    """The parameters of a file, or of a network by its name.

    Raises ParameterError with a line for each thing that is wrong, naming the field and the remedy.
    """
    path = Path(source)
    if not path.suffix and len(path.parts) == 1:
        path = DIRECTORY / f"{source}.yaml"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ParameterError(
            f"{path}: no such file: copy {DIRECTORY}/example.yaml to it and fill it in, "
            "or name another with --parameters"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ParameterError(f"{path}: cannot be read: {error}") from None
    try:
        content = yaml.load(text, Loader=TextLoader)
    except yaml.YAMLError as error:
        raise ParameterError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise ParameterError(f"{path}: not a mapping: copy {DIRECTORY}/example.yaml and fill it in")
    return validate(content, str(path))


def validate(content: Mapping[str, Any], name: str) -> Parameters:
    """Parameters from plain data; ``name`` says in errors where they come from."""
    try:
        return Parameters.model_validate(content)
    except ValidationError as error:
        raise ParameterError("\n".join(f"{name}: {line_of(e)}" for e in error.errors())) from None


class TextLoader(yaml.BaseLoader):
    """Every scalar stays text, so that amounts stay exact and addresses are not numbers; no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value!r} is there twice: remove one", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def line_of(error: ErrorDetails) -> str:
    """One line: the field, what is wrong, and the remedy."""
    context = error.get("ctx", {})
    amount = error["loc"][-1] in _AMOUNTS if error["loc"] else False
    unit = " Ecom" if amount else ""
    given = format_ecom(error["input"]) if amount and isinstance(error["input"], int) else error["input"]
    limit = {k: format_ecom(v) if amount and isinstance(v, int) else v for k, v in context.items()}
    match error["type"]:
        case "missing":
            text = "missing: add it"
        case "extra_forbidden":
            text = "unknown entry: remove it, or correct its spelling"
        case "less_than_equal":
            text = f"{given} is too much: at most {limit['le']}{unit}"
        case "greater_than_equal":
            text = f"{given} is too little: at least {limit['ge']}{unit}"
        case "too_short" | "too_long":
            needed = context.get("min_length", context.get("max_length"))
            text = f"{context['actual_length']} entries: there must be {needed}"
        case "value_error":
            text = str(context["error"])
        case _:
            text = f"{error['msg']}, not {error['input']!r}: correct it"
    where = ".".join(_part(error["loc"], i) for i in range(len(error["loc"])))
    return f"{where}: {text}" if where else text


def _part(location: tuple[int | str, ...], index: int) -> str:
    part = location[index]
    if index == 1 and location[0] == "capabilities" and isinstance(part, int):
        return ids.capability_name(part)
    return str(part)
