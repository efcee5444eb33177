// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A currency that misbehaves as told, for tests
contract HostileCurrency {
    /// @dev What `transferFrom` does: NoAnswer moves and returns nothing, as some old currencies do; Refuse moves nothing and
    /// returns false; Pretend moves nothing and returns true; Fee moves all but a unit, Bonus one unit too many; Revert
    /// reverts; Reenter first makes the prepared call, then moves.
    enum Mode {
        Honest,
        NoAnswer,
        Refuse,
        Pretend,
        Fee,
        Bonus,
        Revert,
        Reenter
    }

    /// @notice What it does now.
    Mode public mode;
    /// @notice How much somebody has.
    mapping(address account => uint256) public balanceOf;
    /// @notice How much somebody may move of another's.
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    /// @notice The call of `Reenter`, and what came back.
    address public target;
    bytes public call_;
    bool public reentered;
    bytes public answer;

    error Hostile();

    /// @notice Give somebody money.
    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    /// @notice Allow `spender` to move `amount`.
    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    /// @notice Behave like this from now on.
    function setMode(Mode mode_) external {
        mode = mode_;
    }

    /// @notice Prepare the call of `Reenter`.
    function prepare(address target_, bytes calldata data) external {
        target = target_;
        call_ = data;
    }

    /// @notice As the mode says.
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        Mode m = mode;
        require(m != Mode.Revert, Hostile());
        if (m == Mode.Refuse) return false;
        if (m == Mode.Pretend) return true;
        if (m == Mode.Reenter) {
            mode = Mode.Honest;
            (reentered, answer) = target.call(call_); // solhint-disable-line avoid-low-level-calls
            mode = m;
        }
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += m == Mode.Fee ? amount - 1 : m == Mode.Bonus ? amount + 1 : amount;
        if (m == Mode.NoAnswer) {
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        return true;
    }
}
