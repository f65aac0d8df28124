"""Why a file is not handed out: what its scan has said so far, or what became of it."""

from collections.abc import Mapping

from madoguchi.forms.definition.model import Scan, StoredFile
from madoguchi.runtime.errors import Conflict


class FileNotOpen(Conflict):
    """A file that is not handed out, for what its scan has said so far."""

    code = "file_not_open"


class ScanPending(FileNotOpen):
    """A file that nobody has looked into yet."""

    code = "scan_pending"


class FileInfected(FileNotOpen):
    """A file in which something harmful was found."""

    code = "scan_infected"


class FileUnscanned(FileNotOpen):
    """A file that the scan could not read: nobody knows whether it is harmless."""

    code = "scan_unknown"


class FileReplaced(FileNotOpen):
    """A file whose sender put another in its place before it came to its application."""

    code = "file_replaced"


NOT_OPEN: Mapping[Scan, type[FileNotOpen]] = {
    "pending": ScanPending,
    "infected": FileInfected,
    "unknown": FileUnscanned,
    "replaced": FileReplaced,
}
"""How a file is refused, by what is known of it."""


def require_harmless(file: StoredFile) -> None:
    """Let pass only a file that its scan has found harmless. Raises FileNotOpen."""
    if file.scan != "clean":
        raise NOT_OPEN[file.scan](file.id)
