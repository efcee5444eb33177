"""Community rewards: what a day pays to whom, recomputable by anyone (SPEC RWD, DST)."""
