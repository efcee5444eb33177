"""The last act of the scene: a private round, and a vesting.

The round's list is a tree with a depth of 12. What the addresses of currency and token cost as
calldata depends on their zero bytes, hence on the deployer's history: they are counted as if they had none.
"""

from dataclasses import dataclass

from ape import accounts, project
from ape.contracts import ContractInstance

from ecomchain.amounts import ECOM
from ecomchain.gas.bench import Bench
from ecomchain.gas.people import CID, DAY, STRANGER, UNLIMITED_ALLOWANCE
from ecomchain.gas.reward_scene import CLAIMANTS, Tree
from ecomchain.system import System

DEPTH = 12
CAP = 1_000 * ECOM
PRICE = 2_500_000
AMOUNT = 10 * ECOM
LENGTH, CLIFF, DURATION = 10 * DAY, 30 * DAY, 100 * DAY
REWARDS = 1
"""``IPrivateSale.Unsold``."""
YEAR = 365 * DAY
ZERO_BYTE = 12
"""How much less gas a zero byte of calldata takes."""
BUYERS = CLAIMANTS[:2]


@dataclass
class SaleScene:
    """Plays the act against ``system``, with ``bench``; ``treasury`` funds the sale."""

    system: System
    bench: Bench
    treasury: str

    def play(self) -> None:
        """Gas goes to the bench's keys."""
        self._round()
        self._vesting()

    def _round(self) -> None:
        system, bench, send = self.system, self.bench, self.bench.send
        sale, foundation = system.sale, system.manifest.parameters.roles.foundation.account
        payer = accounts.test_accounts.impersonate_account(self.treasury)
        currency: ContractInstance = payer.deploy(project.TestCurrency, "TUSD", 6, self.treasury)
        bench.follow()
        tree = Tree.of(system.manifest.chain_id, sale.address, 1, CAP, DEPTH)
        send(system.token.approve, sale.address, UNLIMITED_ALLOWANCE, sender=self.treasury)
        send(sale.fund, 2 * CAP, sender=self.treasury, key="sale_fund")
        send(currency.mint, foundation, 1, sender=self.treasury)
        for buyer in BUYERS:
            bench.rpc("anvil_setBalance", [buyer, hex(10**21)])
            bench.rpc("anvil_impersonateAccount", [buyer])
            send(currency.mint, buyer, CAP, sender=self.treasury)
            send(currency.approve, sale.address, UNLIMITED_ALLOWANCE, sender=buyer)
        start = bench.time + DAY
        payments = [(currency.address, PRICE)]
        terms = (payments, CAP, start, start + LENGTH, CLIFF, DURATION, foundation, REWARDS, tree.root(), CID)
        used = send(sale.createRound, 1, terms, sender=foundation)
        bench.gas["sale_create_round"] = used + _missing(currency.address)
        bench.wait(start - bench.time)
        payment = AMOUNT * PRICE // ECOM
        for key in (None, None, "sale_buy_first", "sale_buy"):
            buyer = BUYERS[1 if key else 0]
            _, _, _, cap, proof = tree.claim(CLAIMANTS.index(buyer), 0)
            used = send(sale.buy, 1, currency.address, AMOUNT, payment, cap, proof, sender=buyer)
            if key:
                bench.gas[key] = used + _missing(currency.address)
        bench.wait(LENGTH + CLIFF)
        for key in (None, "sale_release"):
            bench.wait(DAY)
            send(sale.release, 1, BUYERS[1], sender=STRANGER, key=key)
        send(sale.close, 1, sender=STRANGER, key="sale_close")

    def _vesting(self) -> None:
        wallet, token, bench = self.system.foundation_vesting, self.system.token, self.bench
        for _ in range(2):
            bench.wait(YEAR)
            used = bench.send(wallet.release, token.address, sender=STRANGER)
        bench.gas["vesting_release"] = used + _missing(token.address)


def _missing(address: str) -> int:
    """What the address would cost more without zero bytes."""
    return ZERO_BYTE * bytes.fromhex(address[2:]).count(0)
