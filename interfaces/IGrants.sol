// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMerkleClaims} from "./IMerkleClaims.sol";
import {Cid} from "./types/Cid.sol";
import {Permit} from "./types/Permit.sol";

/// @title Grants: tokens for many accounts in one transaction (DST-5)
/// @notice Whoever creates a grant pays its total at once; each account of its tree claims its part, at any time. So the
/// foundation gives the users that a large operator imports (大型经营者) their first tokens. Grants are counted from 1 and
/// are the epochs of `IMerkleClaims`; each has one root, of index 0.
/// @dev No roles. What nobody claims stays claimable: a grant cannot be taken back. This contract's balance covers what is
/// not claimed yet of all grants.
interface IGrants is IMerkleClaims {
    /// @notice `payer` gave `total`; `content` is where the tree can be found.
    event GrantCreated(uint64 indexed grant, address indexed payer, bytes32 root, uint96 total, Cid content);

    /// @notice A grant needs a root and a total.
    error EmptyGrant(bytes32 root, uint256 total);

    /// @notice Another grant took the number that the leaves name.
    error NumberTaken(uint256 expected, uint256 next);

    /// @notice Create a grant, at the caller's cost, by allowance.
    /// @param root The tree's; its leaves name this contract and the grant's number, `grants() + 1`.
    /// @param total The sum of its leaves; with less, whoever claims last is not paid.
    /// @param expected The grant's number, which the leaves name: another grant in between reverts.
    function create(bytes32 root, uint96 total, uint64 expected, Cid calldata content) external;

    /// @notice `create` with the caller's ERC-2612 signature.
    function createWithPermit(
        bytes32 root,
        uint96 total,
        uint64 expected,
        Cid calldata content,
        Permit calldata permit
    ) external;

    /// @notice How many grants there are.
    function grants() external view returns (uint64);

}
