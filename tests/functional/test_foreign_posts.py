"""What another site posts in a resident's name changes nothing: every post of every page is walked."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from madoguchi.drill.assembly import ground
from madoguchi.drill.finish import finish
from madoguchi.line import id_token
from madoguchi.web.sessions import session_cookie
from tests.architecture.template import resources
from tests.functional.line import AgreeableLine
from tests.moto_cloud import ROOT, TABLES, Cloud, cloud, function
from tests.unit.drill.test_finish import USER, finished

FORM = parse_qs(json.loads((ROOT / "events/form_submission/submit.json").read_text())["body"])
RECEIPT = {"number": "2345-6789-ABCD", "key": "x"}
# What a page would post, and each button that it has.
POSTED: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "POST /forms/enter": ({"id_token": "x", "next": "/forms"}, ("",)),
    "POST /forms/{form_id}": (
        FORM,
        ("submit", "next", "save", "chat", "attach:x", "proxy", "proxy_done", "proxy_none"),
    ),
    "POST /receipts": (RECEIPT, ("open", "file:x", "withdraw", "withdraw_now", "correct")),
    "POST /receipts/paper": (RECEIPT, ("",)),
    "POST /drill": ({"client_key": "k" * 32}, ("next", "submit")),
    "POST /drill/enter": ({"id_token": "x", "next": "/drill"}, ("",)),
    "POST /drill/again": ({}, ("next",)),
    "POST /drill/plans/{plan_id}": ({}, ("share", "stop", "confirm", "yes", "no", "survey")),
    "POST /drill/plans/{plan_id}/edit": ({"place_1": "x"}, ("next",)),
    "POST /drill/plans/{plan_id}/entry": ({"client_key": "k" * 32, "phone": "0272231111"}, ("",)),
}
CHANGES_NOTHING = {"POST /drill/quizzes/{quiz_id}"}
VISITOR = "v" * 24


def page_functions() -> dict[str, str]:
    found: dict[str, str] = {}
    for app in sorted((ROOT / "functions").glob("*/app.py")):
        routes = getattr(function(app.parent.name), "ROUTES", {})
        found |= {route: app.parent.name for route in routes if route.startswith("POST ")}
    return found


FUNCTIONS = page_functions()


@pytest.fixture(scope="module")
def here() -> Iterator[Cloud]:
    with pytest.MonkeyPatch.context() as patch, cloud() as one:
        patch.setattr(id_token, "send", AgreeableLine().send)
        yield one


def post(route: str, form: dict[str, Any], plan: str) -> dict[str, Any]:
    """Post as a browser would that sends its cookies everywhere and says nothing of where it comes from."""
    session = session_cookie(USER, secure=True).partition(";")[0]
    event = {
        "routeKey": route,
        "rawPath": route.removeprefix("POST "),
        "pathParameters": {"form_id": "magazine_survey", "plan_id": plan},
        "cookies": [f"visitor={VISITOR}", session],
        "headers": {"content-type": "application/x-www-form-urlencoded"},
        "body": urlencode(form, doseq=True),
        "requestContext": {"domainName": "madoguchi.example.jp"},
    }
    found: dict[str, Any] = function(FUNCTIONS[route]).handler(event, None)
    return found


def test_every_post_of_a_page_is_walked():
    assert set(FUNCTIONS) == set(POSTED) | CHANGES_NOTHING


@pytest.mark.parametrize(("route", "go"), [(one, go) for one, (_, goes) in POSTED.items() for go in goes])
def test_a_post_without_our_pages_token_changes_nothing(here: Cloud, route: str, go: str):
    plan = finish(finished(user_id=USER, answers={"when": "level5"}), ground()).plan_id
    here.notices()
    before = {table: here.items(table.lower()) for table in TABLES}
    form = {name: texts for name, texts in POSTED[route][0].items() if name != "csrf"}
    answer = post(route, {**form, "go": go}, plan)
    assert answer["statusCode"] == 403
    assert not [one for one in answer["cookies"] if one.startswith("session=")]
    assert {table: here.items(table.lower()) for table in TABLES} == before
    assert here.notices() == []


def test_what_staff_do_is_authorised_by_a_header_that_no_other_site_can_make_a_browser_send():
    (api,) = resources("AWS::ApiGatewayV2::Api").values()
    body = api["Properties"]["Body"]
    (authorizer,) = body["components"]["securitySchemes"].values()
    assert authorizer["x-amazon-apigateway-authorizer"]["identitySource"] == "$request.header.Authorization"
    staff = [one for path, one in body["paths"].items() if path.startswith("/staff")]
    assert staff
    assert all(operation.get("security") for one in staff for operation in one.values())
