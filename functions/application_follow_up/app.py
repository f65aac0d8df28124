"""Doorway of the stream of ApplicationsTable, failures reported; and of what was set aside on its way."""

from typing import Any

from madoguchi.forms.filing.follow_up import follow_up_here, forget_here
from madoguchi.forms.filing.stream import FollowUp, set_aside_here, take, take_again
from madoguchi.office.alike import compare_here
from madoguchi.office.search import index_here


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Follow up a batch of entries; what is not done comes again."""

    def follow(number: str, position: int) -> None:
        follow_up_here(number, position, lambda: context.get_remaining_time_in_millis() / 1000)
        index_here(number, position)
        compare_here(number, position)

    records, follow_up = event["Records"], FollowUp(follow, forget_here)
    if records[0]["eventSource"] == "aws:sqs":
        return take_again(records, follow_up)
    return take(records, follow_up, set_aside_here)
