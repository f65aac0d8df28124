"""Doorway of EventBridge: what GuardDuty found in a file that a resident has posted."""

from typing import Any

from madoguchi.forms.files.scan import note
from madoguchi.forms.records.desk import desk


def handler(event: dict[str, Any], _context: object) -> None:
    """Note one result; what fails comes again, and then lies in the failure destination."""
    note(event, desk())
