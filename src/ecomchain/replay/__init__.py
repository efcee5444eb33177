"""Replay of real orders over the contracts.

    source     reads and validates the four CSV files        csvfile, forest, dates help it
    plan       maps them to shops, links, orders, endings    chains, draw help it
    steps      turns the plan into transactions, step by step
    chain      sends them, a block at a time, by JSON-RPC     abi, journal help it
    execute    runs the steps, resumes an interrupted run
    tally      what the events say; expected: what the model says; report: compares both with the chain
    run        all of it in order, as `ape run replay` does

Described for users in docs/replay.md.
"""
