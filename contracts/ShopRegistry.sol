// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {ERC721} from "solady/tokens/ERC721.sol";
import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {ILevelReader} from "../interfaces/ILevelReader.sol";
import {ISealVault} from "../interfaces/ISealVault.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {Cid} from "../interfaces/types/Cid.sol";
import {CapabilityId, ShopId} from "../interfaces/types/Ids.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {CidLib} from "./libraries/CidLib.sol";
import {ShopGoverned} from "./libraries/ShopGoverned.sol";
import {ShopWord} from "./libraries/ShopWord.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Shops and their capabilities
/// @notice See `IShopRegistry`.
contract ShopRegistry is IShopRegistry, ERC721, ShopGoverned, Multicall {
    using Checkpoints for Checkpoints.Trace224;
    using CidLib for Cid;
    using TokenCall for IEcomToken;
    using ShopWord for ShopWord.State;
    using ShopWord for uint96;

    /// @inheritdoc IShopRegistry
    uint256 public constant MAX_PER_UNIT = 1_000_000e18;
    /// @inheritdoc IShopRegistry
    uint256 public constant MAX_UNITS = 10_000;
    /// @inheritdoc IShopRegistry
    uint256 public constant MIN_COOLDOWN = 7 days;
    /// @inheritdoc IShopRegistry
    uint256 public constant MAX_COOLDOWN = 30 days;
    /// @inheritdoc IShopRegistry
    uint256 public constant MAX_OPENING_SLOTS = 1_000;
    /// @inheritdoc IShopRegistry
    uint256 public constant MAX_LEVEL = 5;

    /// @inheritdoc IShopRegistry
    CapabilityId public constant SHOP = CapabilityId.wrap(1);
    /// @inheritdoc IShopRegistry
    CapabilityId public constant SHOWCASE = CapabilityId.wrap(2);
    /// @inheritdoc IShopRegistry
    CapabilityId public constant DISTRIBUTION = CapabilityId.wrap(3);
    /// @inheritdoc IShopRegistry
    CapabilityId public constant PROMOTION = CapabilityId.wrap(4);
    /// @inheritdoc IShopRegistry
    CapabilityId public constant MODULE_BASE = CapabilityId.wrap(65_536);

    bytes32 private constant SEAL_REASON = "CAPABILITY";
    bytes4 private constant ERC4906 = 0x49064906;

    /// @inheritdoc IShopRegistry
    IEcomToken public immutable token;
    /// @inheritdoc IShopRegistry
    ISealVault public immutable vault;
    /// @inheritdoc IShopRegistry
    uint16 public immutable linksPerUnit;

    /// @inheritdoc IShopRegistry
    uint40 public cooldown = 7 days;
    /// @inheritdoc IShopRegistry
    uint16 public openingSlots = 3;
    /// @dev The UTC day on which the count of open shops last changed.
    uint16 private _countDay;
    /// @inheritdoc IShopRegistry
    address public levelReader;

    /// @dev Invariant LOCK-1: token.balanceOf(this) >= _totals.locked + _totals.pending.
    Totals private _totals;
    mapping(CapabilityId id => Capability) private _capabilities;
    /// @dev Invariant LOCK-2: the sum over a shop's positions is its live lock.
    mapping(ShopId id => mapping(CapabilityId capability => Position)) private _positions;
    /// @dev Invariant LOCK-3: the sums over all shops are the totals.
    mapping(ShopId id => Locks) private _locks;
    mapping(ShopId id => bytes32 digest) private _metadata;
    /// @dev Invariant OPEN-1: the count of open shops at the end of each day on which it changed, but for the last one:
    /// `_totals.open`.
    Checkpoints.Trace224 private _counts;

    /// @param authority The access manager.
    /// @param linksPerUnit_ 1 to 1_000. Nobody can change it, so that what was bought cannot be devalued.
    /// @param referendum_ Decides the terms of SHOP from `governedFrom_` on; may be deployed after this contract.
    constructor(
        address authority,
        IEcomToken token_,
        ISealVault vault_,
        uint16 linksPerUnit_,
        address referendum_,
        uint40 governedFrom_
    ) AccessManaged(authority) ShopGoverned(referendum_, governedFrom_) {
        _requireBounds(linksPerUnit_, 1, 1_000);
        token = token_;
        vault = vault_;
        linksPerUnit = linksPerUnit_;
        // The vault only ever pulls what this contract tells it to seal in the same transaction.
        token_.approve(address(vault_), type(uint256).max);
    }

    // Shops

    /// @inheritdoc IShopRegistry
    function open(address owner, Cid calldata metadata, uint256 maxCost) external returns (ShopId) {
        return _open(owner, metadata, maxCost);
    }

    /// @inheritdoc IShopRegistry
    function openWithPermit(address owner, Cid calldata metadata, uint256 maxCost, Permit calldata permit)
        external
        returns (ShopId)
    {
        token.tryPermit(permit);
        return _open(owner, metadata, maxCost);
    }

    /// @inheritdoc IShopRegistry
    function setMetadata(ShopId id, Cid calldata metadata) external {
        _requireOwner(id);
        ShopWord.State memory s = _state(id);
        s.codec = metadata.codec;
        _setExtraData(ShopId.unwrap(id), s.pack());
        _metadata[id] = metadata.digest;
        emit MetadataChanged(id, metadata);
        emit MetadataUpdate(ShopId.unwrap(id));
    }

    /// @inheritdoc IShopRegistry
    function post(ShopId id, Cid calldata cid) external {
        _requireOwner(id);
        require(_state(id).open, ShopClosed(id));
        emit Posted(id, cid);
    }

    /// @inheritdoc IShopRegistry
    function join(ShopId id) external {
        _requireKnown(id);
        require(_state(id).open, ShopClosed(id));
        emit Joined(id, msg.sender);
    }

    // Capabilities

    /// @inheritdoc IShopRegistry
    function acquire(ShopId id, CapabilityId capability_, uint16 units, uint256 maxCost) external {
        _requireOwner(id);
        _acquire(id, _state(id), capability_, units, maxCost);
    }

    /// @inheritdoc IShopRegistry
    function acquireWithPermit(
        ShopId id,
        CapabilityId capability_,
        uint16 units,
        uint256 maxCost,
        Permit calldata permit
    ) external {
        _requireOwner(id);
        token.tryPermit(permit);
        _acquire(id, _state(id), capability_, units, maxCost);
    }

    /// @inheritdoc IShopRegistry
    function release(ShopId id, CapabilityId capability_, uint16 units) external {
        _requireOwner(id);
        Locks memory l = _locks[id];
        (uint256 amount, uint40 availableAt) = previewRelease(id, capability_, units);
        if (capability_ == SHOP) require(l.units == units, OtherCapabilitiesLive(id, l.units - units));

        Position storage p = _positions[id][capability_];
        p.units -= units;
        p.locked -= uint96(amount);
        if (p.units == 0) p.since = 0;
        l.units -= units;
        l.live -= uint96(amount);
        l.pending += uint96(amount);
        l.availableAt = availableAt;
        _locks[id] = l;
        _totals.locked -= uint96(amount);
        _totals.pending += uint96(amount);
        emit CapabilityReleased(id, capability_, units, amount, availableAt);

        ShopWord.State memory s = _state(id);
        if (capability_ == SHOP) {
            s.open = false;
            s.showcase = 0;
            _startCountingDay();
            --_totals.open;
        } else if (capability_ == SHOWCASE) {
            s.showcase -= units;
        } else if (capability_ == DISTRIBUTION) {
            s.setDistribution(s.distribution - units, linksPerUnit);
        } else if (capability_ == PROMOTION) {
            s.promotion = p.units != 0;
        }
        _setExtraData(ShopId.unwrap(id), s.pack());
    }

    /// @inheritdoc IShopRegistry
    function withdraw(ShopId id) external returns (uint256 amount) {
        _requireOwner(id);
        Locks storage l = _locks[id];
        amount = l.pending;
        require(amount != 0, NothingPending(id));
        require(block.timestamp >= l.availableAt, CooldownRunning(id, l.availableAt, block.timestamp));

        l.pending = 0;
        _totals.pending -= uint96(amount);
        emit Withdrawn(id, msg.sender, amount);

        token.pay(msg.sender, amount);
    }

    /// @inheritdoc IShopRegistry
    function syncLevel(ShopId id) external returns (uint8 level) {
        _requireKnown(id);
        ShopWord.State memory s = _state(id);
        if (levelReader != address(0)) {
            level = ILevelReader(levelReader).levelOf(id);
            if (level > MAX_LEVEL) level = uint8(MAX_LEVEL);
            // What a shop has grown to stays: a rating that puts links to sleep would be worth their commission.
            if (level < s.level) level = s.level;
        }
        emit LevelSynced(id, s.level, level);
        s.level = level;
        s.setDistribution(s.distribution, linksPerUnit);
        _setExtraData(ShopId.unwrap(id), s.pack());
    }

    // Parameters

    /// @inheritdoc IShopRegistry
    function setCapability(CapabilityId id, Capability calldata terms) external {
        if (id == SHOP) _checkGoverned();
        else _checkCanCall(msg.sender, msg.data);
        _requireBounds(terms.lockPerUnit, 0, MAX_PER_UNIT);
        _requireBounds(terms.sealPerUnit, id == DISTRIBUTION ? 1 : 0, MAX_PER_UNIT);
        _requireBounds(terms.maxUnits, 1, id == SHOP ? 1 : MAX_UNITS);
        _requireBounds(CapabilityId.unwrap(id), 1, type(uint32).max);
        _capabilities[id] = terms;
        emit CapabilitySet(id, terms);
    }

    /// @inheritdoc IShopRegistry
    function setCooldown(uint40 cooldown_) external restricted {
        _requireBounds(cooldown_, MIN_COOLDOWN, MAX_COOLDOWN);
        emit CooldownSet(cooldown, cooldown_);
        cooldown = cooldown_;
    }

    /// @inheritdoc IShopRegistry
    function setOpeningSlots(uint16 slots) external restricted {
        _requireBounds(slots, 0, MAX_OPENING_SLOTS);
        emit OpeningSlotsSet(openingSlots, slots);
        openingSlots = slots;
    }

    /// @inheritdoc IShopRegistry
    function setLevelReader(address reader) external restricted {
        emit LevelReaderSet(levelReader, reader);
        levelReader = reader;
    }

    // Views

    /// @inheritdoc IShopRegistry
    function shop(ShopId id) external view returns (Shop memory) {
        ShopWord.State memory s = _state(id);
        return Shop({
            owner: ownerOf(ShopId.unwrap(id)),
            open: s.open,
            promotion: s.promotion,
            showcase: s.showcase,
            links: s.links,
            distribution: s.distribution,
            level: s.level,
            transfers: s.transfers,
            metadata: Cid(_metadata[id], s.codec)
        });
    }

    /// @inheritdoc IShopRegistry
    function locks(ShopId id) external view returns (Locks memory) {
        return _locks[id];
    }

    /// @inheritdoc IShopRegistry
    function position(ShopId id, CapabilityId capability_) external view returns (Position memory) {
        return _positions[id][capability_];
    }

    /// @inheritdoc IShopRegistry
    function capability(CapabilityId id) external view returns (Capability memory) {
        return _capabilities[id];
    }

    /// @inheritdoc IShopRegistry
    function quote(CapabilityId id, uint16 units) public view returns (uint256 lock, uint256 seal_) {
        Capability storage c = _capabilities[id];
        return (uint256(units) * c.lockPerUnit, uint256(units) * c.sealPerUnit);
    }

    /// @inheritdoc IShopRegistry
    function previewRelease(ShopId id, CapabilityId capability_, uint16 units)
        public
        view
        returns (uint256 amount, uint40 availableAt)
    {
        Position memory p = _positions[id][capability_];
        require(units != 0 && units <= p.units, UnitsNotHeld(units, p.units));
        amount = uint256(p.locked) * units / p.units; // the last unit takes the rest: units == p.units
        availableAt = uint40(block.timestamp) + cooldown;
        if (_locks[id].availableAt > availableAt) availableAt = _locks[id].availableAt;
    }

    /// @inheritdoc IShopRegistry
    function totals() external view returns (Totals memory) {
        return _totals;
    }

    /// @inheritdoc IShopRegistry
    function openSince(ShopId id) external view returns (address owner, uint40 since) {
        return (ownerOf(ShopId.unwrap(id)), _positions[id][SHOP].since);
    }

    /// @inheritdoc IShopRegistry
    function openShopsAt(uint256 day) external view returns (uint256) {
        uint256 today = block.timestamp / 1 days;
        require(day < today, DayNotOver(day, today));
        return day >= _countDay ? _totals.open : _counts.upperLookupRecent(uint32(day));
    }

    /// @inheritdoc IShopRegistry
    function carried(ShopId id)
        external
        view
        returns (address owner, uint256 showcase, uint256 links, bool promotion)
    {
        uint96 word = _getExtraData(ShopId.unwrap(id));
        return (_ownerOf(ShopId.unwrap(id)), word.showcase(), word.links(), word.promotion());
    }

    /// @inheritdoc IShopRegistry
    function payees(uint256[] calldata places) external view returns (address[] memory owners, uint256 live) {
        uint256 n = places.length;
        owners = new address[](n);
        for (uint256 i; i < n; ++i) {
            uint256 place = places[i];
            uint256 id = uint32(place);
            if (place >> 32 < _getExtraData(id).links()) {
                owners[i] = _ownerOf(id);
                live |= 1 << i;
            }
        }
    }

    /// @inheritdoc IShopRegistry
    function ownerOf(uint256 id) public view override(ERC721, IShopRegistry) returns (address owner) {
        owner = _ownerOf(id);
        require(owner != address(0), UnknownShop(ShopId.wrap(uint32(id))));
    }

    /// @inheritdoc ERC721
    /// @dev Payable by the standard; it takes no ether all the same.
    function approve(address account, uint256 id) public payable override {
        require(msg.value == 0, EtherNotAccepted(msg.value));
        super.approve(account, id);
    }

    /// @inheritdoc ERC721
    /// @dev Payable by the standard; it takes no ether all the same. The safe forms come through here as well.
    function transferFrom(address from, address to, uint256 id) public payable override {
        require(msg.value == 0, EtherNotAccepted(msg.value));
        super.transferFrom(from, to, id);
    }

    /// @notice `Ecom Shop`.
    function name() public pure override returns (string memory) {
        return "Ecom Shop";
    }

    /// @notice `ESHOP`.
    function symbol() public pure override returns (string memory) {
        return "ESHOP";
    }

    /// @notice `ipfs://…` of the shop's metadata; empty where there is none.
    function tokenURI(uint256 id) public view override returns (string memory) {
        ownerOf(id);
        ShopId shop_ = ShopId.wrap(uint32(id));
        return Cid(_metadata[shop_], _state(shop_).codec).uri();
    }

    /// @notice ERC-165, ERC-721, its metadata extension, ERC-4906.
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == ERC4906 || super.supportsInterface(interfaceId);
    }

    // Internals

    function _open(address owner, Cid calldata metadata, uint256 maxCost) private returns (ShopId id) {
        id = ShopId.wrap(++_totals.shops);
        _mint(owner, ShopId.unwrap(id));
        ShopWord.State memory s;
        s.codec = metadata.codec;
        if (metadata.digest != 0) _metadata[id] = metadata.digest;
        emit ShopOpened(id, owner, metadata);
        _acquire(id, s, SHOP, 1, maxCost);
    }

    function _acquire(
        ShopId id,
        ShopWord.State memory s,
        CapabilityId capability_,
        uint16 units,
        uint256 maxCost
    ) private {
        Capability storage c = _capabilities[capability_];
        Position storage p = _positions[id][capability_];
        require(c.enabled, CapabilityDisabled(capability_));
        require(units != 0 && uint256(p.units) + units <= c.maxUnits, UnitsOutOfRange(units, p.units, c.maxUnits));
        (uint256 lock, uint256 seal_) = quote(capability_, units);
        require(lock + seal_ <= maxCost, CostAboveMax(lock + seal_, maxCost));

        if (capability_ == SHOP) {
            s.open = true;
            s.showcase = openingSlots;
            _startCountingDay();
            ++_totals.open;
        } else {
            require(s.open, ShopClosed(id));
            if (capability_ == SHOWCASE) s.showcase += units;
            else if (capability_ == DISTRIBUTION) s.setDistribution(s.distribution + units, linksPerUnit);
            else if (capability_ == PROMOTION) s.promotion = true;
        }
        _setExtraData(ShopId.unwrap(id), s.pack());

        if (p.units == 0) p.since = uint40(block.timestamp);
        p.locked += uint96(lock);
        p.units += units;
        Locks storage l = _locks[id];
        l.live += uint96(lock);
        l.units += units;
        _totals.locked += uint96(lock);
        emit CapabilityAcquired(id, capability_, units, lock, seal_);

        if (lock + seal_ != 0) token.pull(msg.sender, address(this), lock + seal_);
        if (seal_ != 0) {
            vault.sealFor(msg.sender, seal_, SEAL_REASON, CapabilityId.unwrap(capability_), block.timestamp / 1 days);
        }
    }

    /// @dev Called before the count changes: the first time on a day, what it was is kept for the days before.
    function _startCountingDay() private {
        uint256 today = block.timestamp / 1 days;
        if (_countDay == today) return;
        _counts.push(_countDay, _totals.open);
        _countDay = uint16(today);
    }

    function _state(ShopId id) private view returns (ShopWord.State memory) {
        return _getExtraData(ShopId.unwrap(id)).unpack();
    }

    function _requireKnown(ShopId id) private view {
        require(_exists(ShopId.unwrap(id)), UnknownShop(id));
    }

    function _requireOwner(ShopId id) private view {
        address owner = ownerOf(ShopId.unwrap(id));
        require(msg.sender == owner, NotShopOwner(id, msg.sender, owner));
    }

    function _requireBounds(uint256 value, uint256 min, uint256 max) private pure {
        require(value >= min && value <= max, ParameterOutOfBounds(value, min, max));
    }

    /// @dev Counts transfers (SHOP-8); minting is none.
    function _afterTokenTransfer(address from, address, uint256 id) internal override {
        if (from == address(0)) return;
        ShopWord.State memory s = _getExtraData(id).unpack();
        ++s.transfers;
        _setExtraData(id, s.pack());
    }
}
