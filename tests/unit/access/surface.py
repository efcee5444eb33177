"""Every function of every contract that changes state: who may call it.

A function that is in none of the sets turns test_restricted_functions.py red: decide who may call it, and
write it down here.
"""

PERMIT = "(uint256,uint256,uint8,bytes32,bytes32)"
CID = "(bytes32,uint8)"

OPERATOR = {
    "registry": {
        "setCapability(uint32,(uint96,uint96,uint16,bool))",
        "setCooldown(uint40)",
        "setLevelReader(address)",
        "setOpeningSlots(uint16)",
    },
    "catalog": {"setMaxIncentive(uint16)"},
    "market": {"setModule(address,uint32)"},
    "reputation": {
        "setKappa(uint16)",
        "setMinAverage(uint16)",
        "setMinRated(uint96)",
        "setThresholds((uint32,uint56)[5])",
    },
    "disputes": {"setBond(uint16,uint96)"},
    "root_game": {f"setScoring(bytes32,{CID})"},
}
"""Parameters."""

ROUND = f"((address,uint96)[],uint96,uint40,uint40,uint32,uint32,address,uint8,bytes32,{CID})"

FOUNDATION = {
    "reputation": {"setMarket(address,bool)"},
    "disputes": {"setArbitrator(address)"},
    "sale": {f"createRound(uint32,{ROUND})"},
}
"""Who writes reputation, who rules, and what the presale sells."""

ARBITRATOR = {"disputes": {"rule(uint40,uint16)", "ruleObjection(uint40,uint16)"}}
"""How a contested case ends: kept by the disputes contract itself."""

GUARDIAN = {
    "market": {"pause(uint40)", "unpause()"},
    "root_game": {f"recall(uint64,uint32,{CID})", f"veto(uint32,bytes32,{CID})"},
}
"""New orders, for a while, and roots of community rewards that are wrong."""

PUBLISHER = {"root_game": {f"post(uint32,bytes32,uint96,{CID})"}}
"""Roots of community rewards."""

GOVERNED = {
    "registry": {"setCapability(uint32,(uint96,uint96,uint16,bool))"},  # of SHOP alone
    "reputation": {"setKappa(uint16)", "setMarket(address,bool)", "setMinRated(uint96)"},
    "root_game": {f"setScoring(bytes32,{CID})"},
}
"""What feeds rewards and votes: its role's until reward day 1095 is over, then the shops' (DST-3)."""

MANAGER = {
    name: {"setAuthority(address)"}
    for name in ("registry", "catalog", "market", "reputation", "disputes", "root_game", "sale")
}
"""The access manager alone, on behalf of its administrator."""

OFFER = f"({CID},uint24,uint24,(uint96,uint48,uint16,uint96)[])"
PURCHASE = "(uint64,uint8,uint32,uint24,uint96,uint96)"

BOUNTY = f"(uint32,uint96,uint16,uint24,uint24,{CID})"
VOUCHER = "(address,uint40,uint256,bytes)"
CLAIM = "(uint64,uint32,address,uint96,bytes32[])"
SALE = "(uint40,uint32,uint32,address,uint256,uint256,uint256,uint256,uint256,uint256,uint8)"

VESTING = {"acceptOwnership()", "release()", "release(address)", "transferOwnership(address)"}
"""The beneficiary's, but for the two that send it what has vested; see tests/unit/vesting."""

OPEN = {
    "token": {
        "approve(address,uint256)",
        "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
        "transfer(address,uint256)",
        "transferFrom(address,address,uint256)",
    },
    "vault": {
        "seal(uint256,bytes32,uint256,uint256)",
        "sealFor(address,uint256,bytes32,uint256,uint256)",
        f"sealWithPermit(uint256,bytes32,uint256,uint256,{PERMIT})",
    },
    "registry": {
        "acquire(uint32,uint32,uint16,uint256)",
        f"acquireWithPermit(uint32,uint32,uint16,uint256,{PERMIT})",
        "approve(address,uint256)",
        "join(uint32)",
        "multicall(bytes[])",
        f"open(address,{CID},uint256)",
        f"openWithPermit(address,{CID},uint256,{PERMIT})",
        f"post(uint32,{CID})",
        "release(uint32,uint32,uint16)",
        "safeTransferFrom(address,address,uint256)",
        "safeTransferFrom(address,address,uint256,bytes)",
        "setApprovalForAll(address,bool)",
        f"setMetadata(uint32,{CID})",
        "syncLevel(uint32)",
        "transferFrom(address,address,uint256)",
        "withdraw(uint32)",
    },
    "catalog": {
        "closeTask(uint64)",
        "cover(uint64,uint64[])",
        "delist(uint64)",
        "drop(uint96)",
        f"list(uint32,{OFFER},uint32,uint16)",
        "multicall(bytes[])",
        "publishTask(uint32,(uint16,uint16,uint8,uint40),uint64[])",
        "relist(uint64,uint16)",
        f"revise(uint64,{OFFER})",
        "revive(uint96,uint16)",
        "setStock(uint64,uint32)",
        "takeLink(uint64,uint96,uint32,uint16)",
    },
    "market": {
        "accept(uint40,uint16)",
        "cancel(uint40)",
        "confirm(uint40)",
        f"fulfil(uint40,{CID})",
        "multicall(bytes[])",
        f"place({PURCHASE})",
        f"placeFor({PURCHASE},address)",
        f"placeWithPermit({PURCHASE},{PERMIT})",
        "propose(uint40,uint16)",
        "refund(uint40)",
        "setFloor(uint64,address,uint96)",
        "settle(uint40)",
    },
    "reputation": {
        "multicall(bytes[])",
        f"rate(address,uint40,uint8,uint8,{CID})",
        f"record({SALE})",  # of anybody but a market nothing is recorded
    },
    "budgets": {
        "fund(uint32,uint96)",
        f"fundWithPermit(uint32,uint96,{PERMIT})",
        "multicall(bytes[])",
        "release(uint40)",
        "withdraw(uint32,uint96)",
    },
    "vouchers": {
        "multicall(bytes[])",
        f"place({PURCHASE},{VOUCHER})",
        f"placeWithPermit({PURCHASE},{VOUCHER},{PERMIT})",
        "revoke(uint32,uint256)",
    },
    "disputes": {
        f"contest(uint40,{CID})",
        f"contestWithPermit(uint40,{CID},{PERMIT})",
        "expire(uint40)",
        "expireObjection(uint40)",
        f"matchObjection(uint40,{CID})",
        f"matchObjectionWithPermit(uint40,{CID},{PERMIT})",
        "multicall(bytes[])",
        f"object(uint40,{CID})",
        f"objectWithPermit(uint40,{CID},{PERMIT})",
        f"raiseDispute(uint40,{CID})",
        f"raiseDisputeWithPermit(uint40,{CID},{PERMIT})",
        "returnBonds(uint40)",
    },
    "group_buy": {
        "join(uint40,uint24,uint96)",
        f"joinWithPermit(uint40,uint24,uint96,{PERMIT})",
        "multicall(bytes[])",
        "offer(uint64,uint8,uint32,uint96,uint8,uint24)",
        "place(uint40,address[])",
        "refund(uint40,address[])",
        "start(uint40,uint24,uint96)",
        f"startWithPermit(uint40,uint24,uint96,{PERMIT})",
        "withdrawOffer(uint40)",
    },
    "bounty_board": {
        "approve(uint40,address)",
        "assign(uint40,address[])",
        "claim(uint40,address)",
        "close(uint40)",
        "expire(uint40,address)",
        "multicall(bytes[])",
        f"post({BOUNTY})",
        f"postWithPermit({BOUNTY},{PERMIT})",
        f"reject(uint40,address,{CID})",
        f"requestSlot(uint40,{CID})",
        f"submit(uint40,{CID})",
    },
    "splitter": {
        "split(uint256,uint16,uint16,address,address[])",
        f"splitWithPermit(uint256,uint16,uint16,address,address[],{PERMIT})",
    },
    "polls": {"open(uint8)", "vote(uint32,uint32,uint8)"},
    "reward_pool": {
        f"claim({CLAIM})",  # whoever calls: it goes to the account of the leaf
        f"claimMany({CLAIM}[])",
        "emitDays(uint32)",
        "topUp(uint96)",
        f"topUpWithPermit(uint96,{PERMIT})",
    },
    "root_game": {
        "activate()",
        f"answer(uint32,bytes32,uint96,uint96,{CID})",
        f"answerWithPermit(uint32,bytes32,uint96,uint96,{CID},{PERMIT})",
        "close(uint32)",
        "logActions(uint32,bytes)",
        f"open(uint32,bytes32,uint96,uint96,{CID})",
        f"openWithPermit(uint32,bytes32,uint96,uint96,{CID},{PERMIT})",
        "returnBond(uint32,uint8,address)",
        "support(uint32,uint8,uint96)",
        f"supportWithPermit(uint32,uint8,uint96,{PERMIT})",
    },
    "factor_vote": {"close(uint8)", "flag(uint32,uint8)", "open(uint8)"},
    "referendum": {
        "execute(uint32)",
        f"propose(uint32,address,bytes,{CID})",
    },
    "grants": {
        f"claim({CLAIM})",
        f"claimMany({CLAIM}[])",
        f"create(bytes32,uint96,uint256,{CID})",
        f"createWithPermit(bytes32,uint96,uint256,{CID},{PERMIT})",
    },
    "sale": {
        "buy(uint32,address,uint96,uint256,uint96,bytes32[])",
        f"buyWithPermit(uint32,address,uint96,uint256,uint96,bytes32[],{PERMIT})",
        "close(uint32)",
        "fund(uint96)",
        f"fundWithPermit(uint96,{PERMIT})",
        "release(uint32,address)",
        "releaseMany(uint32,address[])",
    },
    "foundation_vesting": VESTING,
    "team_vesting": VESTING,
}
"""Anybody, about what is theirs: shop, order, tokens, bonds, votes."""

SYSTEM = {
    "market": {
        "closeDispute(uint40,uint16,uint8)",
        "openDispute(uint40,address)",
        f"placeVouched({PURCHASE},address,address)",
    },
    "budgets": {
        "closeObjection(uint40,uint16)",
        "openObjection(uint40,address)",
        "reserve(uint40,uint96,uint256)",
        "settle(uint40,uint256,uint16,bool,bool)",
    },
    "reward_pool": {
        "addRoot(uint32,bytes32,uint96)",
        "revokeRoot(uint64,uint32)",
        "skipDays(uint32)",
    },
}
"""Another contract of the system alone."""

ADMINISTRATOR = {
    "grantRole(uint64,address,uint32)",
    "labelRole(uint64,string)",
    "revokeRole(uint64,address)",
    "setGrantDelay(uint64,uint32)",
    "setRoleAdmin(uint64,uint64)",
    "setRoleGuardian(uint64,uint64)",
    "setTargetAdminDelay(address,uint32)",
    "setTargetClosed(address,bool)",
    "setTargetFunctionRole(address,bytes4[],uint64)",
    "updateAuthority(address,address)",
}
"""The access manager's own functions, for its administrator (or a role's, where it has one of its own)."""

MANAGER_OPEN = {
    "cancel(address,address,bytes)",
    "consumeScheduledOp(address,bytes)",
    "execute(address,bytes)",
    "multicall(bytes[])",
    "renounceRole(uint64,address)",
    "schedule(address,bytes,uint48)",
}
"""The access manager's own functions, for whoever has the permission that they are about."""
