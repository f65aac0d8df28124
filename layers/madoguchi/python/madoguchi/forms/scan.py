"""What GuardDuty's Malware Protection for S3 found in a file.

The event: docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from madoguchi.forms.desk import Desk
from madoguchi.forms.draft import KEPT
from madoguchi.forms.model import Scan
from madoguchi.runtime.errors import BadRequest
from madoguchi.runtime.log import logger

_FOUND: Mapping[str, Scan] = {"NO_THREATS_FOUND": "clean", "THREATS_FOUND": "infected"}


def note(event: Mapping[str, Any], desk: Desk) -> None:
    """Note the result of one scan. Raises BadRequest for an event of another shape, and Unavailable.

    A file that could not be scanned (too large, encrypted, unreadable) stays unknown and is not handed out.
    """
    try:
        key = str(event["detail"]["s3ObjectDetails"]["objectKey"])
        status = str(event["detail"]["scanResultDetails"]["scanResultStatus"])
        at = datetime.fromisoformat(str(event["time"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BadRequest("not a scan's result") from error
    parts = key.split("/")
    # As it was posted, or where it lies since its application has arrived.
    place = {("drafts", 5): 3, ("applications", 3): 2}.get((parts[0], len(parts)))
    if place is None:
        return
    found = _FOUND.get(status, "unknown")
    if found != "clean":
        logger().warning("file_not_clean", extra={"file": parts[place], "status": status})
    desk.store.note_scan(parts[place], found, at + KEPT)
