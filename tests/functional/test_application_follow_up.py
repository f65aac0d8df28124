"""What follows from an entry: moving up, notices, letters; through the handler, as the stream calls it."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import boto3
import pytest

from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.model import Form, Receipt
from madoguchi.forms.filing import follow_up
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.notices.mail import Letter
from madoguchi.forms.records.desk import Desk, desk
from madoguchi.runtime.errors import Unavailable
from tests.moto_cloud import ROOT, Cloud, cloud, function
from tests.unit.forms.surroundings import form

EVENTS = ROOT / "events" / "application_follow_up"
EXPECTED = {"again", "arrived", "forgotten", "others"}


class Post:
    """Letters that were taken; `broken` takes none, `silent` takes them and says nothing, `never` refuses.

    `buggy` is an address at which our own code breaks.
    """

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.broken = self.silent = False
        self.never = self.buggy = ""

    def __call__(self, _sender: str, letter: Letter) -> bool:
        if letter.to == self.never:
            return False
        if letter.to == self.buggy:
            raise KeyError("a mistake of ours")
        if self.broken:
            raise Unavailable("SES")
        self.letters.append(letter)
        if self.silent:
            raise Unavailable("SES")
        return True


@pytest.fixture
def one() -> Form:
    """One seat, an e-mail address, an office that hears of arrivals."""
    data = json.loads(form(capacity=1, closes="2090-01-01T00:00:00", waiting_list=True).source)
    data["policy"]["notified"] = ["office@example.com"]
    data["flow"]["pages"][0]["fields"].append(
        {"id": "email", "kind": "email", "label": "email", "required": False}
    )
    from madoguchi.forms.definition.model import load_form

    return load_form(data)


@pytest.fixture
def here(one: Form) -> Iterator[Cloud]:
    found = patch.multiple(catalogue, form=lambda _form_id: one, names=lambda _folder: ["forms/test_form"])
    with cloud() as made, found:
        yield made


@pytest.fixture
def post(here: Cloud) -> Iterator[Post]:
    taking = Post()
    room = follow_up.Mailroom("counter@example.com", taking)
    with patch.object(follow_up, "mailroom", lambda: room):
        yield taking


def apply(one: Form, page: str, email: str = "", user_id: str = "") -> Receipt:
    answers = {"word": "secret word", **({"email": email} if email else {})}
    return submit(Submission(one, answers, page, "ja", user_id), _desk())


def _desk() -> Desk:
    return replace(desk(), notify=lambda *_: None)


def stream(number: str, *positions: int, seconds: int = 60) -> list[str]:
    """Let the handler follow up entries; returns what must come again."""
    event: dict[str, Any] = json.loads((EVENTS / "arrived.json").read_text())
    record = event["Records"][0]
    records = []
    for position in positions:
        keys = {"pk": {"S": f"APPLICATION#{number}"}, "sk": {"S": f"ENTRY#{position:06}"}}
        records.append(
            {
                **record,
                "dynamodb": {
                    **record["dynamodb"],
                    "ApproximateCreationDateTime": time.time(),
                    "Keys": keys,
                    "SequenceNumber": str(position),
                },
            }
        )
    return handle(records, seconds)


def handle(records: list[dict[str, Any]], seconds: int = 60) -> list[str]:
    answer = function("application_follow_up").handler(
        {"Records": records}, SimpleNamespace(get_remaining_time_in_millis=lambda: seconds * 1000)
    )
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_every_event_file_is_expected():
    assert {path.stem for path in Path(EVENTS).glob("*.json")} == EXPECTED


def test_an_arrival_is_written_about_once_and_tells_no_content(one: Form, post: Post):
    filed = apply(one, "page", "hanako@example.com")
    assert stream(filed.number, 1) == []
    assert stream(filed.number, 1) == []
    assert [letter.to for letter in post.letters] == ["hanako@example.com", "office@example.com"]
    assert "受け付けました" in post.letters[0].body
    for letter in post.letters:
        assert "secret word" not in letter.subject + letter.body
        assert filed.key not in letter.body.replace("-", "")


def test_who_gave_no_address_is_not_written_to(one: Form, post: Post):
    assert stream(apply(one, "page").number, 1) == []
    assert [letter.to for letter in post.letters] == ["office@example.com"]


def test_a_letter_that_could_not_be_sent_is_sent_later(one: Form, post: Post):
    filed = apply(one, "page", "hanako@example.com")
    post.broken = True
    assert stream(filed.number, 1) == ["1"]
    post.broken = False
    assert stream(filed.number, 1) == []
    assert len(post.letters) == 2


def test_a_letter_goes_twice_only_when_its_sending_was_not_learnt(one: Form, post: Post):
    filed = apply(one, "page", "hanako@example.com")
    post.silent = True
    assert stream(filed.number, 1) == ["1"]
    post.silent = False
    for _ in range(3):
        assert stream(filed.number, 1) == []
    assert [letter.to for letter in post.letters] == ["hanako@example.com"] * 2 + ["office@example.com"]


def test_no_letter_is_begun_that_the_clock_could_stop_before_its_note(one: Form, post: Post):
    filed = apply(one, "page", "hanako@example.com")
    assert stream(filed.number, 1, seconds=19) == ["1"]
    assert post.letters == []
    assert stream(filed.number, 1, seconds=20) == []
    assert len(post.letters) == 2


def test_an_address_that_can_never_be_written_to_holds_up_nobody(one: Form, post: Post):
    filed = apply(one, "page", "nobody@invalid.example")
    post.never = "nobody@invalid.example"
    assert stream(filed.number, 1) == []
    assert [letter.to for letter in post.letters] == ["office@example.com"]


def test_a_seat_that_comes_free_goes_to_who_waits_and_they_are_told(here: Cloud, one: Form, post: Post):
    first = apply(one, "first")
    second = apply(one, "second", "jiro@example.com", "U2")
    assert second.standing == "waiting"
    take_step(first.number, Step("withdrawn", "applicant", "1"), _desk())
    assert stream(first.number, 1, 2) == []
    assert stream(first.number, 2) == []
    dossier = desk().store.dossier(second.number)
    assert dossier
    assert [entry.kind for entry in dossier.entries] == ["arrived", "promoted"]
    assert stream(second.number, 1, 2) == []
    assert stream(second.number, 2) == []
    assert [
        "お席を確保しました" in letter.body for letter in post.letters if letter.to == "jiro@example.com"
    ] == [
        False,
        True,
    ]
    assert {notice["notice"]["kind"] for notice in here.notices()} == {"form_promoted"}


def test_a_message_from_staff_reaches_who_gave_no_line_account_by_mail(one: Form, post: Post):
    filed = apply(one, "page", "hanako@example.com")
    said = {"message": "secret words of the office"}
    take_step(filed.number, Step("messaged", "sato", "1", said), _desk())
    assert stream(filed.number, 1, 2) == []
    letter = post.letters[-1]
    assert letter.to == "hanako@example.com"
    assert "担当からお知らせがあります" in letter.body
    assert "secret words" not in letter.subject + letter.body


def test_steps_of_staff_are_told_in_the_chat_once_and_again_after_a_crash(here: Cloud, one: Form, post: Post):
    filed = apply(one, "page", "hanako@example.com", "U1")
    asked = {"items": '[["word", "too short"]]', "due": "2026-05-01"}
    for key, (kind, facts) in enumerate(
        (("taken", {}), ("correction_asked", asked), ("decided", {"outcome": "declined"}))
    ):
        take_step(filed.number, Step(kind, "sato", str(key), facts), _desk())
    post.broken = True
    assert stream(filed.number, 2, 3, 4) == ["2"]
    post.broken = False
    assert stream(filed.number, 2, 3, 4) == []
    told = [notice["notice"] for notice in here.notices()]
    assert [one["kind"] for one in told] == ["form_taken", "form_correction_asked", "form_decided_declined"]
    assert told[1]["params"]["details"] == (
        "\n直していただくところ：word\n2026年5月1日までにお願いします。過ぎても直すことができます。"
    )


def test_an_entry_that_breaks_the_follow_up_holds_up_nobody_and_is_followed_up_once_it_is_mended(
    one: Form, post: Post, monkeypatch: pytest.MonkeyPatch
):
    sqs = boto3.client("sqs")
    queue = sqs.create_queue(QueueName="follow-up-again")["QueueUrl"]
    monkeypatch.setenv("FOLLOW_UP_AGAIN_QUEUE_URL", queue)
    post.buggy = "hanako@example.com"
    first, second = apply(one, "page", "hanako@example.com"), apply(one, "other", "jiro@example.com")
    assert stream(first.number, 1) == []
    assert stream(second.number, 1) == []
    assert [letter.to for letter in post.letters] == ["jiro@example.com", "office@example.com"]
    (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    assert "hanako" not in message["Body"]
    waiting = {"messageId": message["MessageId"], "body": message["Body"], "eventSource": "aws:sqs"}
    assert handle([waiting]) == [message["MessageId"]]
    post.buggy = ""
    assert handle([waiting]) == []
    assert [letter.to for letter in post.letters][2:] == ["hanako@example.com", "office@example.com"]


def test_letters_from_an_address_that_is_not_verified_yet_wait_until_it_is(
    here: Cloud, one: Form, monkeypatch: pytest.MonkeyPatch
):
    ses, sqs = boto3.client("ses"), boto3.client("sqs")
    queue = sqs.create_queue(QueueName="follow-up-again")["QueueUrl"]
    monkeypatch.setenv("FOLLOW_UP_AGAIN_QUEUE_URL", queue)
    monkeypatch.setenv("MAIL_FROM", "counter@example.com")
    filed = apply(one, "page", "hanako@example.org")
    assert stream(filed.number, 1) == []
    (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    ses.verify_email_identity(EmailAddress="counter@example.com")
    assert handle([{"messageId": "1", "body": message["Body"], "eventSource": "aws:sqs"}]) == []
    assert int(ses.get_send_quota()["SentLast24Hours"]) == 2


def test_without_an_address_of_ours_nobody_is_written_to(here: Cloud, one: Form):
    assert stream(apply(one, "page", "hanako@example.com").number, 1) == []


def test_what_is_gone_is_passed_over(post: Post):
    assert stream("42JAT5FJPJT6QTF", 1, 2) == []
    assert post.letters == []
