// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IReferendum} from "../interfaces/IReferendum.sol";
import {IShopPolls} from "../interfaces/IShopPolls.sol";
import {IShopRegistry} from "../interfaces/IShopRegistry.sol";
import {Cid} from "../interfaces/types/Cid.sol";
import {ShopId} from "../interfaces/types/Ids.sol";
import {Electorate} from "./libraries/Electorate.sol";

/// @title Referendum
/// @notice See `IReferendum`.
contract Referendum is IReferendum {
    using Electorate for IShopRegistry;

    uint256 private constant DELAY = 2 days;
    uint256 private constant WINDOW = 14 days;
    uint8 private constant OPTIONS = 2;
    uint256 private constant NO = 0;
    uint256 private constant YES = 1;
    /// @dev Of the electorate has to say yes.
    uint256 private constant YES_PERCENT = 25;

    /// @inheritdoc IReferendum
    IShopPolls public immutable polls;
    IShopRegistry private immutable _registry;
    /// @inheritdoc IReferendum
    address public immutable reputation;
    /// @inheritdoc IReferendum
    address public immutable rootGame;
    /// @inheritdoc IReferendum
    address public immutable registry;

    /// @inheritdoc IReferendum
    uint32 public proposals;
    /// @dev Invariant REFERENDUM-1: executed once, in time, with the quorum and more yes than no.
    mapping(uint32 id => Proposal) private _proposals;
    /// @inheritdoc IReferendum
    mapping(ShopId shop => uint32 proposal) public lastOf;

    constructor(IShopPolls polls_, address reputation_, address rootGame_) {
        polls = polls_;
        _registry = polls_.registry();
        registry = address(_registry);
        reputation = reputation_;
        rootGame = rootGame_;
    }

    /// @inheritdoc IReferendum
    function propose(ShopId shop, address target, bytes calldata data, Cid calldata reason)
        external
        returns (uint32 id)
    {
        _registry.requireVoice(shop, block.timestamp / 1 days);
        require(target == reputation || target == rootGame || target == registry, UnknownTarget(target));
        uint32 last = lastOf[shop];
        require(last == 0 || polls.isOver(_proposals[last].poll), ProposalRunning(shop, last));
        id = ++proposals;
        lastOf[shop] = id;
        uint32 poll = polls.open(OPTIONS);
        _proposals[id] = Proposal({target: target, poll: poll, executed: false, data: data});
        emit Proposed(id, shop, poll, target, data, reason);
    }

    /// @inheritdoc IReferendum
    function execute(uint32 id) external {
        Proposal memory p = _proposals[id];
        require(p.poll != 0 && !p.executed, NotExecutable(id));
        IShopPolls.Poll memory poll = polls.poll(p.poll);
        uint256 from = poll.end + DELAY;
        require(
            block.timestamp >= from && block.timestamp < from + WINDOW,
            OutsideWindow(id, from, from + WINDOW, block.timestamp)
        );
        uint32[] memory votes = polls.tally(p.poll);
        uint256 needed = (uint256(poll.electorate) * YES_PERCENT + 99) / 100;
        require(
            polls.hasQuorum(p.poll) && votes[YES] > votes[NO] && votes[YES] >= needed,
            NotAccepted(id, votes[YES], votes[NO], needed)
        );
        _proposals[id].executed = true;
        emit Executed(id);
        Address.functionCall(p.target, p.data);
    }

    /// @inheritdoc IReferendum
    function proposal(uint32 id) external view returns (Proposal memory) {
        return _proposals[id];
    }
}
