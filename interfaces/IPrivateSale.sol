// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEcomToken} from "./IEcomToken.sol";
import {IRewardPool} from "./IRewardPool.sol";
import {ISealVault} from "./ISealVault.sol";
import {Cid} from "./types/Cid.sol";
import {Permit} from "./types/Permit.sol";

/// @title Private rounds of the presale 早期预售 (SALE-1, SALE-2)
/// @notice Holds the presale's 35 % from the first block on. The foundation creates rounds; each reserves its tokens, and
/// none of its terms can ever change. Who stands on the round's list buys, up to a cap of their own, for a currency that
/// the round accepts; the payment goes to the round's treasury in the same transaction. What was bought is released to
/// the buyer after the round's end, all at once or linearly after a cliff.
///
/// Times of a round
/// - before `start`: nothing can be bought.
/// - from `start`, before `end`: buyers buy.
/// - from `end` on: anyone may `close` it, once, which sends what was not sold where the terms say.
/// - before `end + cliff`: nothing is released. From then on `bought * (now - end) / duration`, rounded down; from
///   `end + duration` on everything. Closing makes no difference to that.
///
/// Tokens that no round has reserved can be reserved by later rounds, and go nowhere else: there is no withdrawal.
/// No role can change, pause or end a round, or touch what was bought.
/// @dev Amounts of Ecom are in its smallest unit, 1e18 a token; payments in the smallest unit of their currency; times
/// are Unix seconds. This contract's balance covers `obligations` at all times.
///
/// A currency is a contract that the foundation chose. What it can do is bounded: it is called while somebody pays with
/// it, and never else, so one that is hostile, broken or stopped can fail purchases in itself alone. One that moves more
/// or less than it is told to, such as a fee on transfers, cannot be used; nor can a treasury buy from itself.
interface IPrivateSale {
    /// @dev Where what a round did not sell goes.
    enum Unsold {
        Treasury,
        Rewards,
        Vault
    }

    /// @param currency An ERC-20; one that returns nothing will do.
    /// @param price In the currency's smallest unit, for one whole Ecom.
    struct Payment {
        address currency;
        uint96 price;
    }

    /// @param payments What is accepted: 1 to `MAX_PAYMENTS` different currencies; not Ecom.
    /// @param cap How much is for sale: it is reserved at once, out of `unreserved`.
    /// @param start At most `MAX_AHEAD` from now.
    /// @param end At most `MAX_LENGTH` after the start.
    /// @param cliff In seconds from the end: at most the duration.
    /// @param duration In seconds from the end, at most `MAX_DURATION`. Zero releases everything at the end.
    /// @param treasury Receives the payments.
    /// @param unsold Where what is not sold goes.
    /// @param allowlist A Merkle root: the leaf of a buyer is that of `IMerkleClaims`, with the round as epoch, this contract,
    /// and as amount the most that the account may buy in the round.
    /// @param content Where the terms and the list are published.
    struct Terms {
        Payment[] payments;
        uint96 cap;
        uint40 start;
        uint40 end;
        uint32 cliff;
        uint32 duration;
        address treasury;
        Unsold unsold;
        bytes32 allowlist;
        Cid content;
    }

    /// @notice All zero for an unknown one. See `Terms` for the others, and `payments` for prices.
    /// @param sold How much of `cap` was bought.
    /// @param closed Whether what was not sold has been sent away.
    struct Round {
        address treasury;
        uint96 cap;
        uint96 sold;
        uint40 start;
        uint40 end;
        uint32 cliff;
        uint32 duration;
        Unsold unsold;
        bool closed;
        bytes32 allowlist;
        Cid content;
    }

    /// @param bought In the round.
    /// @param released Of it.
    struct Position {
        uint96 bought;
        uint96 released;
    }

    /// @notice `payer` added tokens for later rounds.
    event Funded(address indexed payer, uint96 amount);

    /// @notice A round was created, and its tokens reserved.
    event RoundCreated(uint32 indexed round, Terms terms);

    /// @notice `account` bought `amount` for `payment` of `currency`.
    event Bought(
        uint32 indexed round,
        address indexed account,
        address indexed currency,
        uint96 amount,
        uint256 payment
    );

    /// @notice `account` was sent what had vested, `amount`.
    event Released(uint32 indexed round, address indexed account, uint96 amount);

    /// @notice What was not sold, if anything, went to `to`.
    event RoundClosed(uint32 indexed round, Unsold indexed unsold, address to, uint96 amount);

    /// @notice An amount of zero.
    error ZeroAmount();

    /// @notice No round has this id.
    error UnknownRound(uint32 round);

    /// @notice A round accepts 1 to `max` currencies.
    error PaymentsOutOfRange(uint256 payments, uint256 max);

    /// @notice A currency is a contract, and not Ecom.
    error UnusableCurrency(address currency);

    /// @notice The currency is there twice.
    error RepeatedCurrency(address currency);

    /// @notice The price is zero.
    error ZeroPrice(address currency);

    /// @notice A round sells something, and at most what is not reserved.
    error CapOutOfRange(uint256 cap, uint256 unreserved);

    /// @notice A round starts now at the earliest, and `last` at the latest.
    error StartOutOfRange(uint256 start, uint256 first, uint256 last);

    /// @notice A round ends after its start, and `last` at the latest.
    error EndOutOfRange(uint256 end, uint256 first, uint256 last);

    /// @notice The release takes too long.
    error DurationTooLong(uint256 duration, uint256 max);

    /// @notice The cliff is longer than the release.
    error CliffTooLong(uint256 cliff, uint256 duration);

    /// @notice The round would have another number than the one that its list is for: nobody could buy.
    error WrongRound(uint32 round, uint32 next);

    /// @notice The treasury is nobody, or a contract that could not send on what it receives: this one, the token, the reward
    /// pool or the vault.
    error InvalidTreasury(address treasury);

    /// @notice The root is zero: nobody could buy.
    error ZeroAllowlist();

    /// @notice Tokens are bought from `start` on, and before `end`.
    error NotOpen(uint32 round, uint256 start, uint256 end, uint256 now_);

    /// @notice The round does not accept this currency.
    error CurrencyNotAccepted(uint32 round, address currency);

    /// @notice The proof does not lead from the account and its cap to the round's root.
    error NotAllowed(uint32 round, address account, uint256 cap);

    /// @notice The account may buy `left` more.
    error BuyerCapExceeded(uint32 round, address account, uint256 amount, uint256 left);

    /// @notice The round has `left` tokens left.
    error RoundCapExceeded(uint32 round, uint256 amount, uint256 left);

    /// @notice It costs more than the buyer pays at most.
    error PaymentTooHigh(uint256 payment, uint256 maxPayment);

    /// @notice The currency did not make the payment: `payer` has `balance`, and allows this contract `allowance`.
    error CurrencyRefused(
        address currency, address payer, uint256 payment, uint256 balance, uint256 allowance
    );

    /// @notice The treasury received something else than the payment: the currency takes a fee, or changes balances.
    error WrongPayment(address currency, address treasury, uint256 payment, uint256 before, uint256 after_);

    /// @notice Nothing has vested that was not released.
    error NothingToRelease(uint32 round, address account, uint256 vested);

    /// @notice The round goes on until `end`.
    error NotOver(uint32 round, uint256 end, uint256 now_);

    /// @notice The round was closed.
    error AlreadyClosed(uint32 round);

    /// @notice Add `amount` of the caller's Ecom for later rounds, by allowance. It cannot be withdrawn.
    function fund(uint96 amount) external;

    /// @notice `fund` with the caller's ERC-2612 signature.
    function fundWithPermit(uint96 amount, Permit calldata permit) external;

    /// @notice Create a round and reserve its tokens. Only the administrator's role, the foundation.
    /// @param round Its id, which the leaves of its list name: one more than the last round's, from 1 on. So a call that was
    /// scheduled creates the round that it was meant for, or none.
    function createRound(uint32 round, Terms calldata terms) external;

    /// @notice Buy `amount` for oneself: for `quote(round, currency, amount)`, by the currency's allowance.
    /// @param maxPayment The most that the caller pays.
    /// @param cap The caller's own, as the round's list has it.
    /// @param proof From the leaf's sibling up.
    /// @return payment What the treasury received.
    function buy(
        uint32 round,
        address currency,
        uint96 amount,
        uint256 maxPayment,
        uint96 cap,
        bytes32[] calldata proof
    ) external returns (uint256 payment);

    /// @notice `buy` with the caller's ERC-2612 signature for the currency.
    function buyWithPermit(
        uint32 round,
        address currency,
        uint96 amount,
        uint256 maxPayment,
        uint96 cap,
        bytes32[] calldata proof,
        Permit calldata permit
    ) external returns (uint256 payment);

    /// @notice Send `account` what has vested. Anyone. Reverts where that is nothing.
    function release(uint32 round, address account) external returns (uint256 amount);

    /// @notice `release` for several accounts; those without anything are passed over.
    /// @return amount What all of them received.
    function releaseMany(uint32 round, address[] calldata accounts) external returns (uint256 amount);

    /// @notice Send what was not sold where the round's terms say. Anyone, once, from the round's end on.
    /// @dev To the rewards it is a top-up, which in phase two first emits the days that are over: where these are very many,
    /// `IRewardPool.emitDays` does it beforehand in parts. In the vault it is sealed for `"SALE"`, with the round as
    /// reference, on account of the day of the call.
    /// @return amount What was not sold.
    function close(uint32 round) external returns (uint256 amount);

    /// @notice The token that is sold.
    function token() external view returns (IEcomToken);

    /// @notice Where `Unsold.Rewards` goes.
    function rewardPool() external view returns (IRewardPool);

    /// @notice Where `Unsold.Vault` goes.
    function vault() external view returns (ISealVault);

    /// @notice How many rounds there are; their ids are 1 to `rounds`.
    function rounds() external view returns (uint32);

    /// @notice What the next rounds can reserve.
    function unreserved() external view returns (uint96);

    /// @notice What this contract owes in all: `unreserved`, what rounds have not sold, and what is bought and not released.
    function obligations() external view returns (uint96);

    /// @notice A round's terms without its prices, and how far it is.
    function round(uint32 id) external view returns (Round memory);

    /// @notice The currencies that a round accepts, and their prices, as it was created with them.
    function payments(uint32 round) external view returns (Payment[] memory);

    /// @notice In the currency's smallest unit, for one whole Ecom; zero for a currency that is not accepted.
    function price(uint32 round, address currency) external view returns (uint96);

    /// @notice What `amount` costs: `amount * price / 1e18`, rounded up.
    function quote(uint32 round, address currency, uint96 amount) external view returns (uint256 payment);

    /// @notice What an account has bought in a round, and received of it.
    function position(uint32 round, address account) external view returns (Position memory);

    /// @notice How much of what the account bought has vested by now, released or not.
    function vested(uint32 round, address account) external view returns (uint96);

    /// @notice What `release` would send now.
    function releasable(uint32 round, address account) external view returns (uint96);

    /// @notice The leaf of a buyer, hashed twice, as the round's list has it.
    function leaf(uint32 round, address account, uint96 cap) external view returns (bytes32);

    /// @notice The most currencies of a round: 8.
    function MAX_PAYMENTS() external view returns (uint256);

    /// @notice How far ahead a round may start: 365 days.
    function MAX_AHEAD() external view returns (uint256);

    /// @notice How long a round may last: 365 days.
    function MAX_LENGTH() external view returns (uint256);

    /// @notice How long a release may take: 3,650 days.
    function MAX_DURATION() external view returns (uint256);
}
