// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IEcomToken} from "../interfaces/IEcomToken.sol";
import {IRewardPool} from "../interfaces/IRewardPool.sol";
import {IRootGame} from "../interfaces/IRootGame.sol";
import {ISealVault} from "../interfaces/ISealVault.sol";
import {IShopPolls} from "../interfaces/IShopPolls.sol";
import {Cid, Codec} from "../interfaces/types/Cid.sol";
import {Permit} from "../interfaces/types/Permit.sol";
import {ShopGoverned} from "./libraries/ShopGoverned.sol";
import {TokenCall} from "./libraries/TokenCall.sol";

/// @title Which root is right
/// @notice See `IRootGame`.
contract RootGame is IRootGame, ShopGoverned {
    using TokenCall for IEcomToken;

    struct Scoring {
        bytes32 hash;
        uint32 fromDay;
    }

    uint256 private constant CHALLENGE_WINDOW = 24 hours;
    uint256 private constant SILENCE = 7 days;
    uint256 private constant LEAD = 24 hours;
    /// @dev Actions can be logged until then, and a day be answered for from then on.
    uint256 private constant LOG_WINDOW = 24 hours;
    uint256 private constant MIN_BOND = 1_000e18;
    /// @dev Of what the days emit.
    uint256 private constant MIN_BOND_PERCENT = 10;
    /// @dev Of `cap`: whoever calls the shops seals it.
    uint256 private constant FEE_PERCENT = 1;
    /// @dev A poll's options but one.
    uint256 private constant MAX_ANSWERS = 100;
    /// @dev Of the nominating.
    uint256 private constant NOMINATION = 24 hours;
    /// @dev However long the publisher's roots keep coming, days that wait so long are for rounds.
    uint256 private constant LONGEST_WAIT = 28 days;
    uint256 private constant SCORING_DELAY_DAYS = 2;
    uint256 private constant MIN_VOTE_BOND = 10_000e18;
    uint256 private constant MAX_VOTE_BOND = 100_000_000e18;
    bytes32 private constant SEAL_REASON = "ROOT_GAME";

    /// @inheritdoc IRootGame
    IRewardPool public immutable pool;
    /// @inheritdoc IRootGame
    IShopPolls public immutable polls;
    /// @inheritdoc IRootGame
    IEcomToken public immutable token;
    /// @inheritdoc IRootGame
    ISealVault public immutable vault;
    /// @inheritdoc IRootGame
    uint96 public immutable voteBond;
    uint256 private immutable _lastDay;

    Pending private _pending;
    /// @inheritdoc IRootGame
    /// @dev Invariant BOND-3: token.balanceOf(this) >= bonds, what is to be returned of all rounds.
    uint96 public bonds;
    /// @inheritdoc IRootGame
    uint40 public lastActivation;
    /// @inheritdoc IRootGame
    uint32 public decidedDay;
    /// @inheritdoc IRootGame
    /// @dev Invariant ROUND-1: the only round that is neither decided nor annulled; these never change again.
    uint32 public running;
    /// @inheritdoc IRootGame
    uint32 public rounds;
    mapping(uint32 id => Round) private _rounds;
    mapping(uint32 id => mapping(uint8 => Answer)) private _answers;
    /// @dev By root and total: the answer's number, plus one.
    mapping(uint32 id => mapping(bytes32 root => mapping(uint96 total => uint8))) private _numbers;
    /// @inheritdoc IRootGame
    mapping(uint32 id => mapping(uint8 answer_ => mapping(address backer => uint96))) public stakeOf;
    Scoring[] private _scorings;
    /// @dev By the day of a root of the publisher's, `lastActivation` before it.
    mapping(uint32 day => uint40) private _activationBefore;

    /// @param authority The access manager.
    /// @param pool_ It must know this contract as its root game.
    /// @param referendum_ May be deployed after this contract.
    /// @param voteBond_ 10_000 to 100_000_000 Ecom.
    /// @param scoring_ Hash of the parameters that days are scored by until it is set anew.
    constructor(
        address authority,
        IRewardPool pool_,
        IShopPolls polls_,
        ISealVault vault_,
        address referendum_,
        uint96 voteBond_,
        bytes32 scoring_
    ) AccessManaged(authority) ShopGoverned(referendum_, uint40(pool_.endOf(uint32(pool_.LAST_DAY())))) {
        require(pool_.rootGame() == address(this), IRewardPool.NotRootGame(address(this), pool_.rootGame()));
        require(
            voteBond_ >= MIN_VOTE_BOND && voteBond_ <= MAX_VOTE_BOND,
            ParameterOutOfBounds(voteBond_, MIN_VOTE_BOND, MAX_VOTE_BOND)
        );
        require(scoring_ != 0, ZeroHash());
        uint256 theirs = ShopGoverned(address(pool_.reputation())).governedFrom();
        require(theirs == governedFrom, GovernedApart(theirs, governedFrom));
        pool = pool_;
        polls = polls_;
        vault = vault_;
        token = pool_.token();
        voteBond = voteBond_;
        _lastDay = pool_.LAST_DAY();
        lastActivation = uint40(block.timestamp);
        _scorings.push(Scoring(scoring_, 0));
        emit ScoringSet(scoring_, 0, Cid(0, Codec.DagPb));
        // The vault only ever pulls what this contract tells it to seal in the same transaction.
        token.approve(address(vault_), type(uint256).max);
    }

    // Phase one

    /// @inheritdoc IRootGame
    function post(uint32 day, bytes32 root, uint96 total, Cid calldata content) external restricted {
        require(day <= _lastDay, NotPhaseOne(day, _lastDay));
        require(block.timestamp < _publishingEnd(), TooLate(_publishingEnd(), block.timestamp));
        require(running == 0, RoundRunning(running));
        if (_pending.day != 0) {
            require(block.timestamp >= _pending.readyAt, RootPending(_pending.day, _pending.readyAt));
            _activate();
        }
        pool.requireFits(day, root, total);
        uint40 readyAt = uint40(block.timestamp + CHALLENGE_WINDOW);
        _pending = Pending({root: root, total: total, day: day, readyAt: readyAt});
        emit RootPosted(day, root, total, content, readyAt);
    }

    /// @inheritdoc IRootGame
    function activate() external {
        require(_pending.day != 0, NothingPending());
        require(block.timestamp >= _pending.readyAt, TooEarly(_pending.readyAt, block.timestamp));
        _activate();
    }

    /// @inheritdoc IRootGame
    function veto(uint32 day, bytes32 root, Cid calldata reason) external restricted {
        require(_pending.day == day && day != 0 && _pending.root == root, NothingPending());
        require(block.timestamp < _pending.readyAt, TooLate(_pending.readyAt, block.timestamp));
        _drop(reason);
    }

    /// @inheritdoc IRootGame
    function recall(uint64 epoch, uint32 index, Cid calldata reason) external restricted {
        require(running == 0, RoundRunning(running));
        uint32 day = pool.rootInfo(epoch, index).day;
        require(day > decidedDay, FinalRoot(epoch, index));
        if (_pending.day != 0) _drop(reason);
        lastActivation = _activationBefore[day];
        emit RootRecalled(epoch, index, reason);
        pool.revokeRoot(epoch, index);
    }

    // Rounds

    /// @inheritdoc IRootGame
    function open(uint32 day, bytes32 root, uint96 total, uint96 bond, Cid calldata content)
        external
        returns (uint32)
    {
        return _open(day, root, total, bond, content);
    }

    /// @inheritdoc IRootGame
    function openWithPermit(
        uint32 day,
        bytes32 root,
        uint96 total,
        uint96 bond,
        Cid calldata content,
        Permit calldata permit
    ) external returns (uint32) {
        token.tryPermit(permit);
        return _open(day, root, total, bond, content);
    }

    /// @inheritdoc IRootGame
    function answer(uint32 id, bytes32 root, uint96 total, uint96 bond, Cid calldata content) external {
        _answer(id, root, total, bond, content);
    }

    /// @inheritdoc IRootGame
    function answerWithPermit(
        uint32 id,
        bytes32 root,
        uint96 total,
        uint96 bond,
        Cid calldata content,
        Permit calldata permit
    ) external {
        token.tryPermit(permit);
        _answer(id, root, total, bond, content);
    }

    /// @inheritdoc IRootGame
    function support(uint32 id, uint8 number, uint96 bond) external {
        _support(id, number, bond);
    }

    /// @inheritdoc IRootGame
    function supportWithPermit(uint32 id, uint8 number, uint96 bond, Permit calldata permit) external {
        token.tryPermit(permit);
        _support(id, number, bond);
    }

    /// @inheritdoc IRootGame
    function close(uint32 id) external {
        Round memory r = _rounds[id];
        if (r.stage == Stage.Voting) {
            uint256 end = polls.poll(r.poll).end;
            require(block.timestamp >= end, TooEarly(end, block.timestamp));
            uint8 choice = polls.hasQuorum(r.poll) ? polls.plurality(r.poll) : r.answers;
            if (choice == r.answers) return _annul(id, r);
            r.leader = choice;
            return _decide(id, r);
        }
        require(r.stage == Stage.Bonding || r.stage == Stage.Nominating, WrongStage(id, r.stage));
        require(block.timestamp >= r.expiry, TooEarly(r.expiry, block.timestamp));
        if (r.stage == Stage.Bonding) return _decide(id, r);
        (r.stage, r.poll) = (Stage.Voting, polls.open(r.answers + 1));
        _rounds[id] = r;
        emit VoteStarted(id, r.poll);
    }

    /// @inheritdoc IRootGame
    function returnBond(uint32 id, uint8 number, address backer) external {
        Round memory r = _rounds[id];
        uint256 amount = stakeOf[id][number][backer];
        bool decided = r.stage == Stage.Decided;
        require(decided || r.stage == Stage.Annulled, WrongStage(id, r.stage));
        require(
            amount != 0 && (!decided || number == r.leader), NothingToReturn(id, number, backer)
        );
        delete stakeOf[id][number][backer];
        if (decided && backer == _answers[id][number].lastBacker) amount += r.prize;
        bonds -= uint96(amount);
        emit BondReturned(id, number, backer, amount);
        token.pay(backer, amount);
    }

    /// @inheritdoc IRootGame
    function logActions(uint32 day, bytes calldata batch) external {
        uint256 end = pool.endOf(day);
        require(day != 0 && block.timestamp >= end - 1 days, TooEarly(end - 1 days, block.timestamp));
        require(block.timestamp < end + LOG_WINDOW, TooLate(end + LOG_WINDOW, block.timestamp));
        emit ActionsLogged(day, msg.sender, batch);
    }

    // Governed

    /// @inheritdoc IRootGame
    function setScoring(bytes32 hash, Cid calldata content) external governed {
        require(hash != 0, ZeroHash());
        uint32 fromDay = uint32(block.timestamp / 1 days + SCORING_DELAY_DAYS);
        _scorings.push(Scoring(hash, fromDay));
        emit ScoringSet(hash, fromDay, content);
    }

    // Views

    /// @inheritdoc IRootGame
    function pending() external view returns (Pending memory) {
        return _pending;
    }

    /// @inheritdoc IRootGame
    function round(uint32 id) external view returns (Round memory) {
        return _rounds[id];
    }

    /// @inheritdoc IRootGame
    function answerOf(uint32 id, uint8 number) external view returns (Answer memory) {
        return _answers[id][number];
    }

    /// @inheritdoc IRootGame
    function minBond(uint32 day) public view returns (uint256 bond) {
        bond = pool.unallocated(day) * MIN_BOND_PERCENT / 100;
        if (bond < MIN_BOND) bond = MIN_BOND;
    }

    /// @inheritdoc IRootGame
    function nextBond(uint32 id) public view returns (uint256) {
        Round memory r = _rounds[id];
        uint256 twice = 2 * uint256(r.bond);
        return r.stage == Stage.Nominating || twice > r.cap ? r.cap : twice;
    }

    /// @inheritdoc IRootGame
    function opensAt(uint32 day) public view returns (uint256 from) {
        from = pool.endOf(day) + LOG_WINDOW;
        uint256 covered = pool.state().coveredDay;
        uint256 silent;
        if (day <= _lastDay) {
            uint256 waiting = pool.endOf(uint32(covered + 1));
            silent = (waiting < lastActivation ? lastActivation : waiting) + SILENCE;
            if (silent > waiting + LONGEST_WAIT) silent = waiting + LONGEST_WAIT;
            if (silent > _publishingEnd()) silent = _publishingEnd();
        } else if (covered == _lastDay) {
            silent = lastActivation + CHALLENGE_WINDOW; // for the guardian to recall the publisher's last root
        }
        if (from < silent) from = silent;
    }

    /// @inheritdoc IRootGame
    function scoringOn(uint32 utcDay) external view returns (bytes32) {
        uint256 i = _scorings.length - 1;
        while (_scorings[i].fromDay > utcDay) --i;
        return _scorings[i].hash;
    }

    // Internals

    /// @dev A publisher who lags behind cannot hold up phase two.
    function _publishingEnd() private view returns (uint256) {
        return governedFrom + SILENCE;
    }

    function _activate() private {
        Pending memory p = _pending;
        delete _pending;
        _activationBefore[p.day] = lastActivation;
        lastActivation = uint40(block.timestamp);
        emit RootActivated(p.day, p.root);
        pool.addRoot(p.day, p.root, p.total);
    }

    function _drop(Cid memory reason) private {
        emit RootDropped(_pending.day, _pending.root, reason);
        delete _pending;
    }

    function _open(uint32 day, bytes32 root, uint96 total, uint96 bond, Cid calldata content)
        private
        returns (uint32 id)
    {
        require(running == 0, RoundRunning(running));
        if (_pending.day != 0 && block.timestamp >= _pending.readyAt) _activate();
        uint256 from = opensAt(day);
        require(block.timestamp >= from, TooEarly(from, block.timestamp));
        require(
            day == pool.lastDayOf(pool.epochOf(day)) || block.timestamp < pool.endOf(day + 1) + LOG_WINDOW,
            NotLastDay(day, day + 1)
        );
        if (_pending.day != 0) _drop(Cid(0, Codec.DagPb));
        if (day > _lastDay) pool.emitDays(day);
        pool.requireFits(day, root, total);
        uint256 least = minBond(day);
        require(bond >= least, BondTooLow(bond, least));
        id = ++rounds;
        running = id;
        Round memory r;
        (r.day, r.stage) = (day, Stage.Bonding);
        r.cap = least > voteBond ? uint96(least) : voteBond;
        emit RoundOpened(id, day, msg.sender);
        _add(id, r, root, total, bond, content);
    }

    function _answer(uint32 id, bytes32 root, uint96 total, uint96 bond, Cid calldata content) private {
        Round memory r = _answerable(id, bond);
        require(r.answers < MAX_ANSWERS, TooManyAnswers(MAX_ANSWERS));
        uint8 known = _numbers[id][root][total];
        // Not `require`: it evaluates the error's arguments in any case.
        if (known != 0) revert AnswerKnown(id, known - 1);
        pool.requireFits(r.day, root, total);
        _add(id, r, root, total, bond, content);
    }

    function _support(uint32 id, uint8 number, uint96 bond) private {
        Round memory r = _answerable(id, bond);
        require(r.stage == Stage.Bonding, WrongStage(id, r.stage));
        require(number < r.answers, UnknownAnswer(id, number));
        require(number != r.leader, LeadsAlready(id, number));
        _lead(id, r, number, bond, Cid(0, Codec.DagPb));
    }

    function _answerable(uint32 id, uint96 bond) private view returns (Round memory r) {
        r = _rounds[id];
        require(r.stage == Stage.Bonding || r.stage == Stage.Nominating, WrongStage(id, r.stage));
        require(block.timestamp < r.expiry, TooLate(r.expiry, block.timestamp));
        require(bond >= nextBond(id), BondTooLow(bond, nextBond(id)));
    }

    function _add(uint32 id, Round memory r, bytes32 root, uint96 total, uint96 bond, Cid memory content)
        private
    {
        uint8 number = r.answers++;
        (_answers[id][number].root, _answers[id][number].total) = (root, total);
        _numbers[id][root][total] = r.answers;
        _lead(id, r, number, bond, content);
    }

    function _lead(uint32 id, Round memory r, uint8 number, uint96 bond, Cid memory content) private {
        bool bonding = r.stage == Stage.Bonding;
        if (bonding) r.expiry = uint40(block.timestamp + LEAD); // else the nominating goes on
        (r.leader, r.bond) = (number, bond);
        r.staked += bond;
        Answer storage a = _answers[id][number];
        a.lastBacker = msg.sender;
        a.staked += bond;
        stakeOf[id][number][msg.sender] += bond;
        bonds += bond;
        uint256 fee;
        if (bonding && bond >= r.cap && r.answers > 1) {
            r.stage = Stage.Nominating;
            r.expiry = uint40(block.timestamp + NOMINATION);
            fee = uint256(r.cap) * FEE_PERCENT / 100;
            emit ShopsCalled(id, r.expiry, fee);
        }
        _rounds[id] = r;
        emit LeadTaken(id, number, msg.sender, bond, a.root, a.total, r.expiry, content);
        token.pull(msg.sender, address(this), bond + fee);
        if (fee != 0) vault.sealFor(msg.sender, fee, SEAL_REASON, id, block.timestamp / 1 days);
    }

    function _decide(uint32 id, Round memory r) private {
        Answer memory a = _answers[id][r.leader];
        uint96 lost = r.staked - a.staked;
        r.prize = lost / 2;
        uint96 sealed_ = lost - r.prize;
        r.stage = Stage.Decided;
        _rounds[id] = r;
        bonds -= sealed_;
        _end(r.day);
        emit RoundDecided(id, r.leader, r.prize, sealed_);
        pool.addRoot(r.day, a.root, a.total);
        if (sealed_ != 0) vault.seal(sealed_, SEAL_REASON, id, block.timestamp / 1 days);
    }

    function _annul(uint32 id, Round memory r) private {
        r.stage = Stage.Annulled;
        _rounds[id] = r;
        _end(r.day);
        emit RoundAnnulled(id);
        pool.skipDays(r.day);
    }

    function _end(uint32 day) private {
        (running, decidedDay, lastActivation) = (0, day, uint40(block.timestamp));
    }
}
