// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEcomToken} from "./IEcomToken.sol";
import {IRewardPool} from "./IRewardPool.sol";
import {ISealVault} from "./ISealVault.sol";
import {IShopPolls} from "./IShopPolls.sol";
import {Cid} from "./types/Cid.sol";
import {Permit} from "./types/Permit.sol";

/// @title Which root is right (DST-3)
/// @notice Phase one, reward days 1 to 1095: the publisher posts a root with its total and the CID of all that it was
/// computed from. For 24 hours the guardian may veto it; from then on anyone activates it. A root that turns out wrong
/// later can be revoked by the guardian while its epoch runs and nothing came after it; what the roots before it prove
/// stays claimable.
///
/// Phase two, from day 1096 on, nobody is asked. A *round* decides about waiting days (the mechanism of Reality.eth):
/// - Anyone opens it with a root and a bond, at least `minBond`, about all days that have been over for 24 hours, as far as
///   their epoch goes. Its day, the last one, holds for all answers.
/// - `Bonding`: another answer takes the lead with twice the leading bond, or with `cap` where that is less; each new lead
///   gives 24 hours again. From `expiry` on anyone closes the round: the leading answer's root is added for good. Who
///   backed it has the bonds back; whoever took its last lead gets half of all others' bonds, the other half is sealed.
/// - `Nominating`: a lead with `cap` or more, of a second answer or a later one, calls the shops; whoever takes it seals 1 %
///   of `cap` besides. For 24 hours anyone adds answers, for a bond of `cap` each. From `expiry` on anyone closes that.
/// - `Voting`: the shops vote for one of the answers, or for none of them, for 7 days. The answer with the most votes wins
///   as above; of several, the earliest. If it is none of them, or without the quorum, the days allocate nothing, all bonds
///   go back, and what was emitted carries on.
/// The same way opens in phase one when days wait and no root has been activated for 7 days, recalled ones aside: a
/// pending root of the publisher's is dropped by that. The publisher's time ends 7 days after reward day 1095: what still
/// waits then is for rounds alone.
/// @dev This contract's balance covers `bonds` at all times. Rounds are counted from 1, answers of a round from 0.
interface IRootGame {
    enum Stage {
        None,
        Bonding,
        Nominating,
        Voting,
        Decided,
        Annulled
    }

    /// @notice The publisher's root on its way; all zero where there is none.
    struct Pending {
        bytes32 root;
        uint96 total;
        uint32 day;
        uint40 readyAt;
    }

    /// @param day The last day that it covers.
    /// @param expiry When the bonding, or the nominating, ends.
    /// @param bond The leading bond.
    /// @param cap What calls the shops: `voteBond`, or the least bond that opened the round where that is more.
    /// @param leader The leading answer; of a decided round, the one that won.
    /// @param answers How many there are.
    /// @param poll Where the shops vote, or 0.
    /// @param stage See the contract's description.
    /// @param staked All bonds together, as they were put up.
    /// @param prize What the winning answer's last lead gets on top.
    struct Round {
        uint32 day;
        uint40 expiry;
        uint96 bond;
        uint96 cap;
        uint8 leader;
        uint8 answers;
        uint32 poll;
        Stage stage;
        uint96 staked;
        uint96 prize;
    }

    /// @param root What it says.
    /// @param total The root's total.
    /// @param lastBacker Who took its last lead.
    /// @param staked All bonds on it, as they were put up.
    struct Answer {
        bytes32 root;
        uint96 total;
        address lastBacker;
        uint96 staked;
    }

    /// @notice The publisher posted a root; anyone may activate it from `readyAt` on. `content` leads to the manifest.
    event RootPosted(uint32 indexed day, bytes32 root, uint96 total, Cid content, uint40 readyAt);

    /// @notice The posted root is the pool's now.
    event RootActivated(uint32 indexed day, bytes32 root);

    /// @notice The posted root will not be activated: vetoed, or overtaken by a round.
    event RootDropped(uint32 indexed day, bytes32 root, Cid reason);

    /// @notice The guardian revoked a root.
    event RootRecalled(uint64 indexed epoch, uint32 indexed index, Cid reason);

    /// @notice A round about the days up to `day` began.
    event RoundOpened(uint32 indexed round, uint32 indexed day, address indexed opener);

    /// @notice `backer` took the lead with `bond` for this answer, until `expiry`. `content` leads to its manifest; of an
    /// answer that was there before, it is zero.
    event LeadTaken(
        uint32 indexed round,
        uint8 indexed answer,
        address indexed backer,
        uint96 bond,
        bytes32 root,
        uint96 total,
        uint40 expiry,
        Cid content
    );

    /// @notice The shops are called to decide the round: answers can be added until `expiry`. `fee` was sealed.
    event ShopsCalled(uint32 indexed round, uint40 expiry, uint256 fee);

    /// @notice The shops vote: option i is answer i, the last option none of them.
    event VoteStarted(uint32 indexed round, uint32 indexed poll);

    /// @notice The answer has won; its last backer gets `prize`, and `sealed_` was sealed.
    event RoundDecided(uint32 indexed round, uint8 indexed answer, uint96 prize, uint96 sealed_);

    /// @notice Too few shops voted, or most for none of the answers: the days allocate nothing and all bonds go back.
    event RoundAnnulled(uint32 indexed round);

    /// @notice A backer's bonds went back, with the prize if it is theirs.
    event BondReturned(uint32 indexed round, uint8 indexed answer, address indexed backer, uint256 amount);

    /// @notice Signed social actions of a reward day, published by whoever paid for it.
    event ActionsLogged(uint32 indexed day, address indexed logger, bytes batch);

    /// @notice From the UTC day `fromDay` on, scores are computed by the parameters with this hash; `content` has them.
    event ScoringSet(bytes32 indexed hash, uint32 indexed fromDay, Cid content);

    /// @notice The publisher's days end with 1095.
    error NotPhaseOne(uint256 day, uint256 lastDay);

    /// @notice A posted root waits to be activated from `readyAt` on.
    error RootPending(uint256 day, uint256 readyAt);

    /// @notice No root is posted.
    error NothingPending();

    /// @notice The time for this begins at `from`.
    error TooEarly(uint256 from, uint256 now_);

    /// @notice The time for this ended at `until`.
    error TooLate(uint256 until, uint256 now_);

    /// @notice A round is running: only it decides.
    error RoundRunning(uint256 round);

    /// @notice The round is not in the stage for this.
    error WrongStage(uint256 round, Stage stage);

    /// @notice What a round decided is final.
    error FinalRoot(uint256 epoch, uint256 index);

    /// @notice A round is about all days that can be answered for: after `day`, `later` can.
    error NotLastDay(uint256 day, uint256 later);

    /// @notice A round has at most `max` answers.
    error TooManyAnswers(uint256 max);

    /// @notice The pool's reputation would pass to the shops at another time than this contract.
    error GovernedApart(uint256 reputation, uint256 rootGame);

    /// @notice Taking the lead costs `needed` or more.
    error BondTooLow(uint256 bond, uint256 needed);

    /// @notice The answer leads already.
    error LeadsAlready(uint256 round, uint256 answer);

    /// @notice The round has this answer already: support it.
    error AnswerKnown(uint256 round, uint256 answer);

    /// @notice The round has no such answer.
    error UnknownAnswer(uint256 round, uint256 answer);

    /// @notice Nothing is left of this backer's bonds on this answer, or the answer has lost.
    error NothingToReturn(uint256 round, uint256 answer, address backer);

    /// @notice A parameter outside the bounds that the code sets.
    error ParameterOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice A scoring needs the hash of its parameters.
    error ZeroHash();

    // Phase one

    /// @notice Post the root that covers the waiting days up to `day`, which are over. Only the publisher, until 7 days
    /// after reward day 1095. Activates the root before it, if that is due.
    /// @param content Where the day's manifest is.
    function post(uint32 day, bytes32 root, uint96 total, Cid calldata content) external;

    /// @notice Activate the posted root from `readyAt` on. Anyone.
    function activate() external;

    /// @notice Drop the posted root before `readyAt`. Only the guardian.
    /// @param day The day of the root that is meant: if the publisher replaced it meanwhile, this reverts.
    function veto(uint32 day, bytes32 root, Cid calldata reason) external;

    /// @notice Revoke the last root of the running epoch, unless a round has decided it, and drop what is posted. Only the
    /// guardian, while no round runs. It counts as never activated: the 7 days of silence go on where they were.
    function recall(uint64 epoch, uint32 index, Cid calldata reason) external;

    // Rounds

    /// @notice Open a round with a first answer and a bond of the caller's, by allowance (see the contract's description
    /// for when).
    /// @return round Its number.
    function open(uint32 day, bytes32 root, uint96 total, uint96 bond, Cid calldata content)
        external
        returns (uint32 round);

    /// @notice `open` with the caller's ERC-2612 signature.
    function openWithPermit(
        uint32 day,
        bytes32 root,
        uint96 total,
        uint96 bond,
        Cid calldata content,
        Permit calldata permit
    ) external returns (uint32 round);

    /// @notice Take the lead with another answer, for `nextBond` or more, before `expiry`; while nominating, add one for
    /// `cap` or more.
    function answer(uint32 round, bytes32 root, uint96 total, uint96 bond, Cid calldata content) external;

    /// @notice `answer` with the caller's ERC-2612 signature.
    function answerWithPermit(
        uint32 round,
        bytes32 root,
        uint96 total,
        uint96 bond,
        Cid calldata content,
        Permit calldata permit
    ) external;

    /// @notice Take the lead back for an answer of the round, for `nextBond` or more, before `expiry`; only while bonding.
    function support(uint32 round, uint8 answer_, uint96 bond) external;

    /// @notice `support` with the caller's ERC-2612 signature.
    function supportWithPermit(uint32 round, uint8 answer_, uint96 bond, Permit calldata permit) external;

    /// @notice Close a round's stage whose time is over: bonding and voting end the round, nominating begins the vote. Anyone.
    function close(uint32 round) external;

    /// @notice Return a backer's bonds on the winning answer, with the prize to who took its last lead; of an annulled
    /// round, on any answer. Anyone; it goes to the backer.
    function returnBond(uint32 round, uint8 answer_, address backer) external;

    /// @notice Publish a batch of signed social actions of a reward day that has begun, until 24 hours after its end.
    /// Anyone. Nothing is checked here: whoever computes the day does.
    function logActions(uint32 day, bytes calldata batch) external;

    // Governed: the operator until reward day 1095 is over, the shops by referendum from then on

    /// @notice Set by which parameters days are scored, from the second UTC day from now on.
    function setScoring(bytes32 hash, Cid calldata content) external;

    // Views

    /// @notice The posted root.
    function pending() external view returns (Pending memory);

    /// @notice The running round, or 0.
    function running() external view returns (uint32);

    /// @notice How many rounds there were.
    function rounds() external view returns (uint32);

    /// @notice A round.
    function round(uint32 id) external view returns (Round memory);

    /// @notice An answer of a round.
    function answerOf(uint32 round, uint8 answer_) external view returns (Answer memory);

    /// @notice What a backer has on an answer and can have back, or lost.
    function stakeOf(uint32 round, uint8 answer_, address backer) external view returns (uint96);

    /// @notice The least bond that opens a round about the days up to `day`: 10 % of what a root may add, 1,000 Ecom at least.
    function minBond(uint32 day) external view returns (uint256);

    /// @notice The least bond that takes the lead of a round now, or adds an answer while nominating.
    function nextBond(uint32 round) external view returns (uint256);

    /// @notice From when on a round about the days up to `day` can be opened.
    function opensAt(uint32 day) external view returns (uint256);

    /// @notice What this contract owes.
    function bonds() external view returns (uint96);

    /// @notice When a root was last activated or decided, recalled ones aside; when the contract was deployed, before the
    /// first.
    function lastActivation() external view returns (uint40);

    /// @notice Roots of days up to this one were decided by rounds.
    function decidedDay() external view returns (uint32);

    /// @notice The hash of the parameters by which a UTC day is scored.
    function scoringOn(uint32 utcDay) external view returns (bytes32);

    /// @notice A lead with this bond calls the shops, unless the round took more to open.
    function voteBond() external view returns (uint96);

    /// @notice What roots are added to.
    function pool() external view returns (IRewardPool);

    /// @notice Where the shops vote.
    function polls() external view returns (IShopPolls);

    /// @notice What bonds are paid in.
    function token() external view returns (IEcomToken);

    /// @notice Where half of the lost bonds goes.
    function vault() external view returns (ISealVault);
}
