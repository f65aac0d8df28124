"""The file of a document that an office issues: posted and judged as residents' files are, then handed out.

It lies with the drafts, under its application's number, until an entry of the history names it: what is
never issued is gone with its time.
"""

import secrets

from madoguchi.forms.definition.model import Application, StoredFile
from madoguchi.forms.definition.policy import AttachmentRules
from madoguchi.forms.files.attachments import STORED_AS, Upload, as_file_name, bucket, download_link, judged
from madoguchi.forms.files.issued import IssuedDocument
from madoguchi.forms.files.refusals import require_harmless
from madoguchi.forms.records.desk import Desk
from madoguchi.runtime import s3
from madoguchi.runtime.errors import FileRefused, NotFound

UPLOAD_SECONDS = 10 * 60
RULES = AttachmentRules(("application/pdf",), 10 * 1024 * 1024, max_files=1)


def offer(number: str) -> tuple[str, Upload]:
    """Return a new document's id, and what posts its file straight to the bucket.

    Who posts is a program of ours: S3 itself ends what is empty or too large.
    """
    document_id = secrets.token_hex(16)
    key = _key(number, document_id)
    conditions = [["content-length-range", 1, RULES.max_bytes]]
    fields = {"key": key, "Content-Type": STORED_AS}
    return document_id, Upload(*s3.form_for(bucket(), fields, conditions, UPLOAD_SECONDS))


def judge(application: Application, document_id: str, desk: Desk) -> StoredFile:
    """Judge a file that was posted, as it lies there now.

    Raises FileRefused with why it does not count, FileNotOpen while it is not known to be harmless, and
    Unavailable.
    """
    key = _key(application.number, document_id)
    try:
        stored = judged(key, application.form_id, RULES, desk)
    except NotFound:
        raise FileRefused("file_missing") from None
    desk.store.keep_file(stored)
    require_harmless(desk.store.stored_file(stored.id) or stored)
    return stored


def open_document(document: IssuedDocument, desk: Desk) -> str:
    """Return a link that saves a document for a minute.

    Raises NotFound for one that was revoked, and what `download_link` raises.
    """
    if document.revoked_at:
        raise NotFound("document")
    return download_link(document.file, as_file_name(document.file_name), desk)


def _key(number: str, document_id: str) -> str:
    return f"drafts/{number}/issued/{document_id}/document.pdf"
