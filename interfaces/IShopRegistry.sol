// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEcomToken} from "./IEcomToken.sol";
import {ISealVault} from "./ISealVault.sol";
import {Cid} from "./types/Cid.sol";
import {CapabilityId, ShopId} from "./types/Ids.sol";
import {Permit} from "./types/Permit.sol";

/// @title Shops and their capabilities
/// @notice A shop is an ERC-721 token (店铺归属权), never burnt. Capabilities are locked onto it: each unit holds
/// `lockPerUnit` tokens, given back after release, and uses up `sealPerUnit` tokens, sealed at once (SHOP-1). Whoever
/// owns the token owns the locks, the pending withdrawal, the capabilities and what they will earn (SHOP-5).
/// ERC-721 approvals can transfer a shop; they never act for it (SHOP-8).
/// @dev Amounts are in the token's smallest unit, times in seconds. This contract's balance covers
/// `totals().locked + totals().pending` at all times; no role can take or freeze either (SHOP-4). OpenZeppelin's
/// `multicall(bytes[])` bundles calls of one sender.
interface IShopRegistry {
    /// @param lockPerUnit Held while the unit is, given back by release and withdrawal.
    /// @param sealPerUnit Sealed for ever when the unit is acquired.
    /// @param maxUnits The most units that one shop can hold.
    /// @param enabled False stops new acquisitions, nothing else.
    struct Capability {
        uint96 lockPerUnit;
        uint96 sealPerUnit;
        uint16 maxUnits;
        bool enabled;
    }

    /// @param locked What the units hold: what was paid at the time, never today's price.
    /// @param units How many there are.
    /// @param since From when on there has been at least one; 0 where there is none.
    struct Position {
        uint96 locked;
        uint16 units;
        uint40 since;
    }

    /// @param live The lock of all live units of the shop.
    /// @param pending Released, not yet withdrawn.
    /// @param availableAt From when `pending` can be withdrawn.
    /// @param units Live units of all capabilities together.
    struct Locks {
        uint96 live;
        uint96 pending;
        uint40 availableAt;
        uint24 units;
    }

    /// @param owner The holder of the token.
    /// @param open SHOP is live.
    /// @param promotion PROMOTION is live.
    /// @param showcase How many showcase slots the shop carries: active listings numbered below it are live.
    /// @param links How many links the shop carries: links numbered below it are live.
    /// @param distribution Live DISTRIBUTION units.
    /// @param level The level (0 to 5) last synced.
    /// @param transfers How often the token was transferred: what a former owner signed names a lower number.
    /// @param metadata Content of the shop's `tokenURI`.
    struct Shop {
        address owner;
        bool open;
        bool promotion;
        uint16 showcase;
        uint16 links;
        uint16 distribution;
        uint8 level;
        uint32 transfers;
        Cid metadata;
    }

    /// @param shops How many shops there are; their ids are 1 to `shops`.
    /// @param open How many of them are open.
    /// @param locked The live lock of all shops together.
    /// @param pending What all shops have pending.
    struct Totals {
        uint32 shops;
        uint32 open;
        uint96 locked;
        uint96 pending;
    }

    /// @notice A shop was opened for `owner`, with this metadata. Who paid is in the token's transfer.
    event ShopOpened(ShopId indexed shop, address indexed owner, Cid metadata);

    /// @notice `units` were acquired; `locked` was pulled into the registry and `sealed_` into the vault. What the
    /// shop carries follows: the opening slots at that time come with SHOP, one slot with each SHOWCASE unit,
    /// `linksPerUnit << level` links with each DISTRIBUTION unit.
    event CapabilityAcquired(
        ShopId indexed shop, CapabilityId indexed capability, uint16 units, uint256 locked, uint256 sealed_
    );

    /// @notice `units` were released; `amount` can be withdrawn with all that is pending from `availableAt` on.
    event CapabilityReleased(
        ShopId indexed shop, CapabilityId indexed capability, uint16 units, uint256 amount, uint40 availableAt
    );

    /// @notice `amount` went to the shop's owner.
    event Withdrawn(ShopId indexed shop, address indexed owner, uint256 amount);

    /// @notice The shop's metadata is `cid`.
    event MetadataChanged(ShopId indexed shop, Cid cid);

    /// @notice ERC-4906: wallets should read `tokenURI` anew.
    event MetadataUpdate(uint256 tokenId);

    /// @notice 分享内容: the shop shared `cid`.
    event Posted(ShopId indexed shop, Cid cid);

    /// @notice 加入分销网络: `account` joined the shop's network.
    event Joined(ShopId indexed shop, address indexed account);

    /// @notice The shop's level went from `from` to `to`.
    event LevelSynced(ShopId indexed shop, uint8 from, uint8 to);

    /// @notice A capability's terms for new acquisitions are `terms`.
    event CapabilitySet(CapabilityId indexed capability, Capability terms);

    /// @notice The cooldown of new releases went from `from` to `to` seconds.
    event CooldownSet(uint40 from, uint40 to);

    /// @notice The showcase slots that come with opening went from `from` to `to`.
    event OpeningSlotsSet(uint16 from, uint16 to);

    /// @notice Levels were read from `from` and are read from `to` (zero: every level is 0).
    event LevelReaderSet(address from, address to);

    /// @notice No shop has this id.
    error UnknownShop(ShopId shop);

    /// @notice Only `owner` may do this for the shop.
    error NotShopOwner(ShopId shop, address caller, address owner);

    /// @notice The shop has no live SHOP capability: acquire SHOP again to reopen it.
    error ShopClosed(ShopId shop);

    /// @notice The capability is not enabled for new acquisitions.
    error CapabilityDisabled(CapabilityId capability);

    /// @notice Zero units, or more than the capability allows together with the `held` ones.
    error UnitsOutOfRange(uint256 units, uint256 held, uint256 maxUnits);

    /// @notice Zero units, or more than the `held` ones.
    error UnitsNotHeld(uint256 units, uint256 held);

    /// @notice It costs `cost`, more than the caller is willing to pay.
    error CostAboveMax(uint256 cost, uint256 maxCost);

    /// @notice SHOP goes last: `units` of other capabilities are live.
    error OtherCapabilitiesLive(ShopId shop, uint256 units);

    /// @notice Nothing is pending for the shop.
    error NothingPending(ShopId shop);

    /// @notice What is pending can be withdrawn from `availableAt` on.
    error CooldownRunning(ShopId shop, uint256 availableAt, uint256 now_);

    /// @notice ERC-721's transfers and approvals are payable by the standard; ether sent with them is refused.
    error EtherNotAccepted(uint256 value);

    /// @notice The count of a day is known when the day is over: `day` is not before `today`.
    error DayNotOver(uint256 day, uint256 today);

    /// @notice A parameter lies outside the bounds that the code sets.
    error ParameterOutOfBounds(uint256 value, uint256 min, uint256 max);

    // Shops

    /// @notice Open a shop for `owner`: acquires one unit of SHOP for it, at the caller's cost (SHOP-2).
    /// @param owner Receives the token; nothing is called at it.
    /// @param metadata The shop's metadata, or a zero digest for none.
    /// @param maxCost The most that the caller will pay, lock and seal together. It does not fix how much of it is
    /// locked and how much sealed: terms change with the operator's delay and are on chain before that.
    function open(address owner, Cid calldata metadata, uint256 maxCost) external returns (ShopId shop);

    /// @notice `open` with the caller's ERC-2612 signature.
    function openWithPermit(address owner, Cid calldata metadata, uint256 maxCost, Permit calldata permit)
        external
        returns (ShopId shop);

    /// @notice Set what `tokenURI` answers. Only the shop's owner.
    function setMetadata(ShopId shop, Cid calldata metadata) external;

    /// @notice Share content, as an event (SHOP-7). Only the owner of an open shop.
    function post(ShopId shop, Cid calldata cid) external;

    /// @notice Join an open shop's network, as an event (SHOP-7). Any account.
    function join(ShopId shop) external;

    // Capabilities

    /// @notice Acquire `units` of a capability (SHOP-2). Only the shop's owner; anything but SHOP needs an open shop.
    /// @param maxCost The most that the caller will pay, lock and seal together. It does not fix how much of it is
    /// locked and how much sealed: terms change with the operator's delay and are on chain before that.
    function acquire(ShopId shop, CapabilityId capability, uint16 units, uint256 maxCost) external;

    /// @notice `acquire` with the caller's ERC-2612 signature.
    function acquireWithPermit(
        ShopId shop,
        CapabilityId capability,
        uint16 units,
        uint256 maxCost,
        Permit calldata permit
    ) external;

    /// @notice End `units` at once; `floor(locked * units / held)` (all of it for the last unit) becomes pending and
    /// can be withdrawn after the cooldown, with all that is pending already (SHOP-3). Only the shop's owner.
    /// Nothing in use prevents it; SHOP itself goes last.
    function release(ShopId shop, CapabilityId capability, uint16 units) external;

    /// @notice Withdraw what is pending, to the shop's owner. Only the shop's owner.
    function withdraw(ShopId shop) external returns (uint256 amount);

    /// @notice Take over the shop's level from the level reader, if it is higher than what the shop has; without a reader
    /// it is 0. Anyone (SHOP-6). A level that could fall would let a bad rating put links to sleep.
    function syncLevel(ShopId shop) external returns (uint8 level);

    // Parameters: restricted by the access manager; they never touch what is held already

    /// @notice Set a capability's terms for new acquisitions, adding it where it is new. Lock and seal are at most
    /// `MAX_PER_UNIT`, units at most `MAX_UNITS`, exactly 1 for SHOP; DISTRIBUTION always seals something. The terms of SHOP,
    /// the price of a vote, are the shops' by referendum once reward day 1095 is over (DST-3).
    function setCapability(CapabilityId capability, Capability calldata terms) external;

    /// @notice Set the cooldown of new releases, `MIN_COOLDOWN` to `MAX_COOLDOWN`: a lock that comes back sooner could be the
    /// allowance of several shops (REP-4).
    function setCooldown(uint40 cooldown) external;

    /// @notice Set how many showcase slots come with opening (or reopening) a shop, at most `MAX_OPENING_SLOTS`.
    function setOpeningSlots(uint16 slots) external;

    /// @notice Set where levels are read from; zero for nowhere.
    function setLevelReader(address reader) external;

    // Views

    /// @notice The token that is locked.
    function token() external view returns (IEcomToken);

    /// @notice Where used-up tokens go.
    function vault() external view returns (ISealVault);

    /// @notice The shop's state. Reverts for an unknown shop.
    function shop(ShopId id) external view returns (Shop memory);

    /// @notice ERC-721: the shop's owner. Reverts for an unknown shop.
    function ownerOf(uint256 id) external view returns (address);

    /// @notice The shop's locks over all capabilities.
    function locks(ShopId id) external view returns (Locks memory);

    /// @notice What the shop holds of one capability.
    function position(ShopId id, CapabilityId capability) external view returns (Position memory);

    /// @notice A capability's terms for new acquisitions.
    function capability(CapabilityId id) external view returns (Capability memory);

    /// @notice What acquiring `units` costs now: `lock` comes back, `seal_` does not.
    function quote(CapabilityId capability, uint16 units) external view returns (uint256 lock, uint256 seal_);

    /// @notice What releasing `units` would make pending, and from when all that is pending could be withdrawn. It
    /// does not ask whether SHOP may go yet.
    function previewRelease(ShopId shop, CapabilityId capability, uint16 units)
        external
        view
        returns (uint256 amount, uint40 availableAt);

    /// @notice Totals over all shops: what this contract owes.
    function totals() external view returns (Totals memory);

    /// @notice Who may vote for the shop, and since when it has been open without a break: 0 for a closed shop (VOTE-1).
    /// Reverts for an unknown shop.
    function openSince(ShopId shop) external view returns (address owner, uint40 since);

    /// @notice How many shops were open at the end of a UTC day (`timestamp / 86_400`) that is over (VOTE-2).
    function openShopsAt(uint256 day) external view returns (uint256);

    /// @notice How long a release takes.
    function cooldown() external view returns (uint40);

    /// @notice How many showcase slots come with opening a shop.
    function openingSlots() external view returns (uint16);

    /// @notice Where levels are read from.
    function levelReader() external view returns (address);

    /// @notice Links that one DISTRIBUTION unit carries at level 0; fixed at deployment.
    function linksPerUnit() external view returns (uint16);

    /// @notice The shop's owner and what it carries now; nothing for a closed shop, and no owner for an unknown one.
    function carried(ShopId shop)
        external
        view
        returns (address owner, uint256 showcase, uint256 links, bool promotion);

    /// @notice Who is paid for places in a task, in one read: the owner of each place's shop, or zero where that shop
    /// does not carry the place's number now (COM-5, CAT-6).
    /// @param places Each `number << 32 | shop`, at most 256.
    /// @return owners As many as `places`.
    /// @return live Bit `i` is set where `owners[i]` is not zero.
    function payees(uint256[] calldata places) external view returns (address[] memory owners, uint256 live);

    /// @notice The bounds of the parameters.
    function MAX_PER_UNIT() external view returns (uint256);
    function MAX_UNITS() external view returns (uint256);
    function MIN_COOLDOWN() external view returns (uint256);
    function MAX_COOLDOWN() external view returns (uint256);
    function MAX_OPENING_SLOTS() external view returns (uint256);
    function MAX_LEVEL() external view returns (uint256);

    /// @notice The ids of the capabilities that the protocol itself reads. MODULE(id) is `MODULE_BASE + id`.
    function SHOP() external view returns (CapabilityId);
    function SHOWCASE() external view returns (CapabilityId);
    function DISTRIBUTION() external view returns (CapabilityId);
    function PROMOTION() external view returns (CapabilityId);
    function MODULE_BASE() external view returns (CapabilityId);
}
