"""What only the plan's own resident, signed in, may say: whether the drill comes back into their chat."""

from typing import Literal

from madoguchi.drill.assembly import ground
from madoguchi.drill.card import Card
from madoguchi.drill.come_back import agree, decline, reschedule
from madoguchi.runtime.errors import Forbidden
from madoguchi.web.http import Request
from madoguchi.web.sessions import signed_in

type Choice = Literal["", "may_offer", "comes_back"]


def come_back_choice(request: Request, card: Card) -> Choice:
    """Tell what a plan's page offers: nothing to who is not its signed-in resident. 1 read unit."""
    user_id = signed_in(request)
    if not user_id:
        return ""
    known = ground().residents.load(user_id)
    if card.plan_id not in known.plans:
        return ""
    return "comes_back" if known.may_come_back else "may_offer"


def answer_the_offer(request: Request, card: Card, *, agreed: bool) -> None:
    """Keep a yes or a no. Raises Forbidden for a plan that is not theirs."""
    user_id = signed_in(request)
    if not user_id or not come_back_choice(request, card):
        raise Forbidden("somebody else's plan")
    (agree if agreed else decline)(user_id, ground())


def renew(request: Request, card: Card) -> None:
    """Count a resident's year from the look that they have just taken."""
    user_id = signed_in(request)
    if user_id and come_back_choice(request, card) == "comes_back":
        reschedule(user_id, ground())
