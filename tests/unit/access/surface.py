"""Every function of every contract that changes state: who may call it.

A function that is in none of the sets turns test_restricted_functions.py red: decide who may call it, and
write it down here.
"""

OPERATOR = {
    "registry": {
        "setCapability(uint32,(uint96,uint96,uint16,bool))",
        "setCooldown(uint40)",
        "setLevelReader(address)",
        "setOpeningSlots(uint16)",
    },
    "catalog": {"setMaxIncentive(uint16)"},
}
"""Parameters."""

GUARDIAN = {"market": {"pause(uint40)", "unpause()"}}
"""New orders, for a while."""

MANAGER = {name: {"setAuthority(address)"} for name in ("registry", "catalog", "market")}
"""The access manager alone, on behalf of its administrator."""

PERMIT = "(uint256,uint256,uint8,bytes32,bytes32)"
CID = "(bytes32,uint8)"
OFFER = f"({CID},uint24,uint24,(uint96,uint48,uint16,uint96)[])"
PURCHASE = "(uint64,uint8,uint32,uint24,uint96,uint96)"

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
        f"placeWithPermit({PURCHASE},{PERMIT})",
        "propose(uint40,uint16)",
        "refund(uint40)",
        "settle(uint40)",
    },
    "splitter": {
        "split(uint256,uint16,uint16,address,address[])",
        f"splitWithPermit(uint256,uint16,uint16,address,address[],{PERMIT})",
    },
}
"""Anybody, about what is theirs: shop, order, tokens."""

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
