"""An interrupted deployment: whatever was being done when it ended, the next run finishes the same one."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ape import accounts, chain, project
from ape.exceptions import ApeException
from clock import DAY
from eth_utils import keccak, to_hex

from ecomchain import deployment, manifest, parameters, verification
from ecomchain.deployment import ROW, STEPS, Journal, Sent, Settings, sender, wire
from ecomchain.deployment import journal as journals
from ecomchain.errors import DeploymentError, ParameterError
from ecomchain.manifest import Manifest
from ecomchain.system import CONTRACTS, System

ROW_AT = 1
"""Transactions before the first contract of the row: the access manager."""

ANEW = "the deployer has sent other transactions meanwhile: deploying the contracts anew"
MOMENTS = ("signed", "written", "noted", "sent")
"""Of a transaction: before it is in the journal, while that is written, before and after it is sent."""


class KilledError(Exception):
    """The process is gone in the middle of what it was doing."""


class Killer:
    """Kills the run at a transaction that it sends, from 0, at this moment."""

    def __init__(self, patch: pytest.MonkeyPatch, step: int, moment: str) -> None:
        self.step, self.moment, self.count, self.armed = step, moment, 0, True
        self._write, self._broadcast = journals.write_whole, wire.broadcast
        patch.setattr(journals, "write_whole", self.write)
        patch.setattr(wire, "broadcast", self.broadcast)

    def write(self, path: Path, text: str) -> None:
        if self._now("signed"):
            raise KilledError
        if self._now("written"):
            path.with_name(path.name + ".part").write_text(text[: len(text) // 2])
            raise KilledError
        self._write(path, text)

    def broadcast(self, raw: str) -> str | None:
        if self._now("noted"):
            raise KilledError
        refused = self._broadcast(raw)
        if self._now("sent"):
            raise KilledError
        self.count += 1
        return refused

    def _now(self, moment: str) -> bool:
        return self.armed and (self.count, self.moment) == (self.step, moment)


def deploy(path: Path, said: list[str] | None = None, **options: Any) -> System:
    report = said.append if said is not None else None
    settings = deployment.default_settings(**options) if options else None
    return deployment.deploy(
        accounts.test_accounts[0],
        parameters.load("local"),
        journal_path=path,
        report=report,
        settings=settings,
    )


def killed(patch: pytest.MonkeyPatch, path: Path, step: int, moment: str) -> None:
    """A run that ends there."""
    with patch.context() as inner:
        Killer(inner, step, moment)
        with pytest.raises(KilledError):
            deploy(path)
    deployer = accounts.test_accounts[0].address
    for _ in range(50):  # where what is sent is mined at once, it is so after the node's answer only
        if wire.used_nonces(deployer) == wire.next_nonce(deployer):
            break
        time.sleep(0.01)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.json"


@pytest.fixture
def expected() -> Manifest:
    """The manifest of a deployment that nothing interrupts, from the present block on."""
    with chain.isolate():
        return deployment.deploy(accounts.test_accounts[0], parameters.load("local")).manifest


def assert_good(system: System) -> None:
    assert verification.differences(verification.verify(system.manifest)) == []


def test_deploy__killed_at_every_moment_of_every_transaction__same_manifest(
    journal: Path, monkeypatch: pytest.MonkeyPatch, expected: Manifest
) -> None:
    deployer = accounts.test_accounts[0].address
    height, nonce, kills = chain.blocks.height, wire.next_nonce(deployer), 0
    for step in range(STEPS):
        for moment in MOMENTS:
            killed(monkeypatch, journal, 0, moment)
            kills += 1
            # The transaction was sent for nothing but the last of the moments.
            assert wire.next_nonce(deployer) == nonce + step + (moment == "sent")
    assert kills == STEPS * len(MOMENTS)
    finished = deploy(journal)
    assert chain.blocks.height == height + STEPS
    assert finished.manifest == expected
    assert_good(finished)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("step", [0, 1, 9, len(CONTRACTS), STEPS - 1])
def test_deploy__killed_once__same_manifest(
    journal: Path, monkeypatch: pytest.MonkeyPatch, expected: Manifest, step: int, moment: str
) -> None:
    height = chain.blocks.height
    killed(monkeypatch, journal, step, moment)
    finished = deploy(journal)
    assert chain.blocks.height == height + STEPS
    assert finished.manifest == expected


def test_deploy__finished_before__finds_everything_and_sends_nothing(journal: Path) -> None:
    """As where the process is killed before the manifest is written: the deployer has no role any more."""
    first = deploy(journal)
    height = chain.blocks.height
    assert deploy(journal).manifest == first.manifest
    assert chain.blocks.height == height


def test_deploy_once__killed_while_it_writes_its_files__same_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployment.networks, "THROW_AWAY_CHAINS", frozenset())
    deployer, path = accounts.test_accounts[0], tmp_path / "here.json"
    local = parameters.load("local")
    monkeypatch.setattr("ecomchain.deployment.run.fit", lambda p, d, _: deployment.resolve(p, d.address))
    unfinished = tmp_path / "here.unfinished.json"

    def die(*_: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(Manifest, "save", die)
        with pytest.raises(KilledError):
            deployment.deploy_once(deployer, local, path)
    height = chain.blocks.height
    assert unfinished.exists()
    assert not path.exists()
    with monkeypatch.context() as patch:
        patch.setattr(journals, "remove", die)
        with pytest.raises(KilledError):
            deployment.deploy_once(deployer, local, path)
    text = path.read_text()
    assert unfinished.exists()
    _, new = deployment.deploy_once(deployer, local, path)
    assert not new
    assert [file.name for file in tmp_path.iterdir()] == ["here.json"]
    assert (path.read_text(), chain.blocks.height) == (text, height)


def test_deploy__node_fails__says_so_and_goes_on(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> None:
        raise ApeException("the node is gone")

    with monkeypatch.context() as patch:
        patch.setattr(wire, "broadcast", failing)
        says = r"EcomAccessManager failed: the node is gone \(the same command goes on from here\)"
        with pytest.raises(DeploymentError, match=says):
            deploy(journal)
    assert_good(deploy(journal))


def test_deploy__node_names_another_address__goes_no_further(
    journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be written into the constructors of all contracts after it, and into the manifest."""
    receipt, other = wire.receipt, accounts.test_accounts[9].address

    def lying(hash_: str) -> Any:
        found = receipt(hash_)
        return {**found, "contractAddress": other} if found and found["contractAddress"] else found

    monkeypatch.setattr(wire, "receipt", lying)
    with pytest.raises(DeploymentError, match=f"^EcomAccessManager: the node says that it is at {other}, "):
        deploy(journal)
    monkeypatch.undo()
    assert verification.differences(verification.verify(deploy(journal).manifest)) == []


def test_deploy__journal_with_the_hash_of_something_else__goes_no_further(
    journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(monkeypatch, journal, ROW_AT + 2, "signed")
    other = accounts.test_accounts[9]
    theirs = other.deploy(project.SealVault, other)
    noted = Journal.model_validate_json(journal.read_text(encoding="utf-8"))
    noted.transactions["vault"].hashes = [str(theirs.creation_metadata.txn_hash)]
    noted.save(journal)
    with pytest.raises(DeploymentError, match=f"^SealVault: the node says that it is at {theirs.address}, "):
        deploy(journal)


def test_deploy__two_at_once__second_refused(journal: Path) -> None:
    with (
        journals.locked(journal),
        pytest.raises(DeploymentError, match=r"another deployment with its files in .* is running"),
    ):
        deploy(journal)
    deploy(journal)


# Transactions that wait


@pytest.fixture
def waiting() -> Iterator[None]:
    """No block comes by itself."""
    chain.provider.make_request("evm_setAutomine", [False])
    yield
    chain.provider.make_request("anvil_dropAllTransactions", [])
    chain.provider.make_request("evm_setAutomine", [True])


def mine_and_go_on(_: float) -> None:
    chain.provider.make_request("evm_mine", [])


def kill_in_the_pool(patch: pytest.MonkeyPatch, path: Path) -> Sent:
    """The first transaction is sent and in no block; the run is gone."""
    killed(patch, path, 0, "sent")
    (sent,) = Journal.model_validate_json(path.read_text()).transactions.values()
    return sent


def test_deploy__transaction_waits__is_waited_for(
    journal: Path, monkeypatch: pytest.MonkeyPatch, waiting: None
) -> None:
    sent = kill_in_the_pool(monkeypatch, journal)
    with monkeypatch.context() as patch:
        patch.setattr(
            wire, "broadcast", lambda raw: pytest.fail("sent again") if raw == sent.raw else BROADCAST(raw)
        )
        finished = deploy(journal, sleep=mine_and_go_on)
    assert finished.manifest.transactions["access_manager"] == sent.hashes[0]


BROADCAST = wire.broadcast


def test_deploy__transaction_was_dropped__the_same_is_sent_again(
    journal: Path, monkeypatch: pytest.MonkeyPatch, waiting: None
) -> None:
    sent = kill_in_the_pool(monkeypatch, journal)
    chain.provider.make_request("anvil_dropAllTransactions", [])
    said: list[str] = []
    finished = deploy(journal, said, sleep=mine_and_go_on)
    assert f"EcomAccessManager: sending the transaction {sent.hashes[0]} again" in said
    assert finished.manifest.transactions["access_manager"] == sent.hashes[0]


def test_deploy__dropped_and_too_cheap_now__is_signed_again_with_the_same_nonce(
    journal: Path, monkeypatch: pytest.MonkeyPatch, waiting: None
) -> None:
    sent = kill_in_the_pool(monkeypatch, journal)
    chain.provider.make_request("anvil_dropAllTransactions", [])
    chain.provider.make_request("anvil_setNextBlockBaseFeePerGas", [hex(10 * sent.max_fee)])
    chain.provider.make_request("evm_mine", [])
    finished = deploy(journal, sleep=mine_and_go_on)
    transaction = finished.manifest.transactions["access_manager"]
    assert transaction != sent.hashes[0]
    assert chain.provider.web3.eth.get_transaction(transaction)["nonce"] == sent.nonce


def test_deploy__transaction_is_stuck__says_how_to_go_on(
    journal: Path, monkeypatch: pytest.MonkeyPatch, waiting: None
) -> None:
    stuck = (
        r"EcomAccessManager failed: its transaction 0x[0-9a-f]{64} is in no block after 0 s; it pays up to"
    )
    with pytest.raises(sender.StuckError, match=stuck + ".*again for more with --speed-up"):
        deploy(journal, timeout=0.0)
    (before,) = Journal.model_validate_json(journal.read_text()).transactions.values()
    finished = deploy(journal, sleep=mine_and_go_on, speed_up=True)
    transaction = finished.manifest.transactions["access_manager"]
    sent = chain.provider.web3.eth.get_transaction(transaction)
    assert transaction != before.hashes[0]
    assert sent["nonce"] == before.nonce
    assert sent["maxFeePerGas"] >= before.max_fee * 5 // 4
    assert sent["maxPriorityFeePerGas"] >= before.priority_fee * 5 // 4


def test_deploy__wallet_sent_the_same_for_more__is_adopted(
    journal: Path, monkeypatch: pytest.MonkeyPatch, waiting: None
) -> None:
    """Its hash is in no journal: it is found by its nonce, and known by its input."""
    sent = kill_in_the_pool(monkeypatch, journal)
    web3, deployer = chain.provider.web3, accounts.test_accounts[0]
    before = web3.eth.get_transaction(sent.hashes[0])
    dearer = chain.provider.network.ecosystem.create_transaction(
        sender=deployer.address, nonce=sent.nonce, data=before["input"], gas=before["gas"],
        max_fee=2 * sent.max_fee, max_priority_fee=2 * sent.priority_fee + 1, chain_id=chain.chain_id,
    )  # fmt: skip
    raw = deployer.sign_transaction(dearer).serialize_transaction()
    hash_ = web3.eth.send_raw_transaction(raw)
    for _ in range(3):
        chain.provider.make_request("evm_mine", [])
    finished = deploy(journal, sleep=mine_and_go_on)
    assert finished.manifest.transactions["access_manager"] == to_hex(hash_) == to_hex(keccak(raw))
    assert_good(finished)


@pytest.mark.parametrize("confirmations", [1, 2, 7])
def test_deploy__confirmations__are_waited_for(journal: Path, confirmations: int) -> None:
    told: list[str] = []
    finished = deploy(
        journal,
        confirmations=confirmations,
        sleep=mine_and_go_on,
        progress=lambda what, _: told.append(what),
    )
    assert chain.blocks.height >= finished.manifest.block + confirmations - 1
    waits = [what for what in told if what.startswith("waiting")]
    assert len(waits) < confirmations
    assert waits == [f"waiting for {missing} more blocks" for missing in range(len(waits), 0, -1)]


def test_deploy__chain_takes_blocks_back_while_it_confirms__sends_them_again(
    journal: Path, expected: Manifest
) -> None:
    """The last three blocks are replaced by empty ones, before they are deep enough."""
    told: list[str] = [""]
    taken: list[str] = []

    def sleep(_: float) -> None:
        if not taken and told[-1].startswith("waiting for"):
            taken.append(told[-1])
            chain.provider.make_request("anvil_reorg", [3, []])
        else:
            chain.provider.make_request("evm_mine", [])

    said: list[str] = []
    finished = deploy(journal, said, confirmations=9, sleep=sleep, progress=lambda what, _: told.append(what))
    assert taken
    assert "the chain took transactions back: sending them again" in said
    assert {n: r.address for n, r in finished.manifest.contracts.items()} == {
        n: r.address for n, r in expected.contracts.items()
    }
    assert_good(finished)


# The row: all contracts but the access manager know one another from their construction on

# The first and the last of the row, two in its middle, and around the two that check their own address.
STOPS = sorted({0, 1, 6, len(ROW) - 1, len(ROW)} | {ROW.index("root_game"), ROW.index("root_game") + 1})


@pytest.mark.parametrize("moment", ["noted", "sent"])
@pytest.mark.parametrize("done", STOPS)
def test_deploy__other_transaction_after_a_kill_within_the_row__ends_consistent(
    journal: Path, monkeypatch: pytest.MonkeyPatch, done: int, moment: str
) -> None:
    """The row is deployed anew unless it was whole: its next contract cannot get its planned address."""
    deployer = accounts.test_accounts[0]
    killed(monkeypatch, journal, ROW_AT + done, moment)
    before = Journal.model_validate_json(journal.read_text())
    deployer.transfer(accounts.test_accounts[9], 1)
    said: list[str] = []
    nonce = deployer.nonce
    deployed = deploy(journal, said)
    assert_good(deployed)
    whole = done == len(ROW) or (done == len(ROW) - 1 and moment == "sent")
    assert (ANEW in said) is not whole
    assert deployer.nonce == nonce + STEPS - ROW_AT - (done + (moment == "sent") if whole else 0)
    kept = deployed.manifest.transactions["token"] == before.transactions["token"].hashes[0]
    assert kept is whole
    manager = before.transactions["access_manager"].hashes[0]
    assert deployed.manifest.transactions["access_manager"] == manager


@pytest.mark.parametrize(
    ("step", "moment", "says"),
    [
        ("token", "after", "so that SealVault would not get its planned address: leave that account"),
        ("market", "after", "so that Budgets would not get its planned address: leave that account alone"),
        ("reward_pool", "after", "so that RootGame would not get its planned address: leave that account"),
        ("referendum", "after", "so that Grants would not get its planned address: leave that account alone"),
        ("budgets", "before", "so that Budgets would not get its planned address: leave that account alone"),
    ],
)
def test_deploy__other_transaction_within_the_row__stops_and_the_next_run_ends_consistent(
    journal: Path, monkeypatch: pytest.MonkeyPatch, step: str, moment: str, says: str
) -> None:
    """The deployer's wallet sends something else while the row is being deployed."""
    deployer = accounts.test_accounts[0]
    send = sender.Sender.send

    def disturbed(self: Any, name: str, *arguments: Any) -> Any:
        if (name, moment) == (step, "before"):
            deployer.transfer(accounts.test_accounts[9], 1)
        mined = send(self, name, *arguments)
        if (name, moment) == (step, "after"):
            deployer.transfer(accounts.test_accounts[9], 1)
        return mined

    with monkeypatch.context() as patch:
        patch.setattr(sender.Sender, "send", disturbed)
        with pytest.raises(DeploymentError, match=says):
            deploy(journal)
    assert_good(deploy(journal))


def test_deploy__other_transaction_takes_the_nonce_of_a_setting__it_is_signed_anew(
    journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(monkeypatch, journal, STEPS - 1, "noted")
    before = Journal.model_validate_json(journal.read_text()).transactions["hand-over"]
    accounts.test_accounts[0].transfer(accounts.test_accounts[9], 1)
    finished = deploy(journal)
    hash_ = finished.manifest.transactions["hand-over"]
    assert chain.provider.web3.eth.get_transaction(hash_)["nonce"] == before.nonce + 1
    assert_good(finished)


# The first reward day


@pytest.mark.parametrize("step", [1, ROW_AT + 3, ROW_AT + len(ROW), STEPS - 1])
def test_deploy__resumed_days_later__keeps_its_first_day(
    journal: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """ "today" is the day on which the deployment began, and `RewardPool` takes it for a week."""
    first = today()
    killed(monkeypatch, journal, step, "noted")
    chain.mine(timestamp=(first + deployment.START_BEFORE) * DAY + DAY // 2)
    deployed = deploy(journal)
    assert deployed.reward_pool.startDay() == deployed.factor_vote.startDay() == first
    assert deployed.manifest.parameters.rewards.start_day == first
    assert_good(deployed)


def test_deploy__resumed_after_a_week__goes_on_once_the_day_is_fixed_and_is_refused_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployer = accounts.test_accounts[0]
    without, noted, there = (tmp_path / name for name in ("without.json", "noted.json", "there.json"))
    first, pool = today(), ROW_AT + ROW.index("reward_pool")
    killed(monkeypatch, without, pool, "signed")
    with chain.isolate():
        killed(monkeypatch, noted, pool, "noted")
        chain.mine(timestamp=(first + deployment.START_BEFORE + 1) * DAY)
        with pytest.raises(DeploymentError, match=r"RewardPool failed: StartOutOfRange\(startDay="):
            deploy(noted)
    killed(monkeypatch, there, ROW_AT + len(ROW), "noted")
    chain.mine(timestamp=(first + deployment.START_BEFORE + 1) * DAY)
    nonce = deployer.nonce
    with pytest.raises(ParameterError, match=f"rewards.start_day: {parameters.date_text(first)} is not from"):
        deploy(without)
    assert deployer.nonce == nonce
    deployed = deploy(there)
    assert deployed.reward_pool.startDay() == first
    assert_good(deployed)


def today() -> int:
    """The UTC day of the latest block."""
    return int(chain.blocks.head.timestamp) // DAY


# Journals that are of something else


def test_deploy__unfinished_with_other_parameters__refused(
    journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(monkeypatch, journal, 2, "noted")
    content = Journal.model_validate_json(journal.read_text())
    other = content.parameters.model_copy(
        update={"limits": content.parameters.limits.model_copy(update={"opening_slots": 7})}
    )
    content.model_copy(update={"parameters": other}).save(journal)
    with pytest.raises(DeploymentError, match="unfinished deployment with another parameters"):
        deploy(journal)
    journal.write_text("{}")
    with pytest.raises(DeploymentError, match="is not of this version: remove it"):
        deploy(journal)


def test_deploy__unfinished_with_other_sources__refused(
    journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(monkeypatch, journal, 2, "noted")
    content = Journal.model_validate_json(journal.read_text())
    content.transactions["token"].data_hash = "0x" + "11" * 32
    content.save(journal)
    with pytest.raises(DeploymentError, match="unfinished deployment with another source of EcomToken"):
        deploy(journal)


def test_deploy__too_little_to_pay_with__said_before_it_is_sent(journal: Path) -> None:
    deployer = accounts.test_accounts[0]
    nonce = deployer.nonce
    with chain.isolate():
        chain.provider.set_balance(deployer.address, 10**15)
        says = f"of the native token .gas .*, {deployer.address} has 0.001: fund it"
        with pytest.raises(DeploymentError, match=says):
            deploy(journal)
        assert deployer.nonce == nonce


def test_deploy__node_names_a_price_that_is_none__offers_nothing(
    journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tip goes to whoever makes the block: all that the deployer has, where the node says so."""
    monkeypatch.setattr(type(chain.provider), "priority_fee", 2_000 * 10**9)
    with pytest.raises(
        DeploymentError, match=r"takes up to 2,00.*gwei, and 1,000\.000 are the most.*--max-fee"
    ):
        deploy(journal)
    assert not journal.exists()
    assert_good(deploy(journal, max_fee=5_000 * 10**9))


def test_settings__of_a_development_chain__are_quick() -> None:
    settings = deployment.default_settings()
    assert (settings.confirmations, settings.timeout, settings.patience) == (0, 60, 1)
    assert deployment.default_settings(confirmations=3).confirmations == 3
    assert Settings().confirmations == 1


def test_manifest__of_a_resumed_deployment__is_as_in_the_file(
    journal: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    killed(monkeypatch, journal, 7, "sent")
    finished = deploy(journal)
    path = finished.manifest.save(tmp_path / "here.json")
    assert manifest.load(path) == finished.manifest
