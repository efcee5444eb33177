// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IShopPolls} from "./IShopPolls.sol";
import {Cid} from "./types/Cid.sol";
import {ShopId} from "./types/Ids.sol";

/// @title Referendum: what only the shops decide once phase one of the rewards is over 彻底去除中心化调控 (DST-3)
/// @notice From the day after reward day 1095 on, `reputation` takes `setMarket`, `setKappa` and `setMinRated`, `rootGame`
/// `setScoring`, and `registry` `setCapability` for SHOP (the price of a vote) from this contract alone; before that day
/// they refuse it. A proposal is one such call. The owner of a shop with a voice (`IShopPolls`) makes it; a poll of 7 days
/// answers 0 for no and 1 for yes. With the quorum, more yes than no, and yes from 25 % of the electorate, anyone executes
/// it from 2 days after the poll's end on, for 14 days.
/// @dev Holds nothing and has no roles. Proposals are counted from 1.
interface IReferendum {
    /// @param target `reputation`, `rootGame` or `registry`.
    /// @param poll Where the shops vote.
    /// @param executed Whether it was.
    /// @param data The call.
    struct Proposal {
        address target;
        uint32 poll;
        bool executed;
        bytes data;
    }

    /// @notice A shop proposes a call; why is in `reason`.
    event Proposed(
        uint32 indexed proposal, ShopId indexed shop, uint32 indexed poll, address target, bytes data, Cid reason
    );

    /// @notice The call was made.
    event Executed(uint32 indexed proposal);

    /// @notice Proposals are calls of `reputation`, `rootGame` or `registry`.
    error UnknownTarget(address target);

    /// @notice The shop's last proposal is still being voted on.
    error ProposalRunning(ShopId shop, uint256 proposal);

    /// @notice There is no such proposal, or it was executed already.
    error NotExecutable(uint256 proposal);

    /// @notice It can be executed from `from` to before `until`.
    error OutsideWindow(uint256 proposal, uint256 from, uint256 until, uint256 now_);

    /// @notice Too few shops have voted, not more yes than no, or fewer than `needed` yes.
    error NotAccepted(uint256 proposal, uint256 yes, uint256 no, uint256 needed);

    /// @notice Propose a call. Only the owner of a shop with a voice; one at a time for each shop.
    function propose(ShopId shop, address target, bytes calldata data, Cid calldata reason)
        external
        returns (uint32 proposal);

    /// @notice Execute what was accepted. Anyone.
    function execute(uint32 proposal) external;

    /// @notice A proposal; all zero where there is none.
    function proposal(uint32 id) external view returns (Proposal memory);

    /// @notice How many proposals there are.
    function proposals() external view returns (uint32);

    /// @notice The last proposal of a shop, or 0.
    function lastOf(ShopId shop) external view returns (uint32);

    /// @notice Where votes are cast.
    function polls() external view returns (IShopPolls);

    /// @notice What proposals may call.
    function reputation() external view returns (address);
    function rootGame() external view returns (address);
    function registry() external view returns (address);
}
