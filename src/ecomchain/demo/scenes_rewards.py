"""The scene about community rewards: three days, and a root that somebody falsified."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ecomchain.amounts import ECOM
from ecomchain.demo import sales
from ecomchain.demo.rewarding import Rewards
from ecomchain.demo.stage import Props, Stage

LOOT = 1_000 * ECOM


def rewards(stage: Stage, props: Props) -> None:
    """Three days of trade and social actions: computed, posted, checked by others, claimed."""
    stage.scene("9. Community rewards 社区空投奖励")
    with TemporaryDirectory() as directory:
        play = Rewards(stage, Path(directory))
        stage.tell("P", "publisher: posts each day's root; V, guardian: may veto it within 24 hours")
        play.catch_up()
        _three_days(stage, props, play)


def _three_days(stage: Stage, props: Props, play: Rewards) -> None:
    a, b, c, s = (stage[letter] for letter in "ABCS")
    pool, book, link = stage.system.reward_pool, props.listings["tea book"], props.links["B"]
    first = play.today

    stage.pause()
    stage.tell("", f"Day {first}")
    sales.buy_at_once(stage, c, book, link, 3, quietly=True)
    stage.tell("C", "buys three tea books through B, paid at once: it counts for A, B and C")
    play.act(a, "check_in", "publish")
    play.act(b, "check_in", "share", "comment")
    _over(stage, play, first)
    play.compute(first)
    play.post(first)

    stage.pause()
    stage.tell("", f"Day {first + 1}")
    sales.buy_at_once(stage, c, book, link, quietly=True)
    stage.tell("C", "buys one more")
    play.act(b, "check_in", "like")
    play.verify(first, s)
    play.activate(first)
    second = first + 1
    play.compute(second)
    play.falsify(second, b, a, LOOT)
    stage.tell("", "Somebody has the publisher's key, and moves 1,000 Ecom from A to B:")
    play.post(second)
    stage.check("whether the false day passes", play.verify(second, s), None)
    play.veto(second, "B has 1,000 Ecom more than chain and actions give, A less")
    play.compute(second)
    play.post(second)

    stage.pause()
    third = first + 2
    stage.tell("", f"Day {third}")
    sales.buy_at_once(stage, c, book, link, 2, quietly=True)
    stage.tell("C", "buys two more")
    play.act(a, "check_in")
    found = play.verify(second, s)
    stage.check(
        "what is posted for the second day", found and [each.state for each in found.posted], ["pending"]
    )
    play.activate(second)
    play.compute(third)
    play.post(third)
    play.activate(third)
    found = play.verify(third, s)
    stage.check(
        "what is posted for the third day", found and [each.state for each in found.posted], ["active"]
    )
    stage.check("the covered day", stage.view(pool, "state").coveredDay, third)
    play.claim(s, a, b, c)


def _over(stage: Stage, play: Rewards, day: int) -> None:
    stage.wait_until(stage.view(stage.system.reward_pool, "endOf", day))
