"""HTTP API: what residents print, as PDF."""

from typing import Any

from madoguchi.drill.card_pages import print_card
from madoguchi.forms.pages.receipt_pdf import print_receipt
from madoguchi.web.door import Routes, serve

ROUTES: Routes = {
    "GET /drill/plans/{plan_id}/card.pdf": print_card,
    "POST /receipts/paper": print_receipt,
}


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one request."""
    return serve(event, ROUTES)
