"""Files go where their application is: out of drafts when they are its own, away when its time is over."""

from dataclasses import dataclass
from typing import Protocol

from madoguchi.forms.definition.model import Application, Entry, StoredFile
from madoguchi.forms.files.attachments import bucket, measured, sealed_hashes
from madoguchi.forms.records.desk import Desk
from madoguchi.runtime.errors import NotFound
from madoguchi.runtime.log import logger


class Bucket(Protocol):
    """Objects by their keys; each operation bears repetition, and raises Unavailable.

    `move` raises NotFound when the object is neither where it was nor where it goes.
    """

    def move(self, bucket: str, key: str, to: str) -> None: ...
    def delete_below(self, bucket: str, prefix: str) -> None: ...


@dataclass(frozen=True)
class S3Bucket:
    """The objects in S3."""

    def move(self, bucket: str, key: str, to: str) -> None:
        """Copy an object, then delete what it was copied from; done already is fine."""
        from madoguchi.runtime.aws import move_object

        move_object(bucket, key, to)

    def delete_below(self, bucket: str, prefix: str) -> None:
        """Delete every object below a prefix."""
        from madoguchi.runtime.aws import delete_objects

        delete_objects(bucket, prefix)


def settle_files(application: Application, entry: Entry, place: Desk, objects: Bucket) -> None:
    """Bring every file that an entry has sealed to its application, for as long as that is kept.

    They are those of its answers, and the document that it issues. A later correction may have replaced them
    since: an earlier version keeps what came with it. Raises Unavailable, and is then run again.
    """
    for file_id, sha256 in sealed_hashes(entry).items():
        known = place.store.stored_file(file_id)
        # What has come to an application stays there, whoever else names it.
        if known is None or known.key.startswith("applications/"):
            continue
        home = f"applications/{application.number}/{file_id}"
        try:
            objects.move(bucket(), known.key, home)
            is_sealed = measured(home).sha256 == sha256
        except NotFound:
            is_sealed = False
        if is_sealed:
            place.store.move_file(file_id, home, application.expires_at)
        else:
            _give_up(known, home, place, objects)


def _give_up(known: StoredFile, home: str, place: Desk, objects: Bucket) -> None:
    """Note that a file is not what was sealed: whoever may post it had half an hour to post something else.

    Staff read it when they open the file, and ask for another; the entries behind it are not held up.
    """
    logger().error("file_replaced", extra={"file": known.id})
    objects.delete_below(bucket(), home)
    place.store.note_scan(known.id, "replaced", known.until)


def forget_files(number: str, objects: Bucket) -> None:
    """Delete the files of an application that the table has forgotten."""
    objects.delete_below(bucket(), f"applications/{number}/")
