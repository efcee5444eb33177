// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Identifiers of the protocol. Composite identifiers carry their parents, so that a reader sees where a thing
// belongs and no contract has to look it up:
//
//   ShopId     uint32   the ERC-721 token id, from 1
//   ListingId  uint64   shop << 32 | index within the shop, from 1 (at most 24 bits)
//   TaskId     uint64   shop << 32 | index within the shop, from 1 (at most 24 bits)
//   LinkId     uint96   task << 32 | distributor's shop (hence one link per task and shop, CAT-4)
//   OrderId    uint40   from 1
//   BountyId   uint40   from 1
//
// Zero is never a valid identifier; a zero LinkId means "straight from the seller".

type ShopId is uint32;

type ListingId is uint64;

type TaskId is uint64;

type LinkId is uint96;

type OrderId is uint40;

type BountyId is uint40;

/// @dev 1 SHOP, 2 SHOWCASE, 3 DISTRIBUTION, 4 PROMOTION, 65_536 + id MODULE(id), others as the foundation adds them.
type CapabilityId is uint32;

using {sameCapability as ==} for CapabilityId global;
using {sameShop as ==, differentShop as !=} for ShopId global;
using {sameTask as ==} for TaskId global;
using ListingIds for ListingId global;
using TaskIds for TaskId global;
using LinkIds for LinkId global;

function toListingId(ShopId shop, uint24 index) pure returns (ListingId) {
    return ListingId.wrap((uint64(ShopId.unwrap(shop)) << 32) | index);
}

function toTaskId(ShopId shop, uint24 index) pure returns (TaskId) {
    return TaskId.wrap((uint64(ShopId.unwrap(shop)) << 32) | index);
}

function toLinkId(TaskId task, ShopId shop) pure returns (LinkId) {
    return LinkId.wrap((uint96(TaskId.unwrap(task)) << 32) | ShopId.unwrap(shop));
}

function sameCapability(CapabilityId a, CapabilityId b) pure returns (bool) {
    return CapabilityId.unwrap(a) == CapabilityId.unwrap(b);
}

function sameShop(ShopId a, ShopId b) pure returns (bool) {
    return ShopId.unwrap(a) == ShopId.unwrap(b);
}

function differentShop(ShopId a, ShopId b) pure returns (bool) {
    return ShopId.unwrap(a) != ShopId.unwrap(b);
}

function sameTask(TaskId a, TaskId b) pure returns (bool) {
    return TaskId.unwrap(a) == TaskId.unwrap(b);
}

library ListingIds {
    function shop(ListingId id) internal pure returns (ShopId) {
        return ShopId.wrap(uint32(ListingId.unwrap(id) >> 32));
    }

    function index(ListingId id) internal pure returns (uint24) {
        return uint24(ListingId.unwrap(id));
    }
}

library TaskIds {
    function shop(TaskId id) internal pure returns (ShopId) {
        return ShopId.wrap(uint32(TaskId.unwrap(id) >> 32));
    }

    function index(TaskId id) internal pure returns (uint24) {
        return uint24(TaskId.unwrap(id));
    }
}

library LinkIds {
    function task(LinkId id) internal pure returns (TaskId) {
        return TaskId.wrap(uint64(LinkId.unwrap(id) >> 32));
    }

    /// @dev The distributor's shop.
    function shop(LinkId id) internal pure returns (ShopId) {
        return ShopId.wrap(uint32(LinkId.unwrap(id)));
    }

    function isNone(LinkId id) internal pure returns (bool) {
        return LinkId.unwrap(id) == 0;
    }
}
