"""Attachments in the table of applications: what was judged, never the file's own name.

pk            sk      what                                      written
FILE#<id>     FILE    a file: key, type, size, hash, scan       when it is judged, scanned, filed
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from madoguchi.forms.definition.model import Scan, StoredFile, outweighed
from madoguchi.forms.records.items import key, seconds
from madoguchi.forms.records.table import Table
from madoguchi.runtime.dynamodb import ConditionFailed


@dataclass(frozen=True)
class FileStore(Table):
    """Files by their random ids."""

    def keep_file(self, one: StoredFile) -> None:
        """Keep what was found out about a file; a scan that came first stays, and where it was moved to."""
        with suppress(ConditionFailed):
            self._keep_file(one)

    def _keep_file(self, one: StoredFile) -> None:
        self.call(
            "UpdateItem",
            Key=key(f"FILE#{one.id}", "FILE"),
            ConditionExpression="attribute_not_exists(object_key) OR object_key = :key",
            UpdateExpression="SET form_id = :form, object_key = :key, #type = :type, #size = :size, "
            "sha256 = :hash, expires_at = :until, scan_result = if_not_exists(scan_result, :scan)",
            ExpressionAttributeNames={"#type": "type", "#size": "size"},
            ExpressionAttributeValues={
                ":form": {"S": one.form_id},
                ":key": {"S": one.key},
                ":type": {"S": one.type},
                ":size": {"N": str(one.size)},
                ":hash": {"S": one.sha256},
                ":until": seconds(one.until),
                ":scan": {"S": one.scan},
            },
        )

    def stored_file(self, file_id: str) -> StoredFile | None:
        """Find a file that was judged."""
        item = self.get(f"FILE#{file_id}", "FILE") if file_id else None
        if item is None or "object_key" not in item:
            return None
        return StoredFile(
            id=file_id,
            form_id=item["form_id"]["S"],
            key=item["object_key"]["S"],
            type=item["type"]["S"],
            size=int(item["size"]["N"]),
            sha256=item["sha256"]["S"],
            until=datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC),
            scan=cast(Scan, item["scan_result"]["S"]),
        )

    def note_scan(self, file_id: str, scan: Scan, until: datetime) -> None:
        """Note what was found out about a file's bytes, unless more is known (`outweighed`)."""
        weaker = {f":{one}": {"S": one} for one in outweighed(scan)}
        known_less = f"attribute_not_exists(scan_result) OR scan_result IN ({', '.join(weaker)})"
        with suppress(ConditionFailed):
            self.call(
                "UpdateItem",
                Key=key(f"FILE#{file_id}", "FILE"),
                UpdateExpression="SET scan_result = :scan, expires_at = if_not_exists(expires_at, :until)",
                ConditionExpression=known_less,
                ExpressionAttributeValues={":scan": {"S": scan}, ":until": seconds(until), **weaker},
            )

    def move_file(self, file_id: str, object_key: str, until: datetime) -> None:
        """Note where a file lies now, and until when."""
        self.call(
            "UpdateItem",
            Key=key(f"FILE#{file_id}", "FILE"),
            UpdateExpression="SET object_key = :key, expires_at = :until",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeValues={":key": {"S": object_key}, ":until": seconds(until)},
        )
