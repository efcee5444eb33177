// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ICatalog} from "./ICatalog.sol";
import {IEcomToken} from "./IEcomToken.sol";
import {IShopRegistry} from "./IShopRegistry.sol";
import {Commissions} from "./types/Commissions.sol";
import {LinkId, OrderId, ShopId} from "./types/Ids.sol";
import {Permit} from "./types/Permit.sol";

/// @title Commission budgets: how distributors are paid for orders with a fiat part
/// @notice A shop prefunds its *budget*. An order with a fiat part that comes through a link takes a *reserve* from it,
/// the commission as if every level were live, so that distributors are never unpaid (ORD-1). When the order closes,
/// live distributors are paid out of the reserve and the rest goes back to the budget.
///
/// If it closes below 10_000 other than by ruling, what it did not pay is held for `OBJECTION_WINDOW`, so that the
/// closing distributor may object through `IDisputes` (ORD-5): the seller may have taken the fiat.
///
/// Stages of a reserve
/// - `Reserved`: the order is open.
/// - `Held`: closed. Until `deadline` the closing distributor may object; from then on anyone may release it.
/// - `Objected`: `IDisputes` ends it by ruling, or by time.
/// @dev Amounts are in the token's smallest unit. This contract's balance covers `totals().budgets + reserves` at all
/// times (ORD-6). OpenZeppelin's `multicall(bytes[])` bundles calls of one sender.
interface IBudgets {
    enum Stage {
        None,
        Reserved,
        Held,
        Objected
    }

    /// @notice An order's reserve; all zero once it is gone.
    /// @param amount What is reserved, or still held.
    /// @param link The link that the order came through; its task is of the seller's shop.
    /// @param deadline Until when to object, while `Held`.
    /// @param settledBps How the order ended, while held.
    /// @param stage See the contract's description.
    /// @param base What commission is computed on, while held.
    /// @param fulfilled Whether `fulfil` was stated before the order ended, while held.
    struct Reserve {
        uint96 amount;
        LinkId link;
        uint40 deadline;
        uint16 settledBps;
        Stage stage;
        uint96 base;
        bool fulfilled;
    }

    /// @notice This contract owes `budgets + reserves`.
    /// @param budgets The unreserved budgets of all shops.
    /// @param reserves The reserves of all orders, held ones included.
    struct Totals {
        uint96 budgets;
        uint96 reserves;
    }

    /// @notice `payer` added to the shop's budget.
    event BudgetFunded(ShopId indexed shop, address indexed payer, uint96 amount);

    /// @notice The shop's owner took from its budget.
    event BudgetWithdrawn(ShopId indexed shop, address indexed owner, uint96 amount);

    /// @notice For an order, `amount` of the shop's budget is reserved for commission on `base`.
    event Reserved(OrderId indexed order, ShopId indexed shop, LinkId link, uint96 base, uint96 amount);

    /// @notice The order has closed: distributors were paid `paid`, and `returned` went back to the budget.
    event ReserveSettled(OrderId indexed order, uint96 paid, uint96 returned);

    /// @notice The order has closed: distributors were paid `paid`, and `held` is held until `deadline` for the
    /// closing distributor to object.
    event ReserveHeld(OrderId indexed order, uint96 paid, uint96 held, uint40 deadline);

    /// @notice The closing distributor objects: the reserve is held until the objection ends.
    event ReserveObjected(OrderId indexed order);

    /// @notice The hold has ended: the commission was raised to `settledBps` of the full one, which paid each live
    /// distributor `upper`, the closing one `closing`, more; `returned` went back to the budget.
    event ReserveReleased(
        OrderId indexed order, uint16 settledBps, uint256 upper, uint256 closing, uint256 paidLevels, uint96 returned
    );

    /// @notice The shop's unreserved budget does not cover `amount`.
    error BudgetTooLow(ShopId shop, uint256 amount, uint256 budget);

    /// @notice Zero, or more than there are tokens.
    error AmountOutOfRange(uint256 amount, uint256 max);

    /// @notice Only the owner of the shop may do this.
    error NotShopOwner(ShopId shop, address caller, address owner);

    /// @notice Only the closing distributor, the owner of its shop, may do this.
    error NotDistributor(OrderId order, address caller, address distributor);

    /// @notice Only this contract of the system may do this.
    error NotSystem(address caller, address contract_);

    /// @notice The reserve is not in the stage for this.
    error WrongStage(OrderId order, Stage stage);

    /// @notice The time for this ended at `deadline`.
    error TooLate(OrderId order, uint256 deadline, uint256 now_);

    /// @notice The time for this begins at `from`.
    error TooEarly(OrderId order, uint256 from, uint256 now_);

    // Budgets

    /// @notice Add the caller's tokens to the shop's budget, by allowance. Anyone.
    function fund(ShopId shop, uint96 amount) external;

    /// @notice `fund` with the caller's ERC-2612 signature.
    function fundWithPermit(ShopId shop, uint96 amount, Permit calldata permit) external;

    /// @notice Take from the unreserved part of the shop's budget, at any time (ORD-7). Only the shop's owner.
    function withdraw(ShopId shop, uint96 amount) external;

    /// @notice Return a held reserve to the budget once its deadline has passed without an objection. Anyone.
    function release(OrderId order) external;

    // Only for contracts of the system

    /// @notice Reserve the whole commission on `base`, as if every level were live. Only for `market`.
    function reserve(OrderId order, LinkId link, uint256 base) external;

    /// @notice Pay the live distributors of an order that closes at `settledBps` out of its reserve; return, or hold, the
    /// rest. Only for `market`.
    /// @param ruled Whether the arbitrator has ruled: then nothing is held.
    /// @param fulfilled Whether `fulfil` was stated.
    function settle(OrderId order, uint256 base, uint16 settledBps, bool ruled, bool fulfilled)
        external
        returns (Commissions memory);

    /// @notice Keep a held reserve for the objection of `caller`, the closing distributor, in time. Only for `disputes`.
    /// @return held What is at stake.
    function openObjection(OrderId order, address caller) external returns (uint96 held);

    /// @notice End an objection: every live distributor is paid up to `settledBps` of its full commission, less that
    /// part of it which the order's ending was for; the rest goes back to the budget. Only for `disputes`.
    function closeObjection(OrderId order, uint16 settledBps) external;

    // Views

    /// @notice The token of the budgets.
    function token() external view returns (IEcomToken);

    /// @notice The shops.
    function registry() external view returns (IShopRegistry);

    /// @notice Tasks and links.
    function catalog() external view returns (ICatalog);

    /// @notice The only contract whose orders take reserves.
    function market() external view returns (address);

    /// @notice The only contract that may open and close objections.
    function disputes() external view returns (address);

    /// @notice The shop's unreserved budget.
    function budget(ShopId shop) external view returns (uint256);

    /// @notice The order's reserve.
    function reserved(OrderId order) external view returns (Reserve memory);

    /// @notice What an order on `base` through the link would reserve.
    function quote(LinkId link, uint256 base) external view returns (uint256);

    /// @notice Totals over all shops and orders.
    function totals() external view returns (Totals memory);

    /// @notice How long an unpaid reserve is held for an objection: 3 days.
    function OBJECTION_WINDOW() external view returns (uint256);
}
