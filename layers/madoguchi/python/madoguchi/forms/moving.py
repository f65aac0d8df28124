"""Files go where their application is: out of drafts when they are its own, away when its time is over."""

from dataclasses import dataclass
from typing import Protocol

from madoguchi.forms.attachments import bucket, files_of
from madoguchi.forms.desk import Desk
from madoguchi.forms.model import Application, Entry, Form


class Bucket(Protocol):
    """Objects by their keys; each operation bears repetition, and raises Unavailable."""

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


def settle_files(application: Application, entry: Entry, form: Form, place: Desk, objects: Bucket) -> None:
    """Bring every file of an entry to its application, for as long as that is kept.

    They are those of its answers, and the document that it issues. A later correction may have replaced them
    since: an earlier version keeps what came with it.
    """
    sent = [str(row.get("id", "")) for _, row in files_of(form.flow, entry.answers or {})]
    issued = [entry.facts["document"]] if "document" in entry.facts else []
    for file_id in (*sent, *issued):
        known = place.store.stored_file(file_id)
        if known is None:
            continue
        home = f"applications/{application.number}/{known.id}"
        # What has come to an application stays there, whoever else names it.
        if not known.key.startswith("applications/"):
            objects.move(bucket(), known.key, home)
            place.store.move_file(known.id, home, application.expires_at)


def forget_files(number: str, objects: Bucket) -> None:
    """Delete the files of an application that the table has forgotten."""
    objects.delete_below(bucket(), f"applications/{number}/")
