"""Documents that the office issues, in the staff's API: post the file, confirm it, revoke it."""

from madoguchi.forms.files.issuing import RULES, UPLOAD_SECONDS
from madoguchi.office import file_shapes_api as files
from madoguchi.office import issue
from madoguchi.office import shapes_api as shapes
from madoguchi.office.assembly import office
from madoguchi.office.parameters_api import FileId, Number, read_number
from madoguchi.office.shown_api import stands
from madoguchi.web.staff_api import Caller


def offer_document(staff: Caller, number: Number) -> files.Offered:
    """Say where the file of one new document may be posted; nothing is issued yet."""
    offered = issue.offer_upload(read_number(number), staff, office())
    upload = offered.upload
    return files.Offered(
        document=offered.document,
        url=upload.url,
        fields=dict(upload.fields),
        seconds=UPLOAD_SECONDS,
        max_bytes=RULES.max_bytes,
    )


def issue_document(staff: Caller, number: Number, body: shapes.Issue) -> shapes.Stands:
    """Issue a document that was posted and is harmless; the applicant is told of it once."""
    named = issue.Named(body.document, body.title)
    return stands(issue.issue(read_number(number), named, staff, office()))


def revoke_document(staff: Caller, number: Number, file_id: FileId, body: shapes.Revoke) -> shapes.Stands:
    """Revoke a document; it stays on record, and the applicant is told once."""
    return stands(issue.revoke(read_number(number), file_id, body.reason, staff, office()))
