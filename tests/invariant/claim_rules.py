"""Claims against the pool's and the grants' roots: right, repeated, lower, and wrong in every way."""

from collections.abc import Callable

from engine.scenes import grow, known_trees
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.amounts import ECOM
from ecomchain.model.context import ZERO_ADDRESS
from ecomchain.model.structs import Cid
from ecomchain.model.structs_rewards import Claim
from invariant.machine import Machine
from invariant.reward_rules import PERSONS

CONTRACTS = st.sampled_from(["reward_pool", "reward_pool", "grants"])
Change = Callable[[Claim], Claim]
FORGERIES: dict[str, Change] = {
    "more": lambda c: c._replace(amount=c.amount + 1),
    "less": lambda c: c._replace(amount=c.amount - 1),
    "nobody": lambda c: c._replace(account=ZERO_ADDRESS),
    "longer": lambda c: c._replace(proof=(*c.proof, b"\1" * 32)),
    "shorter": lambda c: c._replace(proof=c.proof[:-1] if c.proof else (b"\1" * 32,)),
    "other index": lambda c: c._replace(root_index=c.root_index + 1),
    "other epoch": lambda c: c._replace(epoch=c.epoch ^ 1),
    "far epoch": lambda c: c._replace(epoch=c.epoch ^ 2**63),
}


class ClaimRules(Machine):
    """Anyone claims for anyone."""

    @rule(data=st.data(), caller=PERSONS, contract=CONTRACTS, times=st.sampled_from([1, 1, 2]))
    def claim(self, data: st.DataObject, caller: str, contract: str, times: int) -> None:
        """Against any root that there ever was, also one that was revoked or overtaken."""
        claims = self._all_claims(contract)
        if claims:
            claim = self.choose(data, claims)
            for _ in range(times):
                self.do(contract, "claim", caller, claim)

    @rule(data=st.data(), caller=PERSONS, contract=CONTRACTS, size=st.integers(0, 6))
    def claim_many(self, data: st.DataObject, caller: str, contract: str, size: int) -> None:
        """Several, in any order; one that is refused refuses all."""
        claims = self._all_claims(contract)
        if claims:
            self.do(contract, "claimMany", caller, [self.choose(data, claims[-12:]) for _ in range(size)])

    @rule(data=st.data(), caller=PERSONS, contract=CONTRACTS, how=st.sampled_from(sorted(FORGERIES)))
    def forge(self, data: st.DataObject, caller: str, contract: str, how: str) -> None:
        """A claim that is right but for one thing."""
        claims = [claim for claim in self._all_claims(contract) if claim.amount]
        if claims:
            claim = FORGERIES[how](self.choose(data, claims))
            assert self.do(contract, "claim", caller, claim).error in ("UnknownRoot", "InvalidProof")

    @rule(
        data=st.data(),
        payer=PERSONS,
        spare=st.sampled_from([0, 0, 0, -1, 1]),
        salt=st.sampled_from([0, 1, 2**256 - 1]) | st.integers(0, 2**256 - 1),
        others=st.sampled_from([False] * 5 + [True]),
    )
    def grant(self, data: st.DataObject, payer: str, spare: int, salt: int, others: bool) -> None:
        """Mostly of the sum of its tree; sometimes nothing, for a salt used before, with another's tree."""
        creator = data.draw(PERSONS) if others else payer
        grant = self.pair.same("grants", "grantId", creator, salt)
        people = data.draw(st.lists(PERSONS, min_size=1, max_size=4, unique=True))
        tree = grow(self.pair, "grants", grant, {person: data.draw(_AMOUNTS) for person in people})
        root = self.choose(data, [tree.root] * 9 + [bytes(32)])
        self.do("grants", "create", payer, root, max(tree.total + spare, 0), salt, Cid())

    def _all_claims(self, contract: str) -> list[Claim]:
        """Against every root whose tree a rule has made."""
        return [
            Claim(epoch, index, account, amount, known_trees[root].proof(account))
            for (name, epoch, index), root in self.history.rewards.roots.items()
            if name == contract and root in known_trees
            for account, amount in known_trees[root].entries
        ]


_AMOUNTS = st.sampled_from([1, 7, ECOM, 30 * ECOM + 5])
