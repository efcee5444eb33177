"""Integer reference model of the contracts: plain Python, written from the rules, the oracle of the tests."""
