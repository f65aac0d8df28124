"""The page on which missed questions come back, for their signed-in resident."""

from madoguchi.drill.again import again_flow, answer_again
from madoguchi.drill.assembly import ground
from madoguchi.drill.card import Card
from madoguchi.drill.edition import edition
from madoguchi.drill.find_plan import current_plan
from madoguchi.flow.model import Flow
from madoguchi.web.http import Answer, Request, redirect
from madoguchi.web.pages import page
from madoguchi.web.sessions import from_our_page, signed_in
from madoguchi.web.wizard import Complete, Raw, Show, carried, turn


def show_again(request: Request) -> Answer:
    """Ask again what was missed; who has nothing to be asked finds their plan or the drill."""
    found = _asked(request)
    if isinstance(found, Answer):
        return found
    _, card, flow = found
    return _page(request, card, flow, _show(flow, {}))


def take_again(request: Request) -> Answer:
    """Take a step through the questions that came back; the last one explains them all."""
    found = _asked(request)
    if isinstance(found, Answer):
        return found
    user_id, card, flow = found
    if not from_our_page(request):
        return _page(request, card, flow, _show(flow, request.form), 403, "page_was_old")
    step = turn(flow, request.form, reviewed=False)
    if isinstance(step, Complete):
        verdicts = answer_again(user_id, card, step.answers, ground())
        return page(
            request,
            "drill_again_result.html.j2",
            edition=edition(card.attempt.edition),
            card=card,
            verdicts=verdicts,
        )
    assert isinstance(step, Show)
    return _page(request, card, flow, step, 422 if step.problems else 200)


def _asked(request: Request) -> tuple[str, Card, Flow] | Answer:
    user_id = signed_in(request)
    card = current_plan(user_id, ground()) if user_id else None
    if not user_id or card is None:
        return redirect("/drill")
    flow = again_flow(card)
    return (user_id, card, flow) if flow else redirect(f"/drill/plans/{card.plan_id}")


def _show(flow: Flow, typed: Raw) -> Show:
    found = turn(flow, {**typed, "go": []}, reviewed=False)
    assert isinstance(found, Show)
    return found


def _page(request: Request, card: Card, flow: Flow, step: Show, status: int = 200, note: str = "") -> Answer:
    return page(
        request,
        "drill_again.html.j2",
        status,
        edition=edition(card.attempt.edition),
        step=step,
        carried=carried(flow, step.page, step.raw),
        note=note,
    )
