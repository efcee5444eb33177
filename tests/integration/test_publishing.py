"""Publishing sources: what an explorer is sent, and what is made of its answers."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ecomchain import publishing, sources
from ecomchain.errors import NetworkError
from ecomchain.manifest import Manifest
from ecomchain.publishing import Explorer
from ecomchain.system import CONTRACTS, System, title

Answer = Callable[[dict[str, str]], Any]


class Stub:
    """An explorer on this machine; remembers the forms it was sent, and answers as it is told."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.submitted: Answer = lambda form: f"guid-{form['contractname'].rpartition(':')[2]}"
        self.status: Answer = lambda _: "Pass - Verified"
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode(), stub.submitted)

            def do_GET(self) -> None:
                self._answer("", stub.status)

            def _answer(self, body: str, answer: Answer) -> None:
                query = parse_qs(urlsplit(self.path).query)
                form = {key: values[0] for key, values in {**query, **parse_qs(body)}.items()}
                stub.forms.append(form)
                content = json.dumps({"status": "1", "result": answer(form)}).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v2/api"


@pytest.fixture
def stub() -> Iterator[Stub]:
    one = Stub()
    threading.Thread(target=one.server.serve_forever, daemon=True).start()
    yield one
    one.server.shutdown()
    one.server.server_close()


def explorer(stub: Stub, chain_id: int = 8453) -> Explorer:
    return Explorer(stub.url, "SECRET", chain_id, sleep=lambda _: None)


def few(system: System, *names: str) -> Manifest:
    contracts = {name: system.manifest.contracts[name] for name in names}
    return system.manifest.model_copy(update={"contracts": contracts})


def test_publish__every_contract__is_sent_as_the_explorer_wants_it(system: System, stub: Stub) -> None:
    outcomes = list(publishing.publish(system.manifest, explorer(stub)))
    assert outcomes == [(title(name), "published") for name in CONTRACTS]
    sent = [form for form in stub.forms if form["action"] == "verifysourcecode"]
    for (name, record), form in zip(system.manifest.contracts.items(), sent, strict=True):
        assert form["contractaddress"] == record.address
        assert form["contractname"] == f"contracts/{CONTRACTS[name]}.sol:{CONTRACTS[name]}"
        assert json.loads(form["sourceCode"]) == sources.standard_json(record.contract)
        assert (form["chainid"], form["apikey"]) == ("8453", "SECRET")
        assert (form["codeformat"], form["evmversion"]) == ("solidity-standard-json-input", "cancun")
        assert (form["optimizationUsed"], form["runs"], form["licenseType"]) == ("1", "1000", "3")
        assert form["compilerversion"] == sources.compiler_version()
    checks = [form["guid"] for form in stub.forms if form["action"] == "checkverifystatus"]
    assert checks == [f"guid-{contract}" for contract in CONTRACTS.values()]


def test_submission__arguments__are_what_followed_the_creation_code(system: System) -> None:
    from ape import chain

    for record in system.manifest.contracts.values():
        sent = bytes(chain.provider.web3.eth.get_transaction(record.transaction)["input"]).hex()
        arguments = publishing.submission(record)["constructorArguments"]
        assert arguments
        assert sent.endswith(arguments)
        assert len(arguments) == 64 * len(record.constructor_arguments)


@pytest.mark.parametrize(
    ("submitted", "status", "outcome"),
    [
        (["Contract source code already verified"], [], "published"),
        (["guid"], ["Pending in queue", "Already Verified"], "published"),
        (["Unable to locate ContractCode at 0x", "guid"], ["Pass - Verified"], "published"),
        (["guid"], ["Fail - Unable to verify"], "Fail - Unable to verify"),
        (["Invalid API Key (#err2)|BASE"], [], "Invalid API Key (#err2)|BASE"),
    ],
)
def test_publish__what_the_explorer_says__is_told(
    system: System, stub: Stub, submitted: list[str], status: list[str], outcome: str
) -> None:
    stub.submitted = lambda _: submitted.pop(0)
    stub.status = lambda _: status.pop(0)
    assert list(publishing.publish(few(system, "vault"), explorer(stub))) == [("SealVault", outcome)]
    assert submitted == status == []


def test_publish__never_done__ends(system: System, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "ATTEMPTS", 3)
    stub.status = lambda _: "Pending in queue"
    expected = "not done after 15 seconds: run the same again"
    assert list(publishing.publish(few(system, "vault"), explorer(stub))) == [("SealVault", expected)]


def test_publish__nobody_answers__one_line_without_the_key(system: System) -> None:
    silent = Explorer("http://127.0.0.1:9/v2/api", "SECRET", 1)
    with pytest.raises(
        NetworkError, match=r"the explorer at http://127.0.0.1:9/v2/api does not answer"
    ) as error:
        list(publishing.publish(few(system, "vault"), silent))
    assert "SECRET" not in error.value.message


def test_explorer__from_the_environment__needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(publishing.KEY, raising=False)
    monkeypatch.delenv(publishing.API, raising=False)
    assert publishing.explorer(1) is None
    monkeypatch.setenv(publishing.KEY, " K ")
    assert publishing.explorer(1) == Explorer(publishing.DEFAULT_API, "K", 1)
    monkeypatch.setenv(publishing.API, "http://other")
    assert publishing.explorer(5) == Explorer("http://other", "K", 5)


def test_write__a_folder__has_what_anybody_can_hand_in(system: System, tmp_path: Path) -> None:
    lines = list(publishing.write(few(system, "vault", "token"), tmp_path / "sources"))
    assert json.loads((tmp_path / "sources/vault.json").read_text()) == sources.standard_json("SealVault")
    vault = system.manifest.contracts["vault"]
    assert lines[0].startswith(
        f"{tmp_path}/sources/vault.json: contracts/SealVault.sol:SealVault at {vault.address}"
    )
    assert lines[0].endswith(publishing.encoded_arguments(vault))
