"""ape_ecomtools.explorers: no block explorer is asked without a key, nor ever about a development chain."""

from typing import Any

import pytest
import requests
from ape import Contract, chain
from ape.api.networks import NetworkAPI
from ape.exceptions import ContractNotFoundError

from ape_ecomtools import explorers

UNKNOWN = "0x" + "ab" * 20


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses on the internet that were asked for."""
    urls: list[str] = []
    request = requests.Session.request

    def heard(session: requests.Session, method: str, url: str, *arguments: Any, **options: Any) -> Any:
        if url.startswith("http://127.0.0.1:"):
            return request(session, method, url, *arguments, **options)
        urls.append(url)
        raise requests.ConnectionError("no internet")

    monkeypatch.setattr(requests.Session, "request", heard)
    return urls


@pytest.mark.parametrize("key", [None, "K"])
def test_unknown_contract__development_chain__nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], key: str | None
) -> None:
    if key:
        monkeypatch.setenv(explorers.KEY, key)
    else:
        monkeypatch.delenv(explorers.KEY, raising=False)
    network = chain.provider.network
    assert network._plugin_explorers == []
    network.__dict__.pop("explorer", None)  # what Ape remembers of it
    with pytest.raises(ContractNotFoundError):
        Contract(UNKNOWN)
    assert asked == []


@pytest.mark.parametrize(("key", "known"), [(None, False), ("K", True)])
def test_explorers__public_chain__known_with_a_key_only(
    monkeypatch: pytest.MonkeyPatch, key: str | None, known: bool
) -> None:
    monkeypatch.setattr(explorers, "DEVELOPMENT_CHAINS", frozenset())
    monkeypatch.delenv(explorers.KEY, raising=False)
    if key:
        monkeypatch.setenv(explorers.KEY, key)
    names = {name for name, _ in chain.provider.network._plugin_explorers}
    assert ("etherscan" in names) is known


def test_install__again__changes_nothing() -> None:
    before = NetworkAPI._plugin_explorers
    explorers.install()
    assert NetworkAPI._plugin_explorers is before
