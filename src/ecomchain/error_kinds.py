"""What the values of the contracts' errors are: by the names that the interfaces give them.

An ABI says ``uint256``; a person wants to know whether that is Ecom, a time or a count. A test holds the
table against the errors of every contract.
"""

from enum import Enum, auto


class Kind(Enum):
    """What a value is."""

    AMOUNT = auto()
    """1e-18 Ecom."""
    WEI = auto()
    """1e-18 of the chain's coin."""
    UNITS = auto()
    """The smallest unit of a currency that only the call knows."""
    TIME = auto()
    """Unix seconds."""
    PERIOD = auto()
    """Seconds."""
    UTC_DAY = auto()
    """Days since 1970."""
    REWARD_DAY = auto()
    """Days of community rewards, from 1."""
    BPS = auto()
    """Ten-thousandths."""
    LISTING = auto()
    TASK = auto()
    LINK = auto()
    CAPABILITY = auto()
    PRICE = auto()
    """The struct ``ICatalog.PriceOption``."""
    ENUM = auto()
    """Has its name already, see ``reverts.ENUMS``."""
    ADDRESS = auto()
    HASH = auto()
    """Bytes."""
    ID = auto()
    """A number that names something, and is shown as it is."""
    COUNT = auto()
    """How many; also a bound or a place whose unit only the call knows."""
    TEXT = auto()


_NAMES: dict[Kind, tuple[str, ...]] = {
    Kind.AMOUNT: (
        "allowance", "amount", "balance", "bond", "budget", "cap", "cost", "floor", "left", "listPrice",
        "maxCost", "micro", "total", "unitPrice", "unreserved", "vested",
    ),
    Kind.UNITS: ("after", "before", "maxPayment", "payment"),
    Kind.TIME: (
        "availableAt", "deadline", "end", "endsAt", "expiry", "from", "now", "pausableFrom", "readyAt",
        "start", "until",
    ),
    Kind.PERIOD: ("cliff", "cliffSeconds", "delay", "durationSeconds", "duration", "period", "window"),
    Kind.UTC_DAY: ("startDay", "today"),
    Kind.REWARD_DAY: ("coveredDay", "day", "emittedDay", "last", "lastDay", "later"),
    Kind.BPS: ("bps",),
    Kind.LISTING: ("listing",),
    Kind.TASK: ("openTask", "task"),
    Kind.LINK: ("link", "parent"),
    Kind.CAPABILITY: ("capability",),
    Kind.PRICE: ("price",),
    Kind.ENUM: ("direction", "factor", "kind", "stage", "state"),
    Kind.ADDRESS: (
        "account", "approver", "arbitrator", "authority", "backer", "buyer", "caller", "contract",
        "currency", "disputes", "distributor", "initialAdmin", "market", "module", "msgsender", "owner",
        "payer", "rater", "receiver", "referendum", "rootGame", "seller", "sender", "signer", "spender",
        "target", "token", "treasury", "worker",
    ),
    Kind.HASH: ("digest", "operationId", "root", "s", "selector"),
    Kind.ID: (
        "answer", "bounty", "currentNonce", "deal", "disputeId", "epoch", "grant", "group", "index", "next",
        "nonce", "number", "option", "order", "poll", "proposal", "roleId", "round", "running", "shop",
    ),
    Kind.COUNT: (
        "available", "bits", "carried", "choices", "code", "count", "current", "depth", "flags", "free",
        "given", "held", "length", "levels", "max", "maxLevels", "maxUnits", "min", "needed", "no", "options",
        "payments", "quantity", "ruling", "score", "since", "size", "units", "value", "workers", "yes",
    ),
    Kind.TEXT: ("message", "str"),
}  # fmt: skip

_EXCEPTIONS = {
    "AmountOutOfRange.max": Kind.AMOUNT,
    "AmountTooLarge.max": Kind.AMOUNT,
    "BondTooLow.needed": Kind.AMOUNT,
    "BpsOutOfRange.max": Kind.BPS,
    "DurationOutOfRange.max": Kind.PERIOD,
    "DurationOutOfRange.min": Kind.PERIOD,
    "DurationTooLong.max": Kind.PERIOD,
    "DayNotOver(uint256,uint256).day": Kind.UTC_DAY,
    "EndOutOfRange.first": Kind.TIME,
    "EndOutOfRange.last": Kind.TIME,
    "ERC20InsufficientAllowance.allowance": Kind.COUNT,
    "ERC20InsufficientBalance.balance": Kind.COUNT,
    "EtherNotAccepted.value": Kind.WEI,
    "GovernedApart.reputation": Kind.TIME,
    "GovernedApart.rootGame": Kind.TIME,
    "InsufficientBalance.balance": Kind.WEI,
    "InsufficientBalance.needed": Kind.WEI,
    "NotEligible.needed": Kind.TIME,
    "NotEligible.since": Kind.TIME,
    "PauseOutOfRange.max": Kind.PERIOD,
    "PeriodTooLong.max": Kind.PERIOD,
    "RateTooHigh.max": Kind.BPS,
    "RatingTooLate.lastDay": Kind.UTC_DAY,
    "StartOutOfRange.first": Kind.TIME,
    "StartOutOfRange.last": Kind.TIME,
    "StartOutOfRange.max": Kind.UTC_DAY,
    "StartOutOfRange.min": Kind.UTC_DAY,
    "TotalTooHigh.available": Kind.AMOUNT,
    "WindowOutOfRange.max": Kind.PERIOD,
    "WindowOutOfRange.min": Kind.PERIOD,
    "WrongFee.cost": Kind.WEI,
    "WrongFee.fee": Kind.WEI,
    "WrongFee.paid": Kind.WEI,
    "WrongPrice.current": Kind.AMOUNT,
    "WrongPrice.given": Kind.AMOUNT,
}
"""Where the same name is something else: by error, or error with its types, and value."""

_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}


def kind_of(error: str, name: str, siblings: tuple[str, ...] = ()) -> Kind | None:
    """The kind of an error's value; None where the table has none. ``error`` is its signature.

    ``DayOutOfRange`` of vault and pool have the same types: the names beside it (``siblings``) tell which.
    """
    if error.startswith("DayOutOfRange(") and "today" in siblings:
        return Kind.UTC_DAY
    plain = error.partition("(")[0]
    for key in (f"{error}.{name}", f"{plain}.{name}"):
        if key in _EXCEPTIONS:
            return _EXCEPTIONS[key]
    return _KINDS.get(name)
