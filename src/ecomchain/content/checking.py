"""Whether blocks are whole: all of a store or CAR, or those of one tree."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ecomchain.content import tree
from ecomchain.content.cid import Cid
from ecomchain.content.errors import ContentError
from ecomchain.content.limits import Limits
from ecomchain.content.sources import Source
from ecomchain.content.walk import walk


@dataclass(slots=True)
class Report:
    """What was looked at, and what is wrong: a line for each."""

    blocks: int = 0
    size: int = 0
    wrong: list[str] = field(default_factory=list)


def check_blocks(
    source: Source, cids: Iterable[Cid], progress: Callable[[int], object] | None = None
) -> Report:
    """Every one of these blocks against its CID."""
    report = Report()
    for cid in cids:
        try:
            data = source.get(cid)
        except ContentError as error:
            report.wrong.append(error.message)
        else:
            report.size += len(data)
            if progress:
                progress(len(data))
        report.blocks += 1
    return report


def check_tree(
    source: Source, root: Cid, limits: Limits | None = None, progress: Callable[[int], object] | None = None
) -> Report:
    """A tree whole: every entry, every byte. ``blocks`` counts entries; the first thing wrong ends it."""
    report = Report()
    try:
        for item in walk(source, root, limits):
            report.blocks += 1
            if not item.opened.is_directory:
                for data in tree.file_bytes(source, item.opened):
                    report.size += len(data)
                    if progress:
                        progress(len(data))
    except ContentError as error:
        report.wrong.append(error.message)
    return report
