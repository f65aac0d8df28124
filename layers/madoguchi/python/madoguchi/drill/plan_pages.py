"""The pages of a plan: its household sees, changes, confirms and shares it; others see what is shared."""

from madoguchi.drill.assembly import ground
from madoguchi.drill.card import Card
from madoguchi.drill.edition import edition, town_name
from madoguchi.drill.enter_campaign import open_campaign
from madoguchi.drill.find_plan import current_plan, find_plan, find_shared
from madoguchi.drill.keep_card import change, confirm, edit_flow, share, stop_sharing
from madoguchi.drill.model import read_situation
from madoguchi.drill.own_choices import answer_the_offer, come_back_choice, renew
from madoguchi.drill.plan import contacts, sections_of
from madoguchi.drill.refuges import refuges
from madoguchi.drill.scoring import score
from madoguchi.drill.survey import answer_survey, survey_flow
from madoguchi.flow.model import Value
from madoguchi.runtime.errors import BadRequest, PlanChanged
from madoguchi.web.http import Answer, Request, own_address, redirect
from madoguchi.web.pages import page
from madoguchi.web.sessions import from_our_page, signed_in
from madoguchi.web.wizard import Complete, Raw, Show, turn

_DONE = {
    "share": "shared",
    "stop": "unshared",
    "confirm": "confirmed",
    "yes": "will_come",
    "no": "will_not_come",
}


def show_own_plan(request: Request) -> Answer:
    """Lead a signed-in resident to their newest plan, everybody else to the drill."""
    user_id = signed_in(request)
    card = current_plan(user_id, ground()) if user_id else None
    return redirect(f"/drill/plans/{card.plan_id}" if card else "/drill")


def show_plan(request: Request) -> Answer:
    """Show a plan, and with `result` in the query the score first. Raises NotFound."""
    return _plan_page(request, find_plan(request.parameters["plan_id"], ground()))


def show_shared(request: Request) -> Answer:
    """Show a plan to whoever has its link: nothing can be changed there. Raises NotFound."""
    return _plan_page(request, find_shared(request.parameters["share_id"], ground()), owner=False)


def keep_plan(request: Request) -> Answer:
    """Confirm or share a plan, take its link back, or answer whether the drill may come back."""
    card = find_plan(request.parameters["plan_id"], ground())
    if not from_our_page(request):
        return _plan_page(request, card, 403, note="page_was_old")
    go = request.posted("go")
    if go == "survey":
        return _survey(request, card)
    try:
        _do(go, request, card)
    except PlanChanged:
        return _plan_page(request, find_plan(card.plan_id, ground()), 409, note="drill_plan_changed")
    return redirect(f"/drill/plans/{card.plan_id}?done={_DONE[go]}")


def show_edit(request: Request) -> Answer:
    """Show what the household wrote, to be changed."""
    card = find_plan(request.parameters["plan_id"], ground())
    return _edit_page(request, card, _show(card, _typed(card)))


def save_edit(request: Request) -> Answer:
    """Keep what the household wrote; what is wrong, or was changed meanwhile, loses nothing typed."""
    card = find_plan(request.parameters["plan_id"], ground())
    if not from_our_page(request):
        return _edit_page(request, card, _show(card, request.form), 403, "page_was_old")
    found = turn(edit_flow(card), request.form, reviewed=False)
    if isinstance(found, Show):
        return _edit_page(request, card, found, 422 if found.problems else 200)
    assert isinstance(found, Complete)
    # A double click brings the same words with the version before them.
    is_new = dict(found.answers) != dict(card.own)
    if is_new and request.posted("version") != str(card.version):
        return _edit_page(request, card, _show(card, request.form), 409, "drill_plan_changed_edit")
    try:
        change(card, found.answers, ground())
    except PlanChanged:
        card = find_plan(card.plan_id, ground())
        return _edit_page(request, card, _show(card, request.form), 409, "drill_plan_changed_edit")
    renew(request, card)
    return redirect(f"/drill/plans/{card.plan_id}?done=saved")


def _survey(request: Request, card: Card) -> Answer:
    found = turn(survey_flow(), {**request.form, "go": ["next"]}, reviewed=False)
    if isinstance(found, Show):
        return _plan_page(request, card, 422, survey=found)
    assert isinstance(found, Complete)
    answer_survey(card, found.answers, ground())
    return redirect(f"/drill/plans/{card.plan_id}?result=1&done=surveyed")


def _do(go: str, request: Request, card: Card) -> None:
    match go:
        case "share":
            share(card, ground())
        case "stop":
            stop_sharing(card, ground())
        case "confirm":
            confirm(card, ground())
            renew(request, card)
        case "yes" | "no":
            answer_the_offer(request, card, agreed=go == "yes")
        case _:
            raise BadRequest("nothing that a plan's page offers")


def _plan_page(
    request: Request,
    card: Card,
    status: int = 200,
    note: str = "",
    *,
    owner: bool = True,
    survey: Show | None = None,
) -> Answer:
    attempt = card.attempt
    chosen, facts = edition(attempt.edition), card.facts()
    asks_result = owner and ("result" in request.query or survey is not None)
    done = request.query.get("done", "") if owner else ""
    return page(
        request,
        "drill_plan.html.j2",
        status,
        owner=owner,
        edition=chosen,
        card=card,
        result=score(chosen.questions, attempt.answers, facts),
        town=town_name(attempt.municipality),
        sections=sections_of(card),
        contacts=contacts(card.own),
        refuges=refuges(read_situation(attempt.answers)),
        town_name=town_name,
        asks_result=asks_result,
        note=note or (f"drill_done_{done}" if done in (*_DONE.values(), "saved", "surveyed") else ""),
        share_address=f"{own_address(request)}/drill/shared/{card.share_id}" if card.share_id else "",
        survey=survey or _blank_survey() if owner and asks_result and not card.surveyed else None,
        draw_open=owner and _may_enter(card),
        offer=come_back_choice(request, card) if owner else "",
        kept_query={"result": "1"} if asks_result else {},
    )


def _blank_survey() -> Show:
    found = turn(survey_flow(), {}, reviewed=False)
    assert isinstance(found, Show)
    return found


def _may_enter(card: Card) -> bool:
    at = ground().clock()
    found = open_campaign(at)
    return found is not None and not found.hindrance(card.attempt, at)


def _edit_page(request: Request, card: Card, found: Show, status: int = 200, note: str = "") -> Answer:
    return page(request, "drill_plan_edit.html.j2", status, card=card, step=found, note=note)


def _show(card: Card, typed: Raw) -> Show:
    found = turn(edit_flow(card), {**typed, "go": []}, reviewed=False)
    assert isinstance(found, Show)
    return found


def _typed(card: Card) -> dict[str, list[str]]:
    def raw(value: Value) -> list[str]:
        return [str(one) for one in value] if isinstance(value, list) else [str(value)]

    return {name: raw(value) for name, value in card.own.items()}
