"""HTTP API: the start page, application forms, receipts."""

from typing import Any

from madoguchi.forms import attachment_pages, correction_pages, draft_pages, pages, receipt_pages
from madoguchi.web import door, entrance

ROUTES: door.Routes = {
    "GET /": pages.show_home,
    "GET /forms": pages.show_forms,
    "GET /forms/enter": entrance.show_entrance,
    "POST /forms/enter": entrance.enter,
    "GET /forms/{form_id}": pages.show_form,
    "POST /forms/{form_id}": pages.answer_form,
    "GET /forms/{form_id}/drafts/{draft}": draft_pages.show_draft,
    "GET /forms/{form_id}/drafts/{draft}/files": attachment_pages.take_file,
    "GET /receipts": receipt_pages.show_receipts,
    "POST /receipts": receipt_pages.answer_receipts,
    "GET /receipts/drafts/{draft}": correction_pages.show_correction,
    "GET /receipts/drafts/{draft}/files": correction_pages.take_file,
}


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one request of a resident's browser."""
    return door.serve(event, ROUTES)
