"""HTTP API: the start page, application forms, receipts."""

from typing import Any

from madoguchi.forms.pages import apply, attachment, correction, draft, receipt
from madoguchi.web import door, entrance

ROUTES: door.Routes = {
    "GET /": apply.show_home,
    "GET /forms": apply.show_forms,
    "GET /forms/enter": entrance.show_entrance,
    "POST /forms/enter": entrance.enter,
    "GET /forms/{form_id}": apply.show_form,
    "POST /forms/{form_id}": apply.answer_form,
    "GET /forms/{form_id}/drafts/{draft}": draft.show_draft,
    "GET /forms/{form_id}/drafts/{draft}/files": attachment.take_file,
    "GET /receipts": receipt.show_receipts,
    "POST /receipts": receipt.answer_receipts,
    "GET /receipts/drafts/{draft}": correction.show_correction,
    "GET /receipts/drafts/{draft}/files": correction.take_file,
}


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one request of a resident's browser."""
    return door.serve(event, ROUTES)
