"""The pages on which a resident does the drill and opens their plan."""

import re
import secrets as random

from madoguchi.drill.assembly import ground
from madoguchi.drill.edition import EDITIONS, HEAVY_RAIN, Edition, edition, facts_of, town_name
from madoguchi.drill.finish import NO_MAP, Finished, finish
from madoguchi.drill.hazards import data_version
from madoguchi.drill.locate import Located, locate, maps_are_here
from madoguchi.drill.quiz import QUIZZES, quiz
from madoguchi.drill.resume import HalfWay, Resumable, forget, keep, kept
from madoguchi.drill.scoring import Verdict, judge
from madoguchi.drill.tally import is_sampled, of_step
from madoguchi.flow.run import answer
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import Unavailable
from madoguchi.runtime.log import logger
from madoguchi.web.http import Answer, Request, redirect
from madoguchi.web.pages import page
from madoguchi.web.preferences import preferences
from madoguchi.web.sessions import from_our_page, signed_in
from madoguchi.web.wizard import Complete, Show, carried, turn

MAP_SERVERS = {
    "img-src": "https://cyberjapandata.gsi.go.jp https://disaportaldata.gsi.go.jp",
    "connect-src": "https://msearch.gsi.go.jp",
}
"""Where the map's pictures and its address search come from: GSI, and the national hazard map portal."""
_CLIENT_KEY = re.compile(r"[A-Za-z0-9_-]{32}")


def show_start(request: Request) -> Answer:
    """Say what the drill is, before it asks anything."""
    chosen = edition(request.query.get("edition", HEAVY_RAIN))
    return page(
        request,
        "drill_start.html.j2",
        edition=chosen,
        others=[edition(other) for other in EDITIONS if other != chosen.id],
        half_way=_half_way(request, chosen),
        offered=[quiz(one) for one in QUIZZES],
        client_key=_new_client_key(),
        kept_query={"edition": chosen.id},
    )


def _half_way(request: Request, chosen: Edition) -> Resumable | None:
    found = kept(request)
    if found is None or found.edition != chosen.id:
        return None
    again = turn(chosen.flow, {**found.raw, "step": [found.step]}, reviewed=False)
    if not isinstance(again, Show) or again.position == 1:
        return None
    return Resumable(again.page, carried(chosen.flow, None, again.raw), again.position, again.total)


def take_step(request: Request) -> Answer:
    """Take a step through the drill; the last one finishes it and leads to the plan."""
    chosen = edition(request.posted("edition") or HEAVY_RAIN)
    client_key = request.posted("client_key")
    if not _CLIENT_KEY.fullmatch(client_key):
        return _same_page(request, chosen, _new_client_key(), 403, "page_was_old")
    if not from_our_page(request):
        return _same_page(request, chosen, client_key, 403, "page_was_old")
    if request.posted("go") == "locate":
        return _located(request, chosen, client_key)
    found = turn(chosen.flow, request.form, reviewed=False)
    if isinstance(found, Complete):
        return _finish(request, chosen, found, client_key)
    assert isinstance(found, Show)
    if request.posted("go") in ("begin", "next") and not found.problems and is_sampled(client_key):
        _count_step(chosen, found)
    return _show(request, chosen, found, client_key)


def _count_step(chosen: Edition, found: Show) -> None:
    try:
        ground().numbers.add(chosen.id, *of_step(found.page.id))
    except Unavailable as problem:
        logger().warning("drill_step_not_counted", extra={"why": str(problem)})


def _finish(request: Request, chosen: Edition, complete: Complete, client_key: str) -> Answer:
    finished = Finished(
        chosen,
        complete.answers,
        client_key,
        preferences(request).language,
        signed_in(request) or "",
        _map_version(request) or NO_MAP,
    )
    try:
        attempt = finish(finished, ground())
    except Unavailable as problem:
        # The resident keeps the page: pressing its button again is safe and is what helps.
        logger().warning("finish_unavailable", extra={"why": str(problem)})
        return _same_page(request, chosen, client_key, problem.status, "error_unavailable")
    return redirect(f"/drill/plans/{attempt.plan_id}?result=1", forget(request))


def _same_page(request: Request, chosen: Edition, client_key: str, status: int, note: str) -> Answer:
    found = turn(chosen.flow, {**request.form, "go": []}, reviewed=False)
    assert isinstance(found, Show)
    return _show(request, chosen, found, client_key, status, note)


def _located(request: Request, chosen: Edition, client_key: str) -> Answer:
    """Answer from the maps what they know of a place; the place is in no answer, no log and no table."""
    at = locate(request.posted("latitude"), request.posted("longitude"))
    if "municipality" not in at.answers:
        return _same_page(request, chosen, client_key, 200, "drill_located_nowhere")
    form = {**request.form, **at.answers, "step": ["hazards"], "go": []}
    found = turn(chosen.flow, form, reviewed=False)
    assert isinstance(found, Show)
    return _show(request, chosen, found, client_key, located=at)


def _map_version(request: Request) -> str:
    version = request.posted("data_version")
    return version if maps_are_here() and version == data_version() else ""


def _show(
    request: Request,
    chosen: Edition,
    found: Show,
    client_key: str,
    status: int = 200,
    note: str = "",
    located: Located | None = None,
) -> Answer:
    version = located.data_version if located else _map_version(request)
    asks_place = found.page.id == "place" and maps_are_here()
    return page(
        request,
        "drill_page.html.j2",
        422 if found.problems and status == 200 else status,
        keep(request, HalfWay(chosen.id, found.page.id, found.raw)),
        edition=chosen,
        step=found,
        scene=_scene(chosen, found),
        before=_verdict_before(chosen, found),
        carried=[
            *carried(chosen.flow, found.page, found.raw),
            *([("data_version", version)] if version else []),
        ],
        located=located,
        asks_place=asks_place,
        legend=content("drills/legend"),
        town_name=town_name,
        scripted=asks_place,
        elsewhere=MAP_SERVERS if asks_place else None,
        client_key=client_key,
        note=note,
    )


def _scene(chosen: Edition, found: Show) -> int:
    ids = [question.id for question in chosen.questions]
    shown = found.page.fields[0].id
    return ids.index(shown) + 1 if shown in ids else 0


def _verdict_before(chosen: Edition, found: Show) -> Verdict | None:
    question = chosen.question_before(found.page.id)
    if question is None or found.problems:
        return None
    answers, _ = answer(chosen.flow, found.raw)
    given = answers.get(question.id)
    return judge(question, str(given), facts_of(answers)) if given else None


def _new_client_key() -> str:
    return random.token_urlsafe(24)
