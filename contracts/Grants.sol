// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {IGrants} from "../interfaces/IGrants.sol";
import {Cid} from "../interfaces/types/Cid.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {MerkleClaims} from "./libraries/MerkleClaims.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Grants
/// @notice See `IGrants`.
/// @dev Invariant GRANT-1: token.balanceOf(this) >= what is not claimed yet of all grants.
contract Grants is IGrants, MerkleClaims {
    using TokenCall for IEcomToken;

    constructor(IEcomToken token_) MerkleClaims(token_) {}

    /// @inheritdoc IGrants
    function create(bytes32 root_, uint96 total, uint256 salt, Cid calldata content) external {
        _create(root_, total, salt, content);
    }

    /// @inheritdoc IGrants
    function createWithPermit(
        bytes32 root_,
        uint96 total,
        uint256 salt,
        Cid calldata content,
        Permit calldata permit
    ) external {
        token.tryPermit(permit);
        _create(root_, total, salt, content);
    }

    /// @inheritdoc IGrants
    function grantId(address creator, uint256 salt) public pure returns (uint64) {
        return uint64(uint256(keccak256(abi.encode(creator, salt))));
    }

    function _create(bytes32 root_, uint96 total, uint256 salt, Cid calldata content) private {
        require(root_ != 0 && total != 0, EmptyGrant(root_, total));
        uint64 grant = grantId(msg.sender, salt);
        require(root[grant][0] == 0, GrantExists(grant));
        root[grant][0] = root_;
        _funds[grant] = Fund({total: total, claimed: 0, roots: 1});
        emit GrantCreated(grant, msg.sender, root_, total, content);
        token.pull(msg.sender, address(this), total);
    }
}
