"""What GuardDuty's Malware Protection for S3 found in a file.

The event: docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from madoguchi.forms.definition.model import Scan
from madoguchi.forms.files.attachments import identity
from madoguchi.forms.records.desk import Desk
from madoguchi.forms.records.draft import KEPT
from madoguchi.runtime.errors import BadRequest
from madoguchi.runtime.log import logger

_FOUND: Mapping[str, Scan] = {"NO_THREATS_FOUND": "clean", "THREATS_FOUND": "infected"}


def note(event: Mapping[str, Any], desk: Desk) -> None:
    """Note the result of one scan. Raises BadRequest for an event of another shape, and Unavailable.

    A file that could not be scanned (too large, encrypted, unreadable) stays unknown and is not handed out.
    """
    try:
        scanned = event["detail"]["s3ObjectDetails"]
        key, etag = str(scanned["objectKey"]), str(scanned["eTag"])
        status = str(event["detail"]["scanResultDetails"]["scanResultStatus"])
        at = datetime.fromisoformat(str(event["time"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BadRequest("not a scan's result") from error
    if not key.startswith(("drafts/", "applications/")):
        return
    # As it was posted, or where it lies, by its id, since its application has arrived.
    file_id = identity(key, etag) if key.startswith("drafts/") else key.rpartition("/")[2]
    found = _FOUND.get(status, "unknown")
    if found != "clean":
        logger().warning("file_not_clean", extra={"file": file_id, "status": status})
    desk.store.note_scan(file_id, found, at + KEPT)
