// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {MerkleProofLib} from "solady/utils/MerkleProofLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {IPrivateSale} from "../interfaces/IPrivateSale.sol";
import {IRewardPool} from "../interfaces/IRewardPool.sol";
import {ISealVault} from "../interfaces/ISealVault.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {MerkleLeaf} from "./libraries/MerkleLeaf.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Private rounds of the presale
/// @notice See `IPrivateSale`.
contract PrivateSale is IPrivateSale, AccessManaged, ReentrancyGuardTransient {
    using TokenCall for IEcomToken;

    /// @dev One word.
    struct Totals {
        uint96 unreserved;
        uint96 owed;
        uint32 rounds;
    }

    /// @inheritdoc IPrivateSale
    uint256 public constant MAX_PAYMENTS = 8;
    /// @inheritdoc IPrivateSale
    uint256 public constant MAX_AHEAD = 365 days;
    /// @inheritdoc IPrivateSale
    uint256 public constant MAX_LENGTH = 365 days;
    /// @inheritdoc IPrivateSale
    uint256 public constant MAX_DURATION = 3_650 days;
    uint256 private constant ECOM = 1e18;
    bytes32 private constant SEAL_REASON = "SALE";

    /// @inheritdoc IPrivateSale
    IEcomToken public immutable token;
    /// @inheritdoc IPrivateSale
    IRewardPool public immutable rewardPool;
    /// @inheritdoc IPrivateSale
    ISealVault public immutable vault;

    /// @dev Invariant PRESALE-1: token.balanceOf(this) >= owed.
    /// Invariant PRESALE-2: owed = unreserved + cap - sold of all rounds not closed + bought - released of all positions.
    Totals private _totals;
    /// @dev Invariant PRESALE-3: sold <= cap, and sold is the sum of what the round's positions bought. Two words, and what only
    /// `buy` reads or nobody does.
    mapping(uint32 id => Round) private _rounds;
    mapping(uint32 round => address[]) private _currencies;
    /// @inheritdoc IPrivateSale
    mapping(uint32 round => mapping(address currency => uint96)) public price;
    /// @dev Invariant PRESALE-4: released <= vested <= bought.
    mapping(uint32 round => mapping(address account => Position)) private _positions;

    /// @param token_ Stands already. What it has minted to this contract is for the rounds.
    constructor(address authority, IEcomToken token_, IRewardPool rewardPool_, ISealVault vault_)
        AccessManaged(authority)
    {
        token = token_;
        rewardPool = rewardPool_;
        vault = vault_;
        // At most the supply, which is below 2^96.
        uint96 minted = uint96(token_.balanceOf(address(this)));
        _totals = Totals({unreserved: minted, owed: minted, rounds: 0});
    }

    // Anyone

    /// @inheritdoc IPrivateSale
    function fund(uint96 amount) external {
        _fund(amount);
    }

    /// @inheritdoc IPrivateSale
    function fundWithPermit(uint96 amount, Permit calldata permit) external {
        token.tryPermit(permit);
        _fund(amount);
    }

    /// @inheritdoc IPrivateSale
    function release(uint32 id, address account) external returns (uint256 amount) {
        amount = _release(id, _known(id), account);
        require(amount != 0, NothingToRelease(id, account, vested(id, account)));
    }

    /// @inheritdoc IPrivateSale
    function releaseMany(uint32 id, address[] calldata accounts) external returns (uint256 amount) {
        Round storage r = _known(id);
        for (uint256 i; i < accounts.length; ++i) {
            amount += _release(id, r, accounts[i]);
        }
    }

    /// @inheritdoc IPrivateSale
    function close(uint32 id) external returns (uint256) {
        Round storage r = _known(id);
        uint256 end = r.end;
        require(block.timestamp >= end, NotOver(id, end, block.timestamp));
        require(!r.closed, AlreadyClosed(id));
        r.closed = true;
        uint96 amount = r.cap - r.sold;
        _totals.owed -= amount;
        Unsold unsold = r.unsold;
        address to = unsold == Unsold.Treasury
            ? r.treasury
            : unsold == Unsold.Rewards ? address(rewardPool) : address(vault);
        emit RoundClosed(id, unsold, to, amount);

        if (amount == 0) return 0;
        if (unsold == Unsold.Treasury) {
            token.pay(to, amount);
            return amount;
        }
        SafeTransferLib.safeApprove(address(token), to, amount);
        if (unsold == Unsold.Rewards) rewardPool.topUp(amount);
        else vault.seal(amount, SEAL_REASON, id, block.timestamp / 1 days);
        return amount;
    }

    // Buyers

    /// @inheritdoc IPrivateSale
    function buy(
        uint32 id,
        address currency,
        uint96 amount,
        uint256 maxPayment,
        uint96 cap,
        bytes32[] calldata proof
    ) external nonReentrant returns (uint256) {
        return _buy(id, currency, amount, maxPayment, cap, proof);
    }

    /// @inheritdoc IPrivateSale
    function buyWithPermit(
        uint32 id,
        address currency,
        uint96 amount,
        uint256 maxPayment,
        uint96 cap,
        bytes32[] calldata proof,
        Permit calldata permit
    ) external nonReentrant returns (uint256) {
        // Nothing is called that the round does not accept.
        _price(id, currency);
        try IERC20Permit(currency)
            .permit(
                msg.sender, address(this), permit.value, permit.deadline, permit.v, permit.r, permit.s
            ) {}
            catch {} // solhint-disable-line no-empty-blocks
        return _buy(id, currency, amount, maxPayment, cap, proof);
    }

    // The foundation

    /// @inheritdoc IPrivateSale
    function createRound(uint32 id, Terms calldata terms) external restricted {
        Totals memory t = _totals;
        require(id == t.rounds + 1, WrongRound(id, t.rounds + 1));
        _requireTimes(terms);
        address treasury = terms.treasury;
        _requireTreasury(treasury);
        require(terms.allowlist != 0, ZeroAllowlist());

        uint96 cap = terms.cap;
        require(cap != 0 && cap <= t.unreserved, CapOutOfRange(cap, t.unreserved));
        t.unreserved -= cap;
        t.rounds = id;
        _totals = t;
        _rounds[id] = Round({
            treasury: treasury,
            cap: cap,
            sold: 0,
            start: terms.start,
            end: terms.end,
            cliff: terms.cliff,
            duration: terms.duration,
            unsold: terms.unsold,
            closed: false,
            allowlist: terms.allowlist,
            content: terms.content
        });
        _setPrices(id, terms.payments);
        emit RoundCreated(id, terms);
    }

    // Views

    /// @inheritdoc IPrivateSale
    function rounds() external view returns (uint32) {
        return _totals.rounds;
    }

    /// @inheritdoc IPrivateSale
    function unreserved() external view returns (uint96) {
        return _totals.unreserved;
    }

    /// @inheritdoc IPrivateSale
    function obligations() external view returns (uint96) {
        return _totals.owed;
    }

    /// @inheritdoc IPrivateSale
    function round(uint32 id) external view returns (Round memory) {
        return _rounds[id];
    }

    /// @inheritdoc IPrivateSale
    function payments(uint32 id) external view returns (Payment[] memory accepted) {
        address[] storage currencies = _currencies[id];
        accepted = new Payment[](currencies.length);
        for (uint256 i; i < accepted.length; ++i) {
            address currency = currencies[i];
            accepted[i] = Payment(currency, price[id][currency]);
        }
    }

    /// @inheritdoc IPrivateSale
    function quote(uint32 id, address currency, uint96 amount) public view returns (uint256) {
        // Below 2^192. At least 1 for any amount but zero.
        return (uint256(amount) * _price(id, currency) + ECOM - 1) / ECOM;
    }

    /// @inheritdoc IPrivateSale
    function position(uint32 id, address account) external view returns (Position memory) {
        return _positions[id][account];
    }

    /// @inheritdoc IPrivateSale
    function vested(uint32 id, address account) public view returns (uint96) {
        return _vested(_rounds[id], _positions[id][account].bought);
    }

    /// @inheritdoc IPrivateSale
    function releasable(uint32 id, address account) external view returns (uint96) {
        Position memory p = _positions[id][account];
        return _vested(_rounds[id], p.bought) - p.released;
    }

    /// @inheritdoc IPrivateSale
    function leaf(uint32 id, address account, uint96 cap) public view returns (bytes32) {
        return MerkleLeaf.hash(id, account, cap);
    }

    // Internals

    function _fund(uint96 amount) private {
        require(amount != 0, ZeroAmount());
        Totals memory t = _totals;
        // Amounts beyond the supply, which is below 2^96, cannot be pulled.
        unchecked {
            t.unreserved += amount;
            t.owed += amount;
        }
        _totals = t;
        emit Funded(msg.sender, amount);
        token.pull(msg.sender, address(this), amount);
    }

    function _buy(
        uint32 id,
        address currency,
        uint96 amount,
        uint256 maxPayment,
        uint96 cap,
        bytes32[] calldata proof
    ) private returns (uint256 payment) {
        // Checks
        Round storage r = _known(id);
        _requireOpen(id, r);
        require(amount != 0, ZeroAmount());
        require(
            MerkleProofLib.verifyCalldata(proof, r.allowlist, leaf(id, msg.sender, cap)),
            NotAllowed(id, msg.sender, cap)
        );
        payment = quote(id, currency, amount);
        require(payment <= maxPayment, PaymentTooHigh(payment, maxPayment));

        // Effects
        _take(id, r, amount, cap);
        emit Bought(id, msg.sender, currency, amount, payment);

        // Interactions
        _collect(currency, r.treasury, payment);
    }

    /// @dev Takes `amount` out of what the round and the caller have left.
    function _take(uint32 id, Round storage r, uint96 amount, uint96 cap) private {
        Position storage p = _positions[id][msg.sender];
        uint96 bought = p.bought;
        // A list has one cap for an account, or several: then the highest counts.
        uint256 left = cap > bought ? cap - bought : 0;
        require(amount <= left, BuyerCapExceeded(id, msg.sender, amount, left));
        uint96 sold = r.sold;
        left = r.cap - sold;
        require(amount <= left, RoundCapExceeded(id, amount, left));
        // Both stay below the round's cap.
        unchecked {
            p.bought = bought + amount;
            r.sold = sold + amount;
        }
    }

    /// @dev Moves the payment from the caller to the treasury, which must have received exactly it.
    function _collect(address currency, address treasury, uint256 payment) private {
        uint256 before = IERC20(currency).balanceOf(treasury);
        if (!SafeTransferLib.trySafeTransferFrom(currency, msg.sender, treasury, payment)) {
            revert CurrencyRefused(
                currency,
                msg.sender,
                payment,
                IERC20(currency).balanceOf(msg.sender),
                IERC20(currency).allowance(msg.sender, address(this))
            );
        }
        uint256 after_ = IERC20(currency).balanceOf(treasury);
        require(
            after_ >= before && after_ - before == payment,
            WrongPayment(currency, treasury, payment, before, after_)
        );
    }

    /// @return amount What was sent; zero where there is nothing.
    function _release(uint32 id, Round storage r, address account) private returns (uint96 amount) {
        Position storage p = _positions[id][account];
        uint96 released = p.released;
        amount = _vested(r, p.bought) - released;
        if (amount == 0) return 0;
        p.released = released + amount;
        _totals.owed -= amount;
        emit Released(id, account, amount);
        token.pay(account, amount);
    }

    function _setPrices(uint32 id, Payment[] calldata accepted) private {
        uint256 count = accepted.length;
        require(count != 0 && count <= MAX_PAYMENTS, PaymentsOutOfRange(count, MAX_PAYMENTS));
        for (uint256 i; i < count; ++i) {
            (address currency, uint96 units) = (accepted[i].currency, accepted[i].price);
            require(currency.code.length != 0 && currency != address(token), UnusableCurrency(currency));
            require(units != 0, ZeroPrice(currency));
            require(price[id][currency] == 0, RepeatedCurrency(currency));
            price[id][currency] = units;
            _currencies[id].push(currency);
        }
    }

    function _vested(Round storage r, uint96 bought) private view returns (uint96) {
        (uint256 end, uint256 duration) = (r.end, r.duration);
        if (block.timestamp < end + r.cliff) return 0;
        if (block.timestamp >= end + duration) return bought;
        return uint96(bought * (block.timestamp - end) / duration);
    }

    /// @dev Reverts for a currency that is not accepted.
    function _price(uint32 id, address currency) private view returns (uint256 units) {
        units = price[id][currency];
        require(units != 0, CurrencyNotAccepted(id, currency));
    }

    function _known(uint32 id) private view returns (Round storage r) {
        r = _rounds[id];
        require(r.cap != 0, UnknownRound(id));
    }

    function _requireOpen(uint32 id, Round storage r) private view {
        (uint256 start, uint256 end) = (r.start, r.end);
        require(
            block.timestamp >= start && block.timestamp < end, NotOpen(id, start, end, block.timestamp)
        );
    }

    function _requireTreasury(address treasury) private view {
        require(
            treasury != address(0) && treasury != address(this) && treasury != address(token)
                && treasury != address(rewardPool) && treasury != address(vault),
            InvalidTreasury(treasury)
        );
    }

    function _requireTimes(Terms calldata terms) private view {
        (uint256 start, uint256 end) = (terms.start, terms.end);
        (uint256 first, uint256 last) = (block.timestamp, block.timestamp + MAX_AHEAD);
        require(start >= first && start <= last, StartOutOfRange(start, first, last));
        last = start + MAX_LENGTH;
        require(end > start && end <= last, EndOutOfRange(end, start + 1, last));
        (uint256 cliff, uint256 duration) = (terms.cliff, terms.duration);
        require(duration <= MAX_DURATION, DurationTooLong(duration, MAX_DURATION));
        require(cliff <= duration, CliffTooLong(cliff, duration));
    }
}
