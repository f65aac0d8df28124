"""A form as one file for others: what comes back is what went out, and what is wrong in it is said."""

import json
from typing import Any

import pytest
import yaml

from madoguchi.forms.definition.model import Form, load_form
from madoguchi.office.exchange_api import MOST_BYTES, check, failed_tests, write
from madoguchi.runtime.content import content, names
from tests.moto_cloud import content_on_path

content_on_path()
FORMS = [name.removeprefix("forms/") for name in names("forms")]


def form(form_id: str) -> Form:
    return load_form(content(f"forms/{form_id}"))


def given(form_id: str = "opinion") -> dict[str, Any]:
    file: dict[str, Any] = yaml.safe_load(write(form(form_id)))
    return file


@pytest.mark.parametrize("form_id", FORMS)
def test_every_form_goes_out_and_may_be_taken_over_elsewhere(form_id: str):
    assert check(write(form(form_id))) == []


@pytest.mark.parametrize("name", names("form_tests"))
def test_every_form_keeps_its_own_tests(name: str):
    tests = content(name)["tests"]
    assert list(failed_tests(form(name.removeprefix("form_tests/")), tests)) == []


def test_whom_an_office_notifies_stays_there():
    definition = json.loads(form("opinion").source)
    definition["policy"]["notified"] = ["desk@pref.example.jp"]
    assert "desk@pref" not in write(load_form(definition))


BROKEN: dict[str, tuple[Any, str]] = {
    "another format": ({"madoguchi": "form/9"}, "madoguchi: "),
    "no form": ({"form": {}}, "form.owner: "),
    "tests that fail": (
        {"tests": [{"name": "t", "answers": {"reply": "yes"}, "pages": ["opinion"]}]},
        "test 't': pages should be ['opinion'], but came out as ['opinion', 'contact']",
    ),
    "an unknown key": ({"more": 1}, "more: "),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_in_a_file_is_said(case: str):
    change, why = BROKEN[case]
    found = check(yaml.safe_dump(given() | change, allow_unicode=True))
    assert [one for one in found if why in one], found


def test_a_form_that_would_not_work_is_not_taken_over():
    file = given()
    file["form"]["flow"]["pages"][1]["when"] = {"field": "reply", "in": []}
    assert "name is never asked" in " ".join(check(yaml.safe_dump(file, allow_unicode=True)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: [", "not YAML"),
        ("a: &x [1]\nb: [*x, *x]", "by reference"),
        ("!!python/object/apply:os.system ['true']", "not YAML"),
        ("just words", "FormFile"),
        ("x" * (MOST_BYTES + 1), "larger than"),
    ],
    ids=["broken", "aliases", "code", "words", "large"],
)
def test_a_file_from_elsewhere_does_no_harm(text: str, why: str):
    assert why in " ".join(check(text))
