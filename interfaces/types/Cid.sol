// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev How the bytes behind a CID are encoded (multicodec 0x70 and 0x55).
enum Codec {
    DagPb,
    Raw
}

/// @dev A CIDv1 with a sha2-256 multihash (SHOP-7). A zero digest means "none".
struct Cid {
    bytes32 digest;
    Codec codec;
}
