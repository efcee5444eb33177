// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProofLib} from "solady/utils/MerkleProofLib.sol";
import {IEcomToken} from "../../interfaces/IEcomToken.sol";
import {IMerkleClaims} from "../../interfaces/IMerkleClaims.sol";
import {MerkleLeaf} from "./MerkleLeaf.sol";
import {TokenCall} from "./TokenCall.sol";

/// @title Claims against Merkle roots
/// @notice See `IMerkleClaims`. Who may add roots, and what backs them, is up to the contract that inherits it.
abstract contract MerkleClaims is IMerkleClaims {
    using TokenCall for IEcomToken;

    /// @inheritdoc IMerkleClaims
    IEcomToken public immutable token;
    /// @inheritdoc IMerkleClaims
    /// @dev Invariant CLAIM-2: set once, never changed, cleared for ever.
    mapping(uint64 epoch => mapping(uint32 index => bytes32)) public root;
    /// @inheritdoc IMerkleClaims
    mapping(uint64 epoch => mapping(address account => uint256)) public claimed;
    /// @dev Invariant CLAIM-1: `claimed <= total` of every epoch, and `claimed` is the sum of what its accounts were paid.
    mapping(uint64 epoch => Fund) internal _funds;

    constructor(IEcomToken token_) {
        token = token_;
    }

    /// @inheritdoc IMerkleClaims
    function claim(Claim calldata claim_) external returns (uint256) {
        return _claim(claim_);
    }

    /// @inheritdoc IMerkleClaims
    function claimMany(Claim[] calldata claims) external returns (uint256 paid) {
        for (uint256 i; i < claims.length; ++i) {
            paid += _claim(claims[i]);
        }
    }

    /// @inheritdoc IMerkleClaims
    function fund(uint64 epoch) external view returns (Fund memory) {
        return _funds[epoch];
    }

    /// @inheritdoc IMerkleClaims
    function leaf(uint64 epoch, address account, uint96 amount) public view returns (bytes32) {
        return MerkleLeaf.hash(epoch, account, amount);
    }

    function _claim(Claim calldata c) private returns (uint256 paid) {
        (uint64 epoch, address account, uint96 amount) = (c.epoch, c.account, c.amount);
        bytes32 root_ = root[epoch][c.index];
        require(root_ != 0, UnknownRoot(epoch, c.index));
        require(
            MerkleProofLib.verifyCalldata(c.proof, root_, leaf(epoch, account, amount)),
            InvalidProof(epoch, c.index, account, amount)
        );
        mapping(address => uint256) storage paidBefore = claimed[epoch];
        uint256 before = paidBefore[account];
        if (amount <= before) return 0;
        paid = amount - before;

        Fund storage f = _funds[epoch];
        (uint96 total, uint96 claimed_) = (f.total, f.claimed);
        require(paid <= total - claimed_, EpochExhausted(epoch, paid, total - claimed_));
        f.claimed = claimed_ + uint96(paid);
        paidBefore[account] = amount;
        emit Claimed(epoch, account, paid, amount);

        token.pay(account, paid);
    }
}
