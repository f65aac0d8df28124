"""The plan card on paper: A4 for the wall, A6 for the bag."""

from madoguchi.documents.model import Paper
from madoguchi.documents.pdf import pdf
from madoguchi.drill.assembly import ground
from madoguchi.drill.card_paper import card_paper
from madoguchi.drill.find_plan import find_plan
from madoguchi.web.http import Answer, Request, own_address, pdf_file
from madoguchi.web.preferences import preferences

PAPERS: tuple[Paper, ...] = ("a4", "a6")


def print_card(request: Request) -> Answer:
    """Print a plan in the reader's language; `paper` in the query is `a4` or `a6`. Raises NotFound."""
    card = find_plan(request.parameters["plan_id"], ground())
    paper: Paper = "a6" if request.query.get("paper") == "a6" else "a4"
    document = card_paper(card, preferences(request).language, paper, own_address(request))
    return pdf_file(pdf(document), f"evacuation-plan-{paper}.pdf")
