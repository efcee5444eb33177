// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

/// @title A contract that owns shops, for tests: what its owner signs, it has signed (ERC-1271)
contract TestWallet is IERC1271, Ownable {
    constructor(address owner_) Ownable(owner_) {} // solhint-disable-line no-empty-blocks

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bool valid = SignatureCheckerLib.isValidSignatureNowCalldata(owner(), hash, signature);
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
