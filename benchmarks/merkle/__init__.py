"""The Merkle engine, timed beside other builders of the same tree."""
