"""Every event in events/document_printing through the function's own doorway, and what is printed."""

import base64
import dataclasses
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pypdf import PdfReader

from madoguchi.drill.assembly import ground
from madoguchi.drill.find_plan import find_plan
from madoguchi.drill.finish import finish
from madoguchi.drill.keep_card import change, share
from madoguchi.forms.application import receipt
from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.policy import Policy
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.records.desk import desk
from tests.hazard_layer import deployed, sample_layer
from tests.moto_cloud import Cloud, cloud, function
from tests.unit.drill.test_card import OWN
from tests.unit.drill.test_finish import finished

EVENTS = Path(__file__).resolve().parents[2] / "events" / "document_printing"
ANSWERS = {"plan_not_there": 404, "plan_mistyped": 404, "card_a6_not_there": 404, "receipt_not_there": 404}


@pytest.fixture(autouse=True)
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def event(name: str, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return {**found, **changes}


def answer(one: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = function("document_printing").handler(one, None)
    return found


def printed(language: str, paper: str, **answers: Any) -> PdfReader:
    attempt = finish(finished(answers=answers), dataclasses.replace(ground(), notify=lambda *_: None))
    found = answer(
        event(
            "plan_not_there",
            pathParameters={"plan_id": attempt.plan_id},
            rawQueryString=f"paper={paper}",
            cookies=[f"lang={language}"],
        )
    )
    assert (found["statusCode"], found["isBase64Encoded"]) == (200, True)
    assert found["headers"]["content-type"] == "application/pdf"
    return PdfReader(BytesIO(base64.b64decode(found["body"])))


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_event_file_is_expected():
    assert {path.stem for path in EVENTS.glob("*.json")} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_not_there_is_said_on_a_page(name: str):
    found = answer(event(name))
    assert found["statusCode"] == ANSWERS[name]
    assert "お探しのページは見つかりませんでした" in found["body"]


@pytest.mark.parametrize(("paper", "sides"), [("a4", 1), ("a6", 2)])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ja", "警戒レベル3"), ("easy", "警戒（けいかい）レベル3"), ("en", "Leave at level 3")],
)
def test_a_plan_fits_one_sheet_in_the_reader_s_language(paper: str, sides: int, language: str, sentence: str):
    everybody = ["elderly", "infant", "pregnant", "care", "pet"]
    pages = printed(language, paper, companions=everybody, flood="r3", landslide="yellow", car="yes").pages
    assert len(pages) <= sides
    assert squeezed(sentence) in squeezed(pages[0].extract_text())


def test_sites_that_we_know_stand_on_the_paper():
    with deployed(sample_layer()):
        (page,) = printed("ja", "a4", municipality="10201", flood="r2").pages
    assert "洪水に使える指定緊急避難場所" in squeezed(page.extract_text())


NAME = "神\ufa19 𠮷田"


@pytest.mark.parametrize(
    ("language", "title"), [("ja", "県政へのご意見・ご提案"), ("en", "Opinions to the prefecture")]
)
def test_a_receipt_is_printed_with_what_was_sent_and_without_its_key(language: str, title: str):
    answers = {"subject": "family", "message": "hello", "reply": "yes", "name": NAME, "email": "a@b.example"}
    filed = submit(Submission(catalogue.form("opinion"), answers, "page"), desk())
    look = event("receipt_not_there")
    look["body"] = re.sub(r"number=[^&]*&key=[^&]*", f"number={filed.number}&key={filed.key}", look["body"])
    look["cookies"] = [*look.get("cookies", ()), f"lang={language}"]
    look["rawQueryString"] = f"lang={language}"
    found = answer(look)
    assert found["statusCode"] == 200
    assert found["headers"]["content-type"] == "application/pdf"
    pages = PdfReader(BytesIO(base64.b64decode(found["body"]))).pages
    written = "".join(page.extract_text() for page in pages).replace("\n", "")
    assert title in written
    assert receipt.grouped(filed.number) in written
    assert NAME in written
    assert "hello" in written
    assert receipt.grouped(filed.key) not in written


def test_an_accepted_registration_for_an_examination_is_a_ticket():
    exam = catalogue.form("staff_exam")
    with patch.multiple(Policy, admits=lambda *_: True, accepts=lambda *_: True):
        filed = submit(Submission(exam, {}, "page"), desk())
    look = event("receipt_not_there")
    look["body"] = re.sub(r"number=[^&]*&key=[^&]*", f"number={filed.number}&key={filed.key}", look["body"])

    def heading() -> str:
        pages = PdfReader(BytesIO(base64.b64decode(answer(look)["body"]))).pages
        return pages[0].extract_text()

    assert "受験票" not in heading().partition(receipt.grouped(filed.number))[0]
    take_step(filed.number, Step("decided", "office", "1", {"outcome": "accepted"}), desk())
    assert "受験票" in heading().partition(receipt.grouped(filed.number))[0]


def test_a_shared_plan_carries_its_link_and_stays_on_one_sheet():
    attempt = finish(finished(), dataclasses.replace(ground(), notify=lambda *_: None))
    card = find_plan(attempt.plan_id, ground())
    change(card, OWN, ground())
    share(find_plan(attempt.plan_id, ground()), ground())
    for language in ("ja", "easy", "en", "pt-BR", "vi"):
        found = answer(
            event("plan_not_there", pathParameters={"plan_id": attempt.plan_id}, cookies=[f"lang={language}"])
        )
        (page,) = PdfReader(BytesIO(base64.b64decode(found["body"]))).pages
        assert "0270123456" in page.extract_text()
