"""A campaign through the function's doorway: entered from a plan, once, and published."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import datetime

import pytest

from madoguchi.drill import campaign_pages, plan_pages
from madoguchi.drill.assembly import Ground, ground
from madoguchi.drill.enter_campaign import campaign
from madoguchi.drill.finish import finish
from madoguchi.drill.run_campaign import close, draw
from madoguchi.runtime.clock import JST
from tests.functional.test_drill_plan_pages import ask, seen
from tests.moto_cloud import cloud
from tests.unit.drill.test_finish import USER, finished

DURING, AFTER = datetime(2026, 12, 1, tzinfo=JST), datetime(2027, 1, 2, tzinfo=JST)


@pytest.fixture(autouse=True)
def during(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    with cloud():
        now = dataclasses.replace(ground(), clock=lambda: DURING, notify=lambda *_: None)
        for pages in (campaign_pages, plan_pages):
            monkeypatch.setattr(pages, "ground", lambda: now)
        yield now


@pytest.fixture
def plan(during: Ground) -> str:
    return finish(finished(), during).plan_id


def key_on(page: str) -> str:
    found = re.search(r'name="client_key" value="([^"]+)"', page)
    assert found
    return found[1]


def press(plan: str, key: str, user: str = "", **form: str) -> dict[str, object]:
    typed = {"go": "next", "step": "contact", "client_key": key, "agreed": "yes", **form}
    return ask("POST", f"/drill/plans/{plan}/entry", user=user, **typed)


def test_a_plan_opens_the_draw_once_however_often_the_button_is_pressed(plan: str):
    assert f"/drill/plans/{plan}/entry" in seen(ask("GET", f"/drill/plans/{plan}"))
    key = key_on(seen(ask("GET", f"/drill/plans/{plan}/entry")))
    pages = [seen(press(plan, key, phone="090-1234-5678")) for _ in range(2)]
    numbers = {found[1] for page in pages if (found := re.search(r'class="total">([0-9A-Z-]+)<', page))}
    assert len(numbers) == 1
    other = press(plan, "x" * 32, phone="090-9999-9999")
    assert (other["statusCode"], "すでに応募されています" in seen(other)) == (409, True)


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(plan: str):
    key = key_on(seen(ask("GET", f"/drill/plans/{plan}/entry")))
    found = press(plan, key, phone="12")
    assert (found["statusCode"], 'value="12"' in seen(found), key_on(seen(found))) == (422, True, key)


def test_no_other_site_enters_for_somebody(plan: str):
    found = ask("POST", f"/drill/plans/{plan}/entry", csrf="x", client_key="k" * 32, phone="0901234567")
    assert found["statusCode"] == 403


def test_a_drill_from_before_is_told_what_to_do(during: Ground):
    early = dataclasses.replace(during, clock=lambda: datetime(2026, 10, 1, tzinfo=JST))
    plan = finish(finished(), early).plan_id
    assert "もう一度訓練すると応募できます" in seen(ask("GET", f"/drill/plans/{plan}/entry"))
    assert f"{plan}/entry" not in seen(ask("GET", f"/drill/plans/{plan}"))


def test_the_page_publishes_the_draw_step_by_step(plan: str, during: Ground):
    page = "/drill/campaigns/winter2026"
    key = key_on(seen(ask("GET", f"/drill/plans/{plan}/entry")))
    press(plan, key, user=USER, phone="090-1234-5678")
    assert "SHA-256" not in seen(ask("GET", page))
    few, later = (
        dataclasses.replace(campaign("winter2026"), winners=1),
        dataclasses.replace(during, clock=lambda: AFTER),
    )
    entries = close(few, later)
    committed = during.campaigns.draw("winter2026").commitment
    assert committed in seen(ask("GET", page))
    drawn = draw(few, entries, "38,123.45", later)
    found = seen(ask("GET", page))
    assert ("38,123.45" in found, drawn.winners[0] in found) == (True, True)
    assert "09012345678" not in found
