"""A dry run: the whole deployment on an empty chain of its own, and what it would cost on the connected one.

The chain has the connected one's id and a deployer with the same address and nonce, so that the contracts get
the addresses that they would have. Nothing is signed; nothing is sent to the connected network.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ape.api import AccountAPI
from eth_utils import keccak, to_hex

from ecomchain import devnode
from ecomchain.deployment import networks, wire
from ecomchain.deployment.fitting import fit
from ecomchain.deployment.journal import Journal, Sent
from ecomchain.deployment.run import Deployment
from ecomchain.deployment.sender import Sender, fee_cap
from ecomchain.deployment.settings import Settings
from ecomchain.deployment.wire import Mined, Refusal
from ecomchain.manifest import Manifest
from ecomchain.parameters import Parameters

OP_STACK_ORACLE = "0x420000000000000000000000000000000000000F"
"""``GasPriceOracle`` of the OP Stack: what a transaction's data costs on the chain below."""


@dataclass(frozen=True)
class Step:
    """One transaction of a dry run."""

    title: str
    gas: int
    data_fee: int
    """What its data costs on the chain below, in the native token's smallest units; 0 where there is none."""


@dataclass(frozen=True)
class Forecast:
    """What a deployment would take. Prices and balance in the native token's smallest units."""

    steps: list[Step]
    base_fee: int
    priority_fee: int
    balance: int
    manifest: Manifest
    """As the dry run's chain has it: addresses are those of the real thing, blocks and hashes are not."""

    @property
    def gas(self) -> int:
        return sum(step.gas for step in self.steps)

    @property
    def data_fee(self) -> int:
        return sum(step.data_fee for step in self.steps)

    @property
    def cost(self) -> int:
        """At the present price."""
        return self.gas * (self.base_fee + self.priority_fee) + self.data_fee

    @property
    def most(self) -> int:
        """At the highest price that the transactions offer, data at twice the present price."""
        return self.gas * fee_cap(self.base_fee, self.priority_fee) + 2 * self.data_fee

    @property
    def suffices(self) -> bool:
        """Whether the deployer can pay for it in any case."""
        return self.balance >= self.most


class SimulatedSender(Sender):
    """Sends nothing that is signed: the node of a dry run acts as any account."""

    def __init__(self, deployer: AccountAPI, journal: Journal, settings: Settings) -> None:
        super().__init__(deployer, journal, None, settings)
        self.sent: list[tuple[str, Mined, bytes]] = []

    def send(
        self, step: str, title: str, data: bytes, to: str | None = None, nonce: int | None = None
    ) -> Mined:
        """One transaction; see `Sender.send`."""
        from ape import chain

        gas = wire.estimate(self.deployer.address, to, data)
        if isinstance(gas, Refusal):
            raise self.refused(title, gas)
        call: dict[str, Any] = {"from": self.deployer.address, "data": to_hex(data), "gas": hex(gas)}
        if to is not None:
            call["to"] = to
        own = self.next_nonce()
        hash_ = str(chain.provider.make_request("eth_sendTransaction", [call]))
        sent = Sent(
            nonce=own, to=to, data_hash=to_hex(keccak(data)), hashes=[hash_], max_fee=0,
            priority_fee=0, raw=None,
        )  # fmt: skip
        self.journal.transactions[step] = sent
        mined = self.wait(title, sent)
        self.sent.append((title, mined, data))
        return mined


def simulate(deployer: AccountAPI, parameters: Parameters, *, settings: Settings | None = None) -> Forecast:
    """Deploy on a chain of its own, and price it by the connected network.

    Raises like `deploy` where it could not be done.
    """
    from ape import chain
    from ape import networks as ape_networks

    parameters = fit(parameters, deployer, None)
    provider, chain_id = chain.provider, networks.chain_id()
    nonce, balance = wire.used_nonces(deployer.address), deployer.balance
    base_fee, priority_fee = int(provider.base_fee), int(provider.priority_fee)
    settings = settings or Settings()
    with devnode.running(chain_id, "--base-fee", "0") as url, ape_networks.parse_network_choice(url):
        for method, value in (("anvil_setNonce", hex(nonce)), ("anvil_setBalance", hex(10**30))):
            chain.provider.make_request(method, [deployer.address, value])
        chain.provider.make_request("anvil_impersonateAccount", [deployer.address])
        journal = Journal(
            chain_id=chain_id, deployer=deployer.address, parameters=parameters, commit=None, first_block=0
        )
        sender = SimulatedSender(deployer, journal, settings)
        manifest = Deployment(sender, settings).run().manifest
    data_fee = _data_fee()
    steps = [Step(title, mined.gas_used, data_fee(data)) for title, mined, data in sender.sent]
    return Forecast(steps, base_fee, priority_fee, balance, manifest)


def _data_fee() -> Callable[[bytes], int]:
    """What a transaction's data costs on the chain below the connected one, if that is of the OP Stack."""
    from ape import chain

    if not chain.provider.get_code(OP_STACK_ORACLE):
        return lambda _: 0
    selector = keccak(text="getL1Fee(bytes)")[:4]

    def fee(data: bytes) -> int:
        padded = data + bytes(-len(data) % 32)
        call = selector + (32).to_bytes(32, "big") + len(data).to_bytes(32, "big") + padded
        answer = chain.provider.make_request(
            "eth_call", [{"to": OP_STACK_ORACLE, "data": to_hex(call)}, "latest"]
        )
        return int(answer, 16)

    return fee
