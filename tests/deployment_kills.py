"""Deploys in processes that are killed (SIGKILL) at every transaction, before and after it is sent.

    python tests/deployment_kills.py MODE URL PARAMETERS DIRECTORY

The chain at URL is an anvil that nothing else uses, with a public network's chain id and a base fee of 0.
Writes into DIRECTORY the manifest of a deployment that nothing interrupts, ``expected.json``, and takes that
one back; then what comes out of interrupted ones. MODE ``chain``: one deployment that is killed twice at each
of its transactions. MODE ``each``: for each transaction and moment a deployment of its own, killed there
once. Prints how many processes were killed.

Each run is a fork of this process: killed for good, without the seconds that it takes to start Ape.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from ape import accounts, chain, networks

from ecomchain import deployment, manifest, parameters, verification
from ecomchain.deployment import journal as journals
from ecomchain.deployment import wire
from ecomchain.system import System

MOMENTS = ("signed", "noted", "sent")
"""Before a transaction is in the journal; before and after it is sent."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(count: int, moment: str) -> None:
    """From now on, at the transaction number ``count`` that this process sends, from 0."""
    write, broadcast, sent = journals.write_whole, wire.broadcast, 0

    def writing(path: Path, text: str) -> None:
        if (sent, moment) == (count, "signed"):
            die()
        write(path, text)

    def sending(raw: str) -> str | None:
        nonlocal sent
        if (sent, moment) == (count, "noted"):
            die()
        refused = broadcast(raw)
        if (sent, moment) == (count, "sent"):
            die()
        sent += 1
        return refused

    journals.write_whole, wire.broadcast = writing, sending  # type: ignore[assignment]


def in_a_process(act: Callable[[], None]) -> bool:
    """Whether it came to its end; False where it was killed. Raises SystemExit where it failed."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    if os.WEXITSTATUS(status):
        raise SystemExit("a deployment failed")
    return True


def deploy_once(chosen: parameters.Parameters, path: Path) -> System:
    settings = deployment.default_settings(confirmations=1)  # no blocks come by themselves
    return deployment.deploy_once(accounts.test_accounts[0], chosen, path, settings=settings)[0]


def deploy(chosen: parameters.Parameters, path: Path) -> None:
    system = deploy_once(chosen, path)
    differences = verification.differences(verification.verify(system.manifest))
    if differences:
        raise SystemExit("\n".join(map(str, differences)))


def killed(chosen: parameters.Parameters, path: Path, count: int, moment: str) -> bool:
    """Whether the run was killed there, and did not come so far."""

    def act() -> None:
        die_at(count, moment)
        deploy_once(chosen, path)

    return not in_a_process(act)


def one_chain(chosen: parameters.Parameters, directory: Path) -> int:
    path, kills = directory / "chain.json", 0
    for _ in range(deployment.STEPS):
        for moment in ("noted", "sent"):
            kills += killed(chosen, path, 0, moment)
    in_a_process(lambda: deploy(chosen, path))
    return kills


def each_alone(chosen: parameters.Parameters, directory: Path) -> int:
    kills = 0
    for step in range(deployment.STEPS):
        for moment in MOMENTS:
            before = chain.provider.make_request("evm_snapshot", [])
            path = directory / f"{step:02}-{moment}.json"
            kills += killed(chosen, path, step, moment)
            in_a_process(lambda path=path: deploy(chosen, path))  # type: ignore[misc]
            chain.provider.make_request("evm_revert", [before])
    return kills


def main(mode: str, url: str, parameters_file: str, out: str) -> None:
    directory, chosen = Path(out), parameters.load(parameters_file)
    with networks.parse_network_choice(url):
        chain.provider.make_request("anvil_setBlockTimestampInterval", [1])
        before = chain.provider.make_request("evm_snapshot", [])
        in_a_process(lambda: deploy(chosen, directory / "expected.json"))
        chain.provider.make_request("evm_revert", [before])
        kills = {"chain": one_chain, "each": each_alone}[mode](chosen, directory)
    manifests = sorted(path for path in directory.glob("*.json") if path.name != "expected.json")
    assert all(manifest.load(path) for path in manifests)
    print(f"killed {kills} of {len(manifests)} deployments")


if __name__ == "__main__":
    main(*sys.argv[1:])
