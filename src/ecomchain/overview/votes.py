"""What the shops decide, and how far they are."""

from ecomchain.overview.figures import Poll, Votes
from ecomchain.reports.formats import DAY
from ecomchain.reports.source import Source
from ecomchain.rewards.ledger import FACTORS


def votes(source: Source) -> Votes:
    """At the source's block."""
    reader, system = source.reader, source.system
    polls, factors, referendum = system.polls, system.factor_vote, system.referendum
    names = {str(contract.address): name for name, contract in system.contracts()}
    numbers = range(1, int(reader.view(polls, "polls")) + 1)
    views = reader.views([(polls, "poll", (number,)) for number in numbers])
    turnouts = reader.views([(polls, "turnout", (number,)) for number in numbers])
    quorums = reader.views([(polls, "hasQuorum", (number,)) for number in numbers])
    current, _ = reader.view(factors, "round")
    flags = reader.views([(factors, "flagsOf", (current, factor)) for factor in range(len(FACTORS))])
    made = range(1, int(reader.view(referendum, "proposals")) + 1)
    proposals = reader.views([(referendum, "proposal", (number,)) for number in made])
    return Votes(
        factors=dict(zip(FACTORS, reader.view(factors, "factorsOn", source.time // DAY), strict=True)),
        round=current,
        needed=int(reader.view(factors, "needed")),
        flags={name: view.flags for name, view in zip(FACTORS, flags, strict=True)},
        polls=[
            Poll(
                number, names.get(view.opener, view.opener), view.end, view.electorate, int(turnout),
                bool(quorum), view.end <= source.time,
            )
            for number, view, turnout, quorum in zip(numbers, views, turnouts, quorums, strict=True)
        ],
        proposals=len(proposals),
        executed=sum(one.executed for one in proposals),
    )  # fmt: skip
