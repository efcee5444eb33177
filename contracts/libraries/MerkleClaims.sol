// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProofLib} from "solady/utils/MerkleProofLib.sol";
import {IEcomToken} from "../../interfaces/IEcomToken.sol";
import {IMerkleClaims} from "../../interfaces/IMerkleClaims.sol";
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
        uint256 where = (block.chainid << 64) | epoch;
        return keccak256(bytes.concat(keccak256(abi.encode(where, address(this), account, amount))));
    }

    function _claim(Claim calldata c) private returns (uint256 paid) {
        bytes32 root_ = root[c.epoch][c.index];
        require(root_ != 0, UnknownRoot(c.epoch, c.index));
        require(
            MerkleProofLib.verifyCalldata(c.proof, root_, leaf(c.epoch, c.account, c.amount)),
            InvalidProof(c.epoch, c.index, c.account, c.amount)
        );
        uint256 before = claimed[c.epoch][c.account];
        if (c.amount <= before) return 0;
        paid = c.amount - before;

        Fund memory f = _funds[c.epoch];
        require(paid <= f.total - f.claimed, EpochExhausted(c.epoch, paid, f.total - f.claimed));
        f.claimed += uint96(paid);
        _funds[c.epoch] = f;
        claimed[c.epoch][c.account] = c.amount;
        emit Claimed(c.epoch, c.account, paid, c.amount);

        token.pay(c.account, paid);
    }
}
