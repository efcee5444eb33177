"""A Safe as the foundation: what it wants is proposed to its owners, or written for the Safe web app."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import safes
from ape import accounts, chain
from ape_safe.utils import get_safe_tx_hash
from eth_abi import decode
from eth_utils import keccak, to_hex

from ecomchain import deployment
from ecomchain.errors import ArgumentError
from ecomchain.governance import batch, multisend, operations
from ecomchain.governance.batch import BatchFile
from ecomchain.governance.calls import describe, parse
from ecomchain.governance.desk import Desk, outbox_of
from ecomchain.governance.errors import GovernanceError
from ecomchain.governance.outbox import Posted
from ecomchain.governance.safe import SafeQueue
from ecomchain.names import Names
from ecomchain.sending import ActionError
from ecomchain.system import System

SUBMITTER, CONFIRMER, THIRD = safes.OWNERS
STRANGER = 9


def account(index: int) -> Any:
    return accounts.test_accounts[index]


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def safe(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch_module: pytest.MonkeyPatch, system: System
) -> Any:
    return safes.create(tmp_path_factory.mktemp("safe"), monkeypatch_module)


@pytest.fixture(scope="module")
def governed(safe: Any) -> System:
    return safes.governed_by(safe)


@pytest.fixture(autouse=True)
def _fresh_queue(safe: Any) -> None:
    """The stand-in for the Safe's service forgets what an earlier test has proposed."""
    safe.__dict__.pop("client", None)


def desk(governed: System, safe: Any, submitter: int | None = SUBMITTER) -> Desk:
    return Desk(governed, outbox_of(governed, safe, None if submitter is None else account(submitter)))


def confirm_and_execute(safe: Any) -> Any:
    """What the other owners do; returns the receipt of the Safe's transaction."""
    (waiting,) = list(safe.client.get_transactions(confirmed=False))
    transaction = waiting.as_safe_tx(version=str(safe.version), chain_id=chain.chain_id)
    identity = get_safe_tx_hash(transaction)
    assert [each.owner for each in waiting.confirmations] == [account(SUBMITTER).address]
    safe.client.post_signatures(
        identity, {account(CONFIRMER).address: account(CONFIRMER).sign_message(transaction)}
    )
    return safe.submit_safe_tx(identity, submitter=account(STRANGER))


def calls(governed: System) -> list[Any]:
    names = Names(governed)
    return [
        parse(names, "disputes", "setArbitrator", ["TEST::9"]),
        parse(names, "access_manager", "grantRole", ["publisher", "TEST::9", "0"]),
    ]


def test_safe__schedules_then_executes__after_two_owners_confirmed(governed: System, safe: Any) -> None:
    """The whole way, twice: propose, confirm, execute the Safe's transaction."""
    manager, names = governed.access_manager, Names(governed)
    wanted = calls(governed)
    at = desk(governed, safe)
    said = [at.schedule(call) for call in wanted]
    identities = [to_hex(at.operation_id(call)) for call in wanted]
    assert said == [
        f"to be scheduled: {describe(names, call.target.address, call.data)}, executable 5 days after that, "
        f"operation {identity}"
        for call, identity in zip(wanted, identities, strict=True)
    ]
    assert operations.pending(governed) == []
    first, second = at.outbox.finish()
    assert first.startswith(
        f"proposed to the Safe {safe.address} by {account(SUBMITTER)}: 2 calls, nonce 0, 0x"
    )
    assert second.startswith("1 of 2 confirmations; ")
    assert operations.pending(governed) == []

    receipt = confirm_and_execute(safe)
    topics = [to_hex(log["topics"][0]) for log in receipt.logs if log["address"] == safe.address]
    assert to_hex(keccak(text="ExecutionSuccess(bytes32,uint256)")) in topics
    waiting = operations.pending(governed)
    assert sorted(each.id for each in waiting) == sorted(identities)
    assert {each.caller for each in waiting} == {safe.address}
    assert {each.ready for each in waiting} == {chain.blocks[receipt.block_number].timestamp + safes.DELAY}

    chain.mine(timestamp=waiting[0].ready)
    at = desk(governed, safe)
    done, refused = at.execute_due(waiting)
    assert refused == []
    assert len(done) == 2
    assert at.outbox.finish()[0].startswith(f"proposed to the Safe {safe.address}")
    assert governed.disputes.arbitrator() != account(STRANGER)
    confirm_and_execute(safe)
    assert governed.disputes.arbitrator() == account(STRANGER)
    assert manager.hasRole(deployment.PUBLISHER_ROLE, account(STRANGER)) == (True, 0)
    assert operations.pending(governed) == []


def test_safe__one_call__is_proposed_straight_and_without_delegation(governed: System, safe: Any) -> None:
    at = desk(governed, safe)
    (call, _) = calls(governed)
    at.schedule(call)
    at.outbox.finish()
    (waiting,) = list(safe.client.get_transactions(confirmed=False))
    assert (waiting.to, int(waiting.operation)) == (governed.access_manager.address, 0)
    data = governed.access_manager.schedule.encode_input(call.target.address, call.data, 0)
    assert bytes(waiting.data) == bytes(data)


def test_safe__several_calls__go_to_the_known_contract_alone(governed: System, safe: Any) -> None:
    at = desk(governed, safe)
    for call in calls(governed):
        at.schedule(call)
    at.outbox.finish()
    (waiting,) = list(safe.client.get_transactions(confirmed=False))
    assert (waiting.to, int(waiting.operation)) == (multisend.ADDRESSES["1.4.1"][0], 1)


def test_safe__same_batch_again__is_not_proposed_twice(governed: System, safe: Any) -> None:
    for count in range(2):
        at = desk(governed, safe)
        for call in calls(governed):
            at.schedule(call)
        (line, *_) = at.outbox.finish()
        assert line.startswith("this is in the queue") is bool(count)
    assert len(list(safe.client.get_transactions(confirmed=False))) == 1


def test_safe__nothing_to_do__proposes_nothing(governed: System, safe: Any) -> None:
    assert desk(governed, safe).outbox.finish() == ["nothing to propose"]
    assert list(safe.client.get_transactions(confirmed=False)) == []


def test_safe__no_submitter_named__is_an_owner_that_is_here(governed: System, safe: Any) -> None:
    at = desk(governed, safe, None)
    at.schedule(calls(governed)[0])
    (line, _) = at.outbox.finish()
    assert line.startswith(
        f"proposed to the Safe {safe.address} by {account(SUBMITTER)}: 1 calls, nonce 0, 0x"
    )


def test_safe__submitter_is_no_owner__refused(governed: System, safe: Any) -> None:
    at = desk(governed, safe, STRANGER)
    at.schedule(calls(governed)[0])
    with pytest.raises(GovernanceError) as caught:
        at.outbox.finish()
    assert caught.value.message.startswith(
        f"{account(STRANGER)} is not an owner of the Safe {safe.address}: "
    )


def test_safe__call_out_of_bounds__refused_before_it_is_proposed(governed: System, safe: Any) -> None:
    at = desk(governed, safe)
    data = ["[reputation.setMarket]", "role 7"]
    call = parse(Names(governed), "access_manager", "setTargetFunctionRole", ["reputation", *data])
    assert at.schedule(call).startswith("to be scheduled: ")
    bad = parse(Names(governed), "access_manager", "updateAuthority", ["market", "TEST::9"])
    with pytest.raises(GovernanceError, match="would be refused: AccessManagedInvalidAuthority"):
        at.schedule(bad)
    assert len(at.outbox.posted) == 1  # type: ignore[attr-defined]


def test_safe__without_multisend_on_the_chain__says_what_to_do(governed: System, safe: Any) -> None:
    chain.provider.make_request("anvil_setCode", [multisend.ADDRESSES["1.4.1"][0], "0x00"])
    at = desk(governed, safe)
    for call in calls(governed):
        at.schedule(call)
    with pytest.raises(GovernanceError, match="there is no MultiSendCallOnly of Safe"):
        at.outbox.finish()


def test_safe__is_one__for_ape_safes_accounts_alone(governed: System, safe: Any) -> None:
    assert isinstance(outbox_of(governed, safe), SafeQueue)
    assert not isinstance(outbox_of(governed, account(1)), SafeQueue)


# Files for the Transaction Builder


def write(governed: System, safe: Any, path: Path) -> dict[str, Any]:
    at = Desk(governed, BatchFile(governed, safe.address, path))
    for call in calls(governed):
        at.schedule(call)
    (line,) = at.outbox.finish()
    assert line.startswith(f"{path}: 2 transactions of the Safe {safe.address}; import it")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_batch_file__executed_by_the_safe__does_exactly_what_it_says(
    governed: System, safe: Any, tmp_path: Path
) -> None:
    """As the web app executes it: the data of each transaction, by the Safe."""
    content = write(governed, safe, tmp_path / "batch.json")
    packed = [(each["to"], bytes.fromhex(each["data"][2:])) for each in content["transactions"]]
    assert {each["value"] for each in content["transactions"]} == {"0"}
    transaction = safe.create_safe_tx(to=multisend.find("1.4.1"), data=multisend.encode(packed), operation=1)
    signatures = {
        account(index).address: account(index).sign_message(transaction) for index in (CONFIRMER, THIRD)
    }
    execution = safe.create_execute_transaction(transaction, signatures, submitter=account(STRANGER))
    account(STRANGER).call(execution)
    waiting = operations.pending(governed)
    wanted = calls(governed)
    assert {(each.target, each.data, each.caller) for each in waiting} == {
        (call.target.address, call.data, safe.address) for call in wanted
    }


def test_batch_file__read_by_the_form__says_the_same_as_the_data(
    governed: System, safe: Any, tmp_path: Path
) -> None:
    content = write(governed, safe, tmp_path / "batch.json")
    for each in content["transactions"]:
        method, values = each["contractMethod"], each["contractInputsValues"]
        types = [item["type"] for item in method["inputs"]]
        data = bytes.fromhex(each["data"][2:])
        assert data[:4] == keccak(text=f"{method['name']}({','.join(types)})")[:4]
        target, inner, when = decode(types, data[4:])
        assert values == {"target": values["target"], "data": to_hex(inner), "when": str(when)}
        assert values["target"].lower() == target
        assert method["payable"] is False
    assert content["chainId"] == str(chain.chain_id)
    assert content["meta"]["createdFromSafeAddress"] == safe.address
    assert content["meta"]["description"].startswith("schedule Disputes.setArbitrator(arbitrator 0x")


def test_batch_file__checksum__covers_everything_but_the_name(
    governed: System, safe: Any, tmp_path: Path
) -> None:
    content = write(governed, safe, tmp_path / "batch.json")
    right = content["meta"]["checksum"]
    assert batch.checksum(content) == right
    content["meta"]["name"] = "renamed in the web app"
    assert batch.checksum(content) == right
    content["transactions"][0]["value"] = "1"
    assert batch.checksum(content) != right


def test_checksum__known_batch__is_what_the_transaction_builder_computes() -> None:
    """The value is that of ``@morpho-labs/gnosis-tx-builder`` 2.0.0 (npm), which follows safe-global."""
    address = "0x1234123412341234123412341234123412341234"
    content = {
        "version": "1.0",
        "chainId": "31337",
        "createdAt": 1_700_000_000_000,
        "meta": {
            "name": "Ecom Chain governance",
            "description": 'schedule: ShopRegistry.setCooldown(cooldown 8 days); „ü“ "q"',
            "txBuilderVersion": "1.17.1",
            "createdFromSafeAddress": address,
            "createdFromOwnerAddress": "",
        },
        "transactions": [
            {
                "to": address,
                "value": "0",
                "data": "0xabcd",
                "contractMethod": {
                    "inputs": [{"internalType": "address", "name": "target", "type": "address"}],
                    "name": "schedule",
                    "payable": False,
                },
                "contractInputsValues": {"target": "0x12"},
            },
            {
                "to": address,
                "value": "5",
                "data": None,
                "contractMethod": None,
                "contractInputsValues": None,
            },
        ],
    }
    assert batch.checksum(content) == "0x6f8f75dd4c7df4f0ce7356da2869718cafc1a56d41e8ecaa2af2ca74bf07d45d"


def test_batch_file__direct_call_with_a_struct__is_written_as_json(system: System, tmp_path: Path) -> None:
    """An operator without delay: the setter itself, with its struct."""
    registry = system.registry
    content = batch.batch(1, registry.address, [Posted("x", registry.setCapability, (2, (1, 2, 3, True)))], 5)
    (each,) = content["transactions"]
    assert each["contractInputsValues"] == {"id": "2", "terms": '["1","2","3",true]'}
    terms = each["contractMethod"]["inputs"][1]
    assert (terms["type"], [field["name"] for field in terms["components"]]) == (
        "tuple",
        ["lockPerUnit", "sealPerUnit", "maxUnits", "enabled"],
    )
    assert each["data"] == to_hex(registry.setCapability.encode_input(2, (1, 2, 3, True)))


def test_batch_file__call_that_a_contract_refuses__is_not_written(
    governed: System, safe: Any, tmp_path: Path
) -> None:
    path = tmp_path / "batch.json"
    outbox = BatchFile(governed, safe.address, path)
    manager = governed.access_manager
    with pytest.raises(ActionError, match="execute it was refused: AccessManagerNotScheduled"):
        outbox.post("execute it", manager.execute, governed.disputes, calls(governed)[0].data)
    assert outbox.finish() == [f"nothing to do: {path} was not written"]
    assert not path.exists()


def test_batch_file__address_without_code__refused(governed: System, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=f"{account(STRANGER)} is no contract on this chain, so no Safe"):
        BatchFile(governed, account(STRANGER).address, tmp_path / "batch.json")
