"""How wide commands print."""

import pytest

from ecomchain import consoles


def test_output__no_terminal__wide_unless_columns_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert not consoles.output().is_terminal
    assert consoles.output().width == consoles.WIDE
    monkeypatch.setenv("COLUMNS", "72")
    assert consoles.output().width == 72


def test_output__terminal__as_wide_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "91")
    assert consoles.output(force_terminal=True, highlight=False).width == 91
