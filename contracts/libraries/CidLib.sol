// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cid, Codec} from "../../interfaces/types/Cid.sol";

/// @title Text form of a CID (SHOP-7)
library CidLib {
    bytes32 private constant ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648, lower case

    /// @notice `ipfs://` and the CIDv1 in multibase base32; empty for a zero digest.
    function uri(Cid memory cid) internal pure returns (string memory) {
        if (cid.digest == 0) return "";
        // version 1, codec, sha2-256, 32 bytes; then the digest
        bytes memory raw = abi.encodePacked(
            hex"01", cid.codec == Codec.Raw ? bytes1(0x55) : bytes1(0x70), hex"1220", cid.digest
        );
        return string.concat("ipfs://b", string(_base32(raw)));
    }

    /// @dev Without padding: 36 bytes give 58 characters.
    function _base32(bytes memory data) private pure returns (bytes memory text) {
        text = new bytes((data.length * 8 + 4) / 5);
        uint256 buffer;
        uint256 bits;
        uint256 end;
        for (uint256 i; i < data.length; ++i) {
            buffer = (buffer << 8) | uint8(data[i]);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text[end++] = ALPHABET[(buffer >> bits) & 31];
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits != 0) text[end] = ALPHABET[(buffer << (5 - bits)) & 31];
    }
}
