"""Community rewards (SPEC section 9): emission, weights, and the published simulation."""
