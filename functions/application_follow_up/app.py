"""Doorway of the stream of ApplicationsTable: the entries of histories, in their order, failures reported."""

from typing import Any

from madoguchi.forms.follow_up import follow_up_here
from madoguchi.forms.stream import take


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Follow up a batch of entries; the stream brings again what is not done, from there on."""
    return take(event["Records"], follow_up_here)
