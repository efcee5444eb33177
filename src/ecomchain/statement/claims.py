"""What the account was given by Merkle claims, can claim, and has granted; and how it voted."""

from pathlib import Path

from ecomchain.errors import EcomError
from ecomchain.reports.logs import named
from ecomchain.reports.source import Source
from ecomchain.rewards import desk
from ecomchain.statement.figures import Claimable, Claimed, Grant, Vote
from ecomchain.statement.story import Story

NO_STORE, UNREADABLE, NOTHING_KNOWN = "no_store", "unreadable", ""


def claimed(story: Story, contract: str) -> list[Claimed]:
    """What ``reward_pool`` or ``grants`` has paid the account, by epoch or grant."""
    sums: dict[int, int] = {}
    for event in named(story.mine, f"{contract}.Claimed"):
        epoch = int(event.values["epoch"])
        sums[epoch] = sums.get(epoch, 0) + int(event.values["paid"])
    return [Claimed(*each) for each in sorted(sums.items())]


def claimable(source: Source, story: Story, directory: Path = desk.DIRECTORY) -> Claimable:
    """By the reward days that are in ``directory`` already: nothing is read on or computed for this."""
    from ecomchain.rewards import claiming

    pool = source.system.reward_pool
    home = directory / f"{source.header.chain_id}-{str(pool.address).lower()}"
    if not (home / "chain.sqlite").exists():
        return Claimable(NO_STORE, str(home), [], None)
    opened = desk.open_desk(source.system, directory)
    try:
        found = claiming.claims(opened, story.address)
    except EcomError as error:
        return Claimable(UNREADABLE, error.message, [], None)
    finally:
        opened.store.close()
    paid = source.reader.views([(pool, "claimed", (each.epoch, story.address)) for each in found])
    due = [
        Claimed(each.epoch, max(each.amount - before, 0)) for each, before in zip(found, paid, strict=True)
    ]
    return Claimable(NOTHING_KNOWN, "", [each for each in due if each.amount], sum(e.amount for e in due))


def grants_created(source: Source, story: Story) -> list[Grant]:
    """The grants that the account has paid for."""
    made = [int(event.values["grant"]) for event in named(story.mine, "grants.GrantCreated")]
    funds = source.reader.views([(source.system.grants, "fund", (grant,)) for grant in made])
    return [Grant(grant, fund.total, fund.claimed) for grant, fund in zip(made, funds, strict=True)]


def votes(source: Source, story: Story) -> list[Vote]:
    """The last ballot that the account has cast for each shop in each poll."""
    cast = {
        (int(event.values["poll"]), int(event.values["shop"])): int(event.values["option"])
        for event in named(story.mine, "polls.Voted")
    }
    polls = sorted({poll for poll, _ in cast})
    ends = {
        poll: view.end
        for poll, view in zip(
            polls,
            source.reader.views([(source.system.polls, "poll", (poll,)) for poll in polls]),
            strict=True,
        )
    }
    return [
        Vote(poll, shop, option, ends[poll] <= source.time, ends[poll])
        for (poll, shop), option in sorted(cast.items())
    ]


def proposals(story: Story) -> list[int]:
    """What the account's shops have proposed in referendums."""
    return [
        int(event.values["proposal"])
        for event in named(story.of_shops, "referendum.Proposed")
        if event.values["shop"] in story.shops
    ]
