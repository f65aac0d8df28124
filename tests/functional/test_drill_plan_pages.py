"""The pages of a plan through the function's doorway: added to, confirmed, shared, and asked to come back."""

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from madoguchi.drill.assembly import ground
from madoguchi.drill.come_back import remember
from madoguchi.drill.finish import finish
from madoguchi.web.sessions import csrf_token, session_cookie
from tests.functional.test_drill_scoring import event
from tests.moto_cloud import Cloud, cloud, function
from tests.unit.drill.test_finish import USER, finished

VISITOR = "Wm9vLW1hZG9ndWNoaS1sb2Nh"
OTHER = "U" + "9" * 32


@pytest.fixture(autouse=True)
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


@pytest.fixture
def plan() -> str:
    return finish(finished(), ground()).plan_id


def ask(method: str, path: str, user: str = "", csrf: str | None = None, **form: str) -> dict[str, Any]:
    bare, _, query = path.partition("?")
    parts = bare.split("/")
    names = {"plans": "plan_id", "shared": "share_id", "campaigns": "campaign_id"}
    known = {names[parts[2]]: parts[3]} if len(parts) > 3 else {}
    route = bare
    for name, value in known.items():
        route = route.replace(value, f"{{{name}}}")
    cookies = [f"visitor={VISITOR}", "lang=ja"]
    if user:
        cookies.append(session_cookie(user, secure=True).partition(";")[0])
    token = csrf_token(VISITOR) if csrf is None else csrf
    found: dict[str, Any] = function("drill_scoring").handler(
        {
            **event("plan_not_there"),
            "routeKey": f"{method} {route}",
            "rawPath": bare,
            "rawQueryString": query,
            "pathParameters": known,
            "cookies": cookies,
            "body": urlencode({"csrf": token, **form}) if method == "POST" else "",
        },
        None,
    )
    return found


def seen(answer: dict[str, Any]) -> str:
    return html.unescape(answer["body"])


def version_on(page: dict[str, Any]) -> str:
    found = re.search(r'name="version" value="([0-9]+)"', page["body"])
    assert found
    return found[1]


def test_a_household_adds_to_its_plan(plan: str):
    edit = ask("GET", f"/drill/plans/{plan}/edit")
    saved = ask(
        "POST",
        f"/drill/plans/{plan}/edit",
        go="next",
        step="own",
        version=version_on(edit),
        place_1="桐生のおば",
        contact_1_name="母",
        contact_1_phone="０２７０－１２－３４５６",
    )
    assert (saved["statusCode"], saved["headers"]["location"]) == (303, f"/drill/plans/{plan}?done=saved")
    page = seen(ask("GET", f"/drill/plans/{plan}?done=saved"))
    assert "1番目: 桐生のおば" in page
    assert '<a href="tel:0270123456">0270123456</a>' in page
    assert "保存しました。" in page
    assert 'value="桐生のおば"' in seen(ask("GET", f"/drill/plans/{plan}/edit"))


def test_a_wrong_number_is_said_beside_it_and_nothing_typed_is_lost(plan: str):
    found = ask(
        "POST",
        f"/drill/plans/{plan}/edit",
        go="next",
        step="own",
        version="0",
        place_1="おば",
        contact_1_phone="12",
    )
    assert found["statusCode"] == 422
    assert 'value="おば"' in seen(found)
    assert 'id="f-contact_1_phone-problem"' in found["body"]


def test_the_slower_of_two_editors_sees_both_and_decides(plan: str):
    form = {"go": "next", "step": "own", "version": "0"}
    ask("POST", f"/drill/plans/{plan}/edit", **form, people="父")
    late = ask("POST", f"/drill/plans/{plan}/edit", **form, people="母")
    assert late["statusCode"] == 409
    assert ("ほかの人が先に" in seen(late), 'value="母"' in seen(late), version_on(late)) == (True, True, "1")
    again = ask("POST", f"/drill/plans/{plan}/edit", **{**form, "version": "1"}, people="母")
    assert again["statusCode"] == 303


def test_a_double_click_saves_once_and_says_saved(plan: str):
    form = {"go": "next", "step": "own", "version": "0", "people": "父"}
    answers = [ask("POST", f"/drill/plans/{plan}/edit", **form)["statusCode"] for _ in range(2)]
    assert answers == [303, 303]


def test_a_shared_plan_is_seen_by_others_changed_by_nobody_and_can_be_taken_back(plan: str):
    assert ask("POST", f"/drill/plans/{plan}", go="share")["statusCode"] == 303
    page = seen(ask("GET", f"/drill/plans/{plan}?done=shared"))
    found = re.search(r"https://[^/\"]+(/drill/shared/[0-9a-f]{32})", page)
    assert found
    shared = ask("GET", found[1])
    assert shared["statusCode"] == 200
    assert plan not in shared["body"]
    assert '<form method="post"' not in shared["body"]
    ask("POST", f"/drill/plans/{plan}", go="stop")
    assert ask("GET", found[1])["statusCode"] == 404


@pytest.mark.parametrize("go", ["share", "stop", "confirm", "yes"])
def test_no_other_site_presses_a_button_here(plan: str, go: str):
    found = ask("POST", f"/drill/plans/{plan}", csrf="x", go=go)
    assert found["statusCode"] == 403
    assert "もう一度ボタンを押してください" in seen(found)


def test_no_other_site_writes_on_a_plan(plan: str):
    found = ask("POST", f"/drill/plans/{plan}/edit", csrf="x", go="next", people="x")
    assert (found["statusCode"], 'value="x"' in seen(found)) == (403, True)


def test_only_a_plan_s_own_resident_is_offered_that_the_drill_comes_back(plan: str):
    remember(USER, plan, ground())
    assert "お知らせを受け取る" in seen(ask("GET", f"/drill/plans/{plan}", user=USER))
    assert "お知らせを受け取る" not in seen(ask("GET", f"/drill/plans/{plan}", user=OTHER))
    assert ask("POST", f"/drill/plans/{plan}", user=OTHER, go="yes")["statusCode"] == 403
    assert ask("POST", f"/drill/plans/{plan}", go="yes")["statusCode"] == 403
    assert ask("POST", f"/drill/plans/{plan}", user=USER, go="yes")["statusCode"] == 303
    assert ground().residents.load(USER).due
    assert "お知らせをやめる" in seen(ask("GET", f"/drill/plans/{plan}", user=USER))
    ask("POST", f"/drill/plans/{plan}", user=USER, go="no")
    assert not ground().residents.load(USER).due


def test_a_review_counts_the_year_anew(plan: str):
    remember(USER, plan, ground())
    ask("POST", f"/drill/plans/{plan}", user=USER, go="yes")
    assert ask("POST", f"/drill/plans/{plan}", user=USER, go="confirm")["statusCode"] == 303
    assert "見直した日を記録しました" in seen(ask("GET", f"/drill/plans/{plan}?done=confirmed"))
    assert "review" in ground().residents.load(USER).due.values()


def test_the_chat_leads_a_resident_to_the_newest_plan(plan: str):
    assert ask("GET", "/drill/plan", user=USER)["headers"]["location"] == "/drill"
    remember(USER, plan, ground())
    assert ask("GET", "/drill/plan", user=USER)["headers"]["location"] == f"/drill/plans/{plan}"


def test_a_button_that_is_not_there_is_a_bad_request(plan: str):
    assert ask("POST", f"/drill/plans/{plan}", go="everything")["statusCode"] == 400


def test_a_note_is_one_of_ours(plan: str):
    assert ask("GET", f"/drill/plans/{plan}?done=<script>")["statusCode"] == 200


def drilled(user: str, **answers: str) -> str:
    return finish(finished(user_id=user, answers=answers), ground()).plan_id


def test_missed_questions_come_back_one_by_one_and_are_explained():
    plan = drilled(USER, when="level5")
    first = ask("GET", "/drill/again", user=USER)
    assert first["statusCode"] == 200
    assert "もう一度、避難訓練の問題" in seen(first)
    steps = re.findall(r'name="step" value="([a-z_0-9]+)"', first["body"])
    asked = re.findall(r'name="([a-z_]+)" value="[a-z_0-9]+"[^>]*> <span>', first["body"])
    best = {"danger": "watch", "where": "site", "when": "level3", "how": "walk", "information": "kikikuru"}
    form: dict[str, str] = {asked[0]: best[asked[0]]}
    second = ask("POST", "/drill/again", user=USER, go="next", step=steps[0], **form)
    steps = re.findall(r'name="step" value="([a-z_0-9]+)"', second["body"])
    asked = re.findall(r'type="radio" name="([a-z_]+)"', second["body"])
    form[asked[0]] = best[asked[0]]
    last = ask("POST", "/drill/again", user=USER, go="next", step=steps[0], **form)
    assert "2問のうち2問が正解でした。" in seen(last)
    assert f"/drill/plans/{plan}" in last["body"]


def test_who_missed_nothing_or_is_not_signed_in_is_led_on():
    assert ask("GET", "/drill/again")["headers"]["location"] == "/drill"
    assert ask("POST", "/drill/again", go="next")["headers"]["location"] == "/drill"
    plan = drilled(USER)
    assert ask("GET", "/drill/again", user=USER)["headers"]["location"] == f"/drill/plans/{plan}"


def test_an_answer_from_another_site_is_not_taken():
    drilled(USER, when="level5")
    found = ask("POST", "/drill/again", user=USER, csrf="x", go="next")
    assert (found["statusCode"], "もう一度ボタンを押してください" in seen(found)) == (403, True)
