"""Doorway of the stream of ApplicationsTable: the entries of histories, in their order, failures reported."""

from typing import Any

from madoguchi.forms.follow_up import follow_up_here, forget_here
from madoguchi.forms.stream import take
from madoguchi.office.search import index_here


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Follow up a batch of entries; the stream brings again what is not done, from there on."""
    return take(event["Records"], _follow, forget_here)


def _follow(number: str, position: int) -> None:
    follow_up_here(number, position)
    index_here(number, position)
