// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEcomToken} from "./IEcomToken.sol";

/// @title Claims against Merkle roots (DST-1, DST-4)
/// @notice The leaf of an account is `["uint256","address","address","uint256"]` = (`chainId * 2^64 + epoch`, this
/// contract, account, cumulative amount), hashed twice, in OpenZeppelin's standard tree: its JavaScript library reads and
/// verifies these trees. Amounts are cumulative within an epoch: a claim pays what of it has not been paid yet.
/// Anyone may claim for anyone; tokens go to the account. Claims never expire.
/// @dev Amounts are in the token's smallest unit. What an epoch pays never exceeds its fund, whatever its roots say.
interface IMerkleClaims {
    /// @notice A leaf and its proof.
    /// @param epoch The epoch, or grant.
    /// @param index Which of the epoch's roots proves it.
    /// @param account Receives the tokens.
    /// @param amount All that the account has been given in the epoch so far.
    /// @param proof From the leaf's sibling up.
    struct Claim {
        uint64 epoch;
        uint32 index;
        address account;
        uint96 amount;
        bytes32[] proof;
    }

    /// @notice What an epoch may pay in all.
    /// @param total Declared by its last valid root.
    /// @param claimed Of it.
    /// @param roots How many roots the epoch has had.
    struct Fund {
        uint96 total;
        uint96 claimed;
        uint32 roots;
    }

    /// @notice `account` was paid `paid`, and `amount` in the epoch so far.
    event Claimed(uint64 indexed epoch, address indexed account, uint256 paid, uint256 amount);

    /// @notice The epoch has no such root, or it was revoked.
    error UnknownRoot(uint256 epoch, uint256 index);

    /// @notice The proof does not lead from this leaf to the root.
    error InvalidProof(uint256 epoch, uint256 index, address account, uint256 amount);

    /// @notice The epoch has `left` tokens left. Only wrong roots can lead here.
    error EpochExhausted(uint256 epoch, uint256 amount, uint256 left);

    /// @notice Claim for an account. Anyone.
    /// @return paid What the account received: 0 where it has had the amount, or more, already.
    function claim(Claim calldata claim_) external returns (uint256 paid);

    /// @notice Several claims, of any accounts and epochs. One that cannot be paid reverts all of them.
    /// @return paid What all accounts together received.
    function claimMany(Claim[] calldata claims) external returns (uint256 paid);

    /// @notice The token that is paid.
    function token() external view returns (IEcomToken);

    /// @notice What the account has been paid in the epoch.
    function claimed(uint64 epoch, address account) external view returns (uint256);

    /// @notice What the epoch may pay, and has paid.
    function fund(uint64 epoch) external view returns (Fund memory);

    /// @notice A root; zero where there is none, or it was revoked.
    function root(uint64 epoch, uint32 index) external view returns (bytes32);

    /// @notice The twice hashed leaf.
    function leaf(uint64 epoch, address account, uint96 amount) external view returns (bytes32);
}
