// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMerkleClaims} from "./IMerkleClaims.sol";
import {Cid} from "./types/Cid.sol";
import {Permit} from "./types/Permit.sol";

/// @title Grants: tokens for many accounts in one transaction (DST-5)
/// @notice Whoever creates a grant pays its total at once; each account of its tree claims its part, at any time. So the
/// foundation gives the users that a large operator imports (大型经营者) their first tokens. A grant's id follows from its
/// creator and a number of the creator's choice, so that nobody else can take it; it is the epoch of `IMerkleClaims`, and
/// has one root, of index 0.
/// @dev No roles. What nobody claims stays claimable: a grant cannot be taken back. This contract's balance covers what is
/// not claimed yet of all grants.
interface IGrants is IMerkleClaims {
    /// @notice `payer` gave `total`; `content` is where the tree can be found.
    event GrantCreated(uint64 indexed grant, address indexed payer, bytes32 root, uint96 total, Cid content);

    /// @notice A grant needs a root and a total.
    error EmptyGrant(bytes32 root, uint256 total);

    /// @notice The creator has a grant with this number already.
    error GrantExists(uint64 grant);

    /// @notice Create a grant, at the caller's cost, by allowance.
    /// @param root The tree's; its leaves name this contract and the grant, `grantId(caller, salt)`.
    /// @param total The sum of its leaves; with less, whoever claims last is not paid.
    /// @param salt Any number that the caller has not used yet.
    function create(bytes32 root, uint96 total, uint256 salt, Cid calldata content) external;

    /// @notice `create` with the caller's ERC-2612 signature.
    function createWithPermit(
        bytes32 root,
        uint96 total,
        uint256 salt,
        Cid calldata content,
        Permit calldata permit
    ) external;

    /// @notice The id of a creator's grant: the lowest 64 bits of `keccak256(abi.encode(creator, salt))`.
    function grantId(address creator, uint256 salt) external pure returns (uint64);
}
