"""Doorway of the stream of ApplicationsTable: the entries of histories, in their order, failures reported."""

from typing import Any

from madoguchi.forms.follow_up import follow_up_here, forget_here
from madoguchi.forms.stream import take
from madoguchi.office.alike import compare_here
from madoguchi.office.search import index_here


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Follow up a batch of entries; the stream brings again what is not done, from there on."""

    def follow(number: str, position: int) -> None:
        follow_up_here(number, position, lambda: context.get_remaining_time_in_millis() / 1000)
        index_here(number, position)
        compare_here(number, position)

    return take(event["Records"], follow, forget_here)
