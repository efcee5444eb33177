// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title A share of the supply that is released over time (VEST-1)
/// @notice OpenZeppelin's vesting wallet with a cliff. Of everything that it ever received of a token, the beneficiary
/// has a right to nothing before `cliff`, then to the part `(now - start) / duration`, rounded down, and from `end` on to
/// all. Anyone may call `release(token)`: the tokens go to the beneficiary, whoever calls. Ether is treated alike.
///
/// The beneficiary is the `owner`. It alone may hand over, in two steps: `transferOwnership` names a successor, who
/// becomes the beneficiary by `acceptOwnership`, of what was vested and not released yet too. Nobody else has any power
/// here: no role can stop, shorten or take back a vesting.
/// @dev Times are Unix seconds, amounts a token's smallest unit. Start, cliff and duration are fixed for ever.
interface IEcomVesting {
    /// @notice `amount` of `token` was released to the owner.
    event ERC20Released(address indexed token, uint256 amount);

    /// @notice Ether was released to the owner.
    event EtherReleased(uint256 amount);

    /// @notice A vesting starts from a week before its deployment, which may take its time, to a year after it.
    error StartOutOfRange(uint256 start, uint256 first, uint256 last);

    /// @notice The duration is outside the bounds that the code sets.
    error DurationOutOfRange(uint256 duration, uint256 min, uint256 max);

    /// @notice Without an owner what is vested could never be released: hand over instead.
    error CannotRenounce();

    /// @notice Send the owner what of `token` has vested and was not released yet. Anyone; it may be nothing.
    function release(address token) external;

    /// @notice The same with ether.
    function release() external;

    /// @notice Name a successor, or with the zero address none. Only the owner.
    function transferOwnership(address newOwner) external;

    /// @notice Become the owner. Only the named successor.
    function acceptOwnership() external;

    /// @notice The beneficiary.
    function owner() external view returns (address);

    /// @notice The named successor; zero where there is none.
    function pendingOwner() external view returns (address);

    /// @notice From when vesting is counted.
    function start() external view returns (uint256);

    /// @notice When the first tokens are released: `start` plus the length of the cliff.
    function cliff() external view returns (uint256);

    /// @notice In seconds, from `start` to `end`.
    function duration() external view returns (uint256);

    /// @notice When everything has vested.
    function end() external view returns (uint256);

    /// @notice How much of `token` was released so far.
    function released(address token) external view returns (uint256);

    /// @notice How much ether was released so far.
    function released() external view returns (uint256);

    /// @notice What `release(token)` would send now.
    function releasable(address token) external view returns (uint256);

    /// @notice What `release()` would send now.
    function releasable() external view returns (uint256);

    /// @notice How much of `token` has vested by `timestamp`, of what this contract has received so far.
    function vestedAmount(address token, uint64 timestamp) external view returns (uint256);

    /// @notice How much ether has vested by `timestamp`.
    function vestedAmount(uint64 timestamp) external view returns (uint256);

    /// @notice The shortest duration: a day.
    function MIN_DURATION() external view returns (uint256);

    /// @notice The longest duration: ten years.
    function MAX_DURATION() external view returns (uint256);
}
