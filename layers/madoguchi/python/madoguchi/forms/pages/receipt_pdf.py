"""A receipt as PDF, for whoever has its number and key, or filed it signed in."""

from madoguchi.documents.pdf import pdf
from madoguchi.forms.application import receipt
from madoguchi.forms.filing.look_up import form_as_filed, look_up, look_up_own
from madoguchi.forms.pages.receipt_paper import receipt_paper
from madoguchi.forms.records.desk import desk
from madoguchi.runtime.errors import FormExpired, NotFound
from madoguchi.web.http import Answer, Request, pdf_file
from madoguchi.web.preferences import preferences
from madoguchi.web.sessions import from_our_page, signed_in


def print_receipt(request: Request) -> Answer:
    """Print one application; number and key come by post, so that they stand in no address.

    Raises FormExpired, NotFound and TooManyAttempts, as the page of the application does.
    """
    if not from_our_page(request):
        raise FormExpired("receipt")
    number, key = receipt.read(request.posted("number")), receipt.read(request.posted("key"))
    if not receipt.is_number(number):
        raise NotFound("application")
    user_id = signed_in(request)
    place = desk()
    found = look_up_own(number, user_id, place) if user_id and not key else look_up(number, key, place)
    document = receipt_paper(found, form_as_filed(found, place), preferences(request).language)
    return pdf_file(pdf(document), f"receipt-{number}.pdf")
