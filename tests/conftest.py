"""Shared set-up of the test suite."""

from pathlib import Path

import pytest


def pytest_sessionstart(session: pytest.Session) -> None:
    """Never test stale bytecode: `ape test` by itself overlooks changed imports and settings."""
    if hasattr(session.config, "workerinput"):
        return  # a pytest-xdist worker: its controller has been here
    from ape import project

    from ape_ecomtools.build import build, is_current

    root = Path(__file__).resolve().parents[1]
    if not is_current(root):
        build(root)
        project.load_manifest()
