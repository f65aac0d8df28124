"""The drill's numbers through the doorway: a page, JSON, CSV; and the questions that they come from."""

import csv
import io
import json
from collections.abc import Iterator

import pytest

from madoguchi.drill import numbers_pages
from madoguchi.drill.assembly import ground
from madoguchi.drill.edition import edition
from madoguchi.drill.finish import finish
from madoguchi.drill.tally import STEP_SAMPLE, is_sampled, of_again, of_age, of_step, of_town
from tests.functional.test_drill_plan_pages import ask, seen
from tests.functional.test_drill_scoring import answer, event
from tests.moto_cloud import cloud
from tests.unit.drill.ground import new_ground
from tests.unit.drill.test_finish import finished

SURVEY = {"go": "survey", "before": "1", "after": "4", "age": "30s"}


@pytest.fixture(autouse=True)
def here() -> Iterator[None]:
    numbers_pages._read.cache_clear()
    with cloud():
        yield
    numbers_pages._read.cache_clear()


def fill() -> None:
    numbers, attempt = ground().numbers, finish(finished(), new_ground()[0])
    for _ in range(25):
        numbers.add("heavy_rain", *of_town(attempt))
        numbers.add("heavy_rain", *of_age(attempt, "30s", 1, 4))
        numbers.add("heavy_rain", *of_again(7, (2, 1), (1, 1)))
    for one in edition().flow.pages:
        for _ in range(3):
            numbers.add("heavy_rain", *of_step(one.id))


def test_the_page_shows_tables_with_bars_and_hides_what_is_small():
    fill()
    page = seen(ask("GET", "/drill/numbers"))
    assert page.count("<table") == 4
    assert "全部で25回" in page
    assert "少ないため出していません" in page
    assert '<th scope="row">前橋市</th>' in page
    assert '<rect width="100.0"' in page


def test_the_files_say_the_same():
    fill()
    found = ask("GET", "/drill/numbers.json")
    assert found["headers"]["cache-control"] == "public, max-age=300"
    assert json.loads(found["body"])["towns"]["shown"]["10201"]["total"] == 100.0
    rows = list(csv.DictReader(io.StringIO(ask("GET", "/drill/numbers.csv")["body"].lstrip("\ufeff"))))
    assert [row["runs"] for row in rows if row["part"] == "10201"] == ["25.0"]


def test_the_numbers_are_read_once_in_five_minutes(monkeypatch: pytest.MonkeyPatch):
    fill()
    monkeypatch.setattr(numbers_pages, "_period", lambda: 1)
    ask("GET", "/drill/numbers")
    fill()
    assert "全部で25回" in seen(ask("GET", "/drill/numbers"))


def test_three_questions_after_the_drill_count_once():
    plan = finish(finished(), ground()).plan_id
    assert "訓練のあとのアンケート" in seen(ask("GET", f"/drill/plans/{plan}?result=1"))
    for _ in range(2):
        found = ask("POST", f"/drill/plans/{plan}", **SURVEY)
        assert found["headers"]["location"] == f"/drill/plans/{plan}?result=1&done=surveyed"
    assert ground().numbers.read("heavy_rain")["age#30s"] == {
        "runs": 1,
        "total": 100,
        "full_marks": 1,
        "danger": 25,
        "where": 25,
        "when": 25,
        "how": 10,
        "information": 15,
        "before": 1,
        "after": 4,
    }
    assert "訓練のあとのアンケート" not in seen(ask("GET", f"/drill/plans/{plan}?result=1"))


def test_an_answer_that_is_missing_is_asked_for():
    plan = finish(finished(), ground()).plan_id
    found = ask("POST", f"/drill/plans/{plan}", **{**SURVEY, "age": ""})
    assert found["statusCode"] == 422
    assert 'id="f-age-problem"' in found["body"]
    assert "age#" not in str(ground().numbers.read("heavy_rain"))


def test_one_visit_in_sixteen_counts_its_steps():
    for key in ("A" * 32, "z" * 32):
        begin = event("begin")
        old = next(part for part in begin["body"].split("&") if part.startswith("client_key="))
        found = answer({**begin, "body": begin["body"].replace(old, f"client_key={key}")})
        assert found["statusCode"] == 200
        counted = ground().numbers.read("heavy_rain").get("step#place", {}).get("visits", 0)
        assert counted == STEP_SAMPLE
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert sum(is_sampled(letter) for letter in letters) * STEP_SAMPLE == len(letters)
