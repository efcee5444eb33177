"""A stateful test of all actors, checked after every step against the model and the numbered invariants."""
