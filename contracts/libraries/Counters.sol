// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Where a counter lies in its word: offset << 8 | width, in bits.
type Counter is uint16;

/// @title Counters packed in one word, which stop at their maximum
/// @dev A statistic that is full must not hold up the closing of an order. A word is read once and written once,
/// however many of its counters change: the compiler would write a struct field by field.
library Counters {
    function get(uint256 word, Counter counter) internal pure returns (uint256) {
        return (word >> (Counter.unwrap(counter) >> 8)) & _max(counter);
    }

    /// @dev `amount` is one of the token at most, so that the sum cannot overflow a word.
    function plus(uint256 word, Counter counter, uint256 amount) internal pure returns (uint256) {
        unchecked {
            uint256 value = get(word, counter);
            uint256 max = _max(counter);
            uint256 sum = value + amount;
            if (sum > max) sum = max;
            return word + ((sum - value) << (Counter.unwrap(counter) >> 8));
        }
    }

    /// @dev One more score. `sum` stops where `count` is full, so that the two keep giving an average.
    function plusScore(uint256 word, Counter count, Counter sum, uint256 score) internal pure returns (uint256) {
        return get(word, count) == _max(count) ? word : plus(plus(word, count, 1), sum, score);
    }

    /// @dev `value` fits the counter.
    function set(uint256 word, Counter counter, uint256 value) internal pure returns (uint256) {
        uint256 offset = Counter.unwrap(counter) >> 8;
        return (word & ~(_max(counter) << offset)) | (value << offset);
    }

    function _max(Counter counter) private pure returns (uint256) {
        return (1 << uint8(Counter.unwrap(counter))) - 1;
    }
}
