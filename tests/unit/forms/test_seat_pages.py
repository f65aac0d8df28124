"""What a resident reads about seats: what is left, where they stand, and that they may not apply."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from local.application_commands import run
from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.model import Form, load_form
from madoguchi.forms.filing.promote import promote
from madoguchi.forms.records.desk import desk
from madoguchi.web.sessions import csrf_token
from tests.moto_cloud import cloud, function

AT = {"starts": "2030-06-01T09:00:00", "ends": "2030-06-01T12:00:00", "capacity": 2}
LATER = {"starts": "2030-06-01T13:00:00", "ends": "2030-06-01T15:00:00", "capacity": 1}


def hall(**policy: Any) -> Form:
    choices = [{"id": "am", "label": "午前"}, {"id": "pm", "label": {"ja": "午後", "en": "Afternoon"}}]
    return load_form(
        {
            "owner": "100005",
            "summary": "",
            "policy": {
                "opens": "2026-04-01T00:00:00",
                "closes": "2030-05-01T00:00:00",
                "purpose": "",
                "retention_days": 30,
                "office": {"name": "係", "phone": "027-223-1111"},
                "slots": {"question": "slot", "each": {"am": AT, "pm": LATER}},
                "waiting_list": True,
                **policy,
            },
            "flow": {
                "id": "hall",
                "title": "ホール",
                "pages": [
                    {
                        "id": "one",
                        "title": "",
                        "fields": [{"id": "slot", "kind": "choice", "label": "時間", "choices": choices}],
                    }
                ],
            },
        }
    )


@pytest.fixture
def at_the_hall(request: pytest.FixtureRequest) -> Iterator[Form]:
    one = hall(**getattr(request, "param", {}))
    found = patch.multiple(catalogue, form=lambda _form_id: one, names=lambda _folder: ["forms/hall"])
    with cloud(), found:
        yield one


def page(path: str, **form: str) -> str:
    """Open a page, or post one of ours."""
    event: dict[str, Any] = {
        "routeKey": f"{'POST' if form else 'GET'} /forms/{{form_id}}" if "forms" in path else f"POST {path}",
        "rawPath": path,
        "pathParameters": {"form_id": "hall"},
        "headers": {},
        "cookies": ["visitor=" + "v" * 24],
    }
    if form:
        posted = {"csrf": csrf_token("v" * 24), "client_key": "k" * 32, **form}
        event["body"] = "&".join(f"{name}={value}" for name, value in posted.items())
    body: str = function("form_submission").handler(event, None)["body"]
    return body


def book(key: str, slot: str) -> str:
    return page("/forms/hall", client_key=key * 32, slot=slot, step="review", go="submit")


@pytest.mark.usefixtures("at_the_hall")
def test_each_slot_says_what_is_left_of_it():
    book("a", "am")
    book("b", "pm")
    body = page("/forms/hall")
    assert "午前 (残り1)" in body
    assert "午後 (満員・キャンセル待ち)" in body


@pytest.mark.usefixtures("at_the_hall")
def test_who_finds_no_seat_is_told_so_and_sees_it_change(at_the_hall: Form):
    first, second = book("a", "pm"), book("b", "pm")
    assert "お席を確保しました" in first
    assert "キャンセル待ちとして受け付けました" in second
    number, key = re.findall(r'class="receipt">(.*?)<', first)
    page("/receipts", number=number, key=key, go="withdraw_now", client_key="w" * 32)
    assert len(promote(at_the_hall, "pm", replace(desk(), published=lambda _form_id: at_the_hall))) == 1
    assert "お席を確保しました" in book("b", "pm")
    number, key = re.findall(r'class="receipt">(.*?)<', second)
    assert "お席を確保しました" in page("/receipts", number=number, key=key, go="open")


ONLY_MORNING = {"eligibility": {"when": {"field": "slot", "is": "am"}, "otherwise": "午前だけです。"}}


@pytest.mark.usefixtures("at_the_hall")
@pytest.mark.parametrize("at_the_hall", [ONLY_MORNING], indirect=True)
@pytest.mark.parametrize("step", [{"step": "one", "go": "next"}, {"step": "review", "go": "submit"}])
def test_who_may_not_apply_reads_why(step: dict[str, str]):
    assert "午前だけです。" in page("/forms/hall", slot="pm", **step)
    assert "午前だけです。" not in page("/forms/hall", slot="am", **step)


LOTTERY = {
    "lottery": {"announced": "2030-05-10T12:00:00", "seed": "5月2日の日経平均株価"},
    "waiting_list": False,
}


@pytest.mark.usefixtures("at_the_hall")
@pytest.mark.parametrize("at_the_hall", [LOTTERY], indirect=True)
def test_a_draw_is_explained_and_its_entries_have_a_number(capsys: pytest.CaptureFixture[str], tmp_path: Any):
    assert "5月2日の日経平均株価" in page("/forms/hall")
    entered = book("a", "am")
    assert "抽選に申し込まれました" in entered
    number, key = re.findall(r'class="receipt">(.*?)<', entered)
    assert "抽選の番号：" in page("/receipts", number=number, key=key, go="open")
    assert run(["--clerk", "Sato", "close-entries", "hall", "--into", str(tmp_path)]) == 1
    assert "still open" in capsys.readouterr().err
