// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";

/// @title The leaf of an account and an amount (DST-1)
/// @notice `["uint256","address","address","uint256"]` = (`chainId * 2^64 + epoch`, the calling contract, account, amount),
/// hashed twice, as in OpenZeppelin's standard tree.
library MerkleLeaf {
    function hash(uint64 epoch, address account, uint96 amount) internal view returns (bytes32) {
        uint256 where = (block.chainid << 64) | epoch;
        bytes32 once = EfficientHashLib.hash(
            where, uint160(address(this)), uint160(account), amount // as abi.encode lays them out
        );
        return EfficientHashLib.hash(once);
    }
}
