"""Replay of real orders over the contracts.

    source     reads and validates the four CSV files        csvfile, forest help it
    plan       maps them to shops, links and sales           chains, endings, ratings, calendar, draw help it
    money      what a sale of the plan comes to
    steps      turns the plan into transactions, step by step: needs, opening, trade
    chain      sends them, a block at a time, by JSON-RPC     abi, journal help it
    execute    runs the steps, resumes an interrupted run
    tally      what the events say                            evidence: what the chain says
    expected   what the model says                            standing: of reputation
    audit      compares all of them, for the report
    run        all of it in order, as `ape run replay` does

Described for users in docs/replay.md.
"""
