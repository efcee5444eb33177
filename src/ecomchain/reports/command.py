"""What `ape run statement` and `ape run overview` have in common: connecting, showing, exit codes."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from ecomchain import consoles, deployment, manifest
from ecomchain.reports import dump, html, text
from ecomchain.reports.document import Document
from ecomchain.reports.errors import ReportError
from ecomchain.reports.source import Bar, Quiet
from ecomchain.system import System, connect

F = TypeVar("F")


def run(
    read: Callable[[System, Quiet], F],
    document: Callable[[F, str], Document],
    *,
    agrees: Callable[[F], bool],
    language: str,
    html_file: Path | None,
    as_json: bool,
    manifest_file: Path | None,
) -> F:
    """Read, then print text or JSON on standard output, and write the page where one is asked for.

    Exits with 1 where a check differs, after everything is shown. Progress goes to standard error.
    """
    _require_folder(html_file)
    deployment.require_build()
    system = connect(manifest.load(manifest_file or manifest.default_path(deployment.network_name())))
    errors = Console(stderr=True)
    figures = read(system, Bar(errors))
    page = document(figures, language)
    if as_json:
        print(dump.to_json(figures))
    elif html_file is None:
        text.show(page, consoles.output(highlight=False))
    if html_file is not None:
        html.save(page, html_file)
        errors.print(f"{html_file}: {html_file.stat().st_size:,} bytes", highlight=False, soft_wrap=True)
    if not agrees(figures):
        errors.print(page.verdict.text, style="red", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(1)
    return figures


def _require_folder(path: Path | None) -> None:
    """Raises ReportError where the page could not be written: better before reading than after it."""
    if path is None:
        return
    if path.is_dir():
        raise ReportError(f"{path} is a directory: name a file in it with --html")
    if not path.parent.is_dir():
        raise ReportError(f"{path.parent} is no existing folder: make it, or name another file with --html")
