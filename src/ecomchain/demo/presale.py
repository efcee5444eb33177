"""The genesis on the stage: where the supply is, and a private round of the presale 早期预售."""

from ape import accounts, chain, project

from ecomchain import supply
from ecomchain.amounts import ECOM, parse_ecom
from ecomchain.demo import acts, sales
from ecomchain.demo.acts import DAY
from ecomchain.demo.cast import Actor
from ecomchain.demo.stage import Stage
from ecomchain.demo.tables import mark, table, titled
from ecomchain.demo.text import column, ecom, period
from ecomchain.merkle import Entries, Tree, build

UNIT = 10**6
"""Of the demonstration's own dollar, which has six decimals."""
REWARDS_GET = 1
"""What is not sold (``IPrivateSale.Unsold``)."""
CLIFF, RELEASE = 30 * DAY, 100 * DAY


class Presale:
    """One round: its list, its currency, who plays the foundation."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.sale = stage.system.sale
        foundation = accounts[stage.system.manifest.parameters.roles.foundation.account]
        self.foundation = Actor("F.", foundation)
        self.dollar = stage.bank.account.deploy(project.TestCurrency, "TUSD", 6, stage.bank.account)
        self.number = 0
        self.tree: Tree | None = None

    def create(self, cap: str, price: str, caps: dict[Actor, str]) -> None:
        """The foundation creates a round of ten days for those on the list."""
        stage, sale = self.stage, self.sale
        self.number = int(stage.view(sale, "rounds")) + 1
        entries = Entries.of([(who.address, parse_ecom(most)) for who, most in caps.items()])
        self.tree = build(entries, chain_id=chain.chain_id, epoch=self.number, contract=str(sale.address))
        start = acts.now() + DAY
        units = parse_ecom(price) * UNIT // ECOM
        terms = (
            [(self.dollar.address, units)], parse_ecom(cap), start, start + 10 * DAY, CLIFF, RELEASE,
            self.foundation.address, REWARDS_GET, self.tree.root, acts.cid("terms and list"),
        )  # fmt: skip
        stage.send(stage.bank, stage.system.token.approve, sale.address, parse_ecom(cap))
        stage.send(stage.bank, sale.fund, parse_ecom(cap))
        stage.send(self.foundation, sale.createRound, self.number, terms)
        named = " and ".join(f"{who.name} (at most {most})" for who, most in caps.items())
        stage.tell("F.", f"the foundation, creates round {self.number}: {cap} Ecom at {price} TUSD")
        stage.tell("", f"on the list: {named}. Open for 10 days; released over")
        stage.tell("", "100 days from its end, nothing in the first 30; the rest is for the rewards")
        stage.wait_until(start)

    def buy(self, buyer: Actor, amount: str) -> None:
        """``buyer`` pays; the treasury has it in the same transaction."""
        assert self.tree is not None
        stage, wanted = self.stage, parse_ecom(amount)
        price = stage.view(self.sale, "quote", self.number, self.dollar.address, wanted)
        stage.send(stage.bank, self.dollar.mint, buyer.address, price)
        stage.send(buyer, self.dollar.approve, self.sale.address, price)
        before = stage.view(self.dollar, "balanceOf", self.foundation.address)
        stage.send(buyer, self.sale.buy, *self.purchase(buyer, wanted, price))
        paid = stage.view(self.dollar, "balanceOf", self.foundation.address) - before
        stage.check("what the treasury received", paid, price)
        position = stage.view(self.sale, "position", self.number, buyer.address)
        stage.check("what was bought", position.bought, wanted)
        stage.tell(buyer.name, f"buys {amount} Ecom for {price / UNIT:g} TUSD, in the treasury at once")

    def purchase(self, buyer: Actor, amount: int, most: int, of: Actor | None = None) -> tuple[object, ...]:
        """The arguments of ``buy``, with the place on the list of the buyer, or of somebody else."""
        assert self.tree is not None
        cap, proof = self.tree.claim((of or buyer).address)
        return self.number, self.dollar.address, amount, most, cap, proof

    def end(self) -> int:
        """When the round ends."""
        return int(self.stage.view(self.sale, "round", self.number).end)

    def release(self, actor: Actor, buyer: Actor) -> None:
        """``actor`` has sent what has vested by now."""
        stage = self.stage
        bought, before = vars(stage.view(self.sale, "position", self.number, buyer.address)).values()
        receipt = stage.send(actor, self.sale.release, self.number, buyer.address)
        vested = min(bought, bought * (acts.now() - self.end()) // RELEASE) - before
        stage.check("what was released", sales.transfers(stage, receipt), [(buyer.address, vested)])
        stage.tell(actor.name, f"asks for the release to {buyer.name}: {ecom(vested)} Ecom")

    def close(self, actor: Actor, left: int) -> None:
        """``actor`` sends what was not sold to the reward pool."""
        stage, pool = self.stage, self.stage.system.reward_pool
        before = stage.view(pool, "state").pool
        stage.send(actor, self.sale.close, self.number)
        stage.check("what the pool was given", stage.view(pool, "state").pool - before, left)
        stage.tell(actor.name, f"closes the round: {ecom(left)} Ecom were not sold and go to the reward pool")


def show_shares(stage: Stage) -> None:
    """The four shares, audited as `ape run supply` does."""
    whole, audits = supply.audit(stage.system, stage.system.manifest.parameters)
    stage.check("the differences of the supply", supply.differences(whole, audits), [])
    rows = table("Share", "Ecom", "", "held by")
    amounts = column([audit.minted for audit in audits])
    for audit, amount in zip(audits, amounts, strict=True):
        right = stage.check(f"the share of {audit.share.name}", audit.minted, audit.share.amount)
        rows.add_row(audit.share.name, amount, mark(right), audit.what)
    note = f"{len(supply.all_checks(whole, audits))} checks, by `ape run supply`"
    stage.console.print(titled("The four shares 发行方案", note, rows))


def release_team(stage: Stage, actor: Actor) -> None:
    """``actor`` has the team's share released, as far as it has vested."""
    wallet, token = stage.system.team_vesting, stage.system.token
    start, end = stage.view(wallet, "start"), stage.view(wallet, "end")
    total = stage.view(token, "balanceOf", wallet.address)
    receipt = stage.send(actor, wallet.release, token.address)
    vested = total * (acts.now() - start) // (end - start)
    stage.check("what the team was sent", sales.transfers(stage, receipt), [(wallet.owner(), vested)])
    stage.tell(
        actor.name, f"has the team's share released after {period(acts.now() - start)}: {ecom(vested)}"
    )
