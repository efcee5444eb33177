"""Every function of the contracts that changes something: which a keeper calls, and why not the others.

A test compares both tables with the ABIs: every function is in exactly one of them, and none is elsewhere.
"""

DUTIES: dict[str, dict[str, str]] = {
    "Market": {"settle": "orders", "cancel": "orders"},
    "Disputes": {"expire": "disputes", "returnBonds": "disputes", "expireObjection": "objections"},
    "Budgets": {"release": "reserves"},
    "GroupBuy": {"place": "groups", "refund": "groups"},
    "BountyBoard": {"claim": "bounties", "expire": "bounties"},
    "FactorVote": {"open": "votes", "close": "votes"},
    "Referendum": {"execute": "proposals"},
    "RootGame": {"activate": "roots", "close": "roots", "returnBond": "bonds"},
    "RewardPool": {"emitDays": "emission"},
    "PrivateSale": {"close": "sale", "release": "vesting", "releaseMany": "vesting"},
    "EcomVesting": {"release": "vesting"},
    "ShopRegistry": {"syncLevel": "levels"},
}
"""By contract and function: the job."""

BUNDLE = "bundles calls of the contract's other functions"
CALLER = "acts for its caller: with its tokens, its shop or its voice, when and how it likes"
CLAIM = (
    "anyone may, at any time: nothing is lost by waiting, and it takes a proof that a keeper does not have"
)
ROLE = "only a role, the arbitrator or the publisher"
SYSTEM = "only another contract of the system"
REQUEST = "anyone may, at any time, for a case that it knows of: the adapter is no part of a deployment"

_AUTHORITY = ("setAuthority",)

OTHERS: dict[str, dict[str, tuple[str, ...]]] = {
    "EcomAccessManager": {
        ROLE: (
            "cancel", "consumeScheduledOp", "execute", "grantRole", "labelRole", "renounceRole", "revokeRole",
            "schedule", "setGrantDelay", "setRoleAdmin", "setRoleGuardian", "setTargetAdminDelay",
            "setTargetClosed", "setTargetFunctionRole", "updateAuthority",
        ),
        BUNDLE: ("multicall",),
    },
    "EcomToken": {CALLER: ("approve", "transfer", "transferFrom", "permit")},
    "SealVault": {CALLER: ("seal", "sealFor", "sealWithPermit")},
    "ShopRegistry": {
        CALLER: (
            "acquire", "acquireWithPermit", "approve", "join", "open", "openWithPermit", "post", "release",
            "safeTransferFrom", "setApprovalForAll", "setMetadata", "transferFrom", "withdraw",
        ),
        ROLE: ("setCapability", "setCooldown", "setLevelReader", "setOpeningSlots", *_AUTHORITY),
        BUNDLE: ("multicall",),
    },
    "Catalog": {
        CALLER: (
            "closeTask", "cover", "delist", "drop", "list", "publishTask", "relist", "revise", "revive",
            "setStock", "takeLink",
        ),
        ROLE: ("setMaxIncentive", *_AUTHORITY),
        BUNDLE: ("multicall",),
    },
    "Market": {
        CALLER: (
            "accept", "confirm", "fulfil", "place", "placeFor", "placeWithPermit", "propose", "refund",
            "setFloor",
        ),
        SYSTEM: ("closeDispute", "openDispute", "placeVouched"),
        ROLE: ("pause", "setModule", "unpause", *_AUTHORITY),
        BUNDLE: ("multicall",),
    },
    "Budgets": {
        CALLER: ("fund", "fundWithPermit", "withdraw"),
        SYSTEM: ("closeObjection", "openObjection", "reserve", "settle"),
        BUNDLE: ("multicall",),
    },
    "Vouchers": {CALLER: ("place", "placeWithPermit", "revoke"), BUNDLE: ("multicall",)},
    "Disputes": {
        CALLER: (
            "contest", "contestWithPermit", "matchObjection", "matchObjectionWithPermit", "object",
            "objectWithPermit", "raiseDispute", "raiseDisputeWithPermit",
        ),
        ROLE: ("rule", "ruleObjection", "setArbitrator", "setBond", *_AUTHORITY),
        BUNDLE: ("multicall",),
    },
    "Reputation": {
        CALLER: ("rate",),
        SYSTEM: ("record",),
        ROLE: ("setKappa", "setMarket", "setMinAverage", "setMinRated", "setThresholds", *_AUTHORITY),
        BUNDLE: ("multicall",),
    },
    "Splitter": {CALLER: ("split", "splitWithPermit")},
    "GroupBuy": {
        CALLER: ("join", "joinWithPermit", "offer", "start", "startWithPermit", "withdrawOffer"),
        BUNDLE: ("multicall",),
    },
    "BountyBoard": {
        CALLER: ("approve", "assign", "close", "post", "postWithPermit", "reject", "requestSlot", "submit"),
        BUNDLE: ("multicall",),
    },
    "ShopPolls": {CALLER: ("open", "vote")},
    "FactorVote": {CALLER: ("flag",)},
    "Referendum": {CALLER: ("propose",)},
    "RewardPool": {
        CALLER: ("topUp", "topUpWithPermit"),
        CLAIM: ("claim", "claimMany"),
        SYSTEM: ("addRoot", "revokeRoot", "skipDays"),
    },
    "RootGame": {
        CALLER: (
            "answer", "answerWithPermit", "logActions", "open", "openWithPermit", "support",
            "supportWithPermit",
        ),
        ROLE: ("post", "recall", "setScoring", "veto", *_AUTHORITY),
    },
    "Grants": {CALLER: ("create", "createWithPermit"), CLAIM: ("claim", "claimMany")},
    "PrivateSale": {
        CALLER: ("buy", "buyWithPermit", "fund", "fundWithPermit"),
        ROLE: ("createRound", *_AUTHORITY),
    },
    "EcomVesting": {CALLER: ("acceptOwnership", "transferOwnership")},
    "ArbitratorAdapter": {REQUEST: ("execute", "requestDispute", "requestObjection"), ROLE: ("rule",)},
}  # fmt: skip
"""By contract: why its other functions are not for a keeper."""
