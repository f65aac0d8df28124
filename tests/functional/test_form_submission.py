"""Every event in events/form_submission through the function's own doorway."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.moto_cloud import Cloud, cloud, function

EVENTS = Path(__file__).resolve().parents[2] / "events" / "form_submission"
NAME = "神\ufa19 𠮷田 葛\U000e0100子"

ANSWERS = {
    "home": (200, "ご用件をお選びください"),
    "home_first_visit": (200, "何(なに)を しますか"),
    "list": (200, "ぐんま広報 読者アンケート"),
    "form": (200, "今月号はいかがでしたか"),
    "form_not_there": (404, "お探しのページは見つかりませんでした"),
    "form_outside_the_folder": (404, "お探しのページは見つかりませんでした"),
    "next": (200, "クロスワードの答え"),
    "next_wrong": (422, "直していただきたいところが4つあります"),
    "switch_language": (200, "Crossword answer and address"),
    "review": (200, "内容の確認"),
    "submit": (200, "受け付けました"),
    "submit_base64": (200, "受け付けました"),
    "submit_incomplete": (422, "「お名前」を入力してください"),
    "submit_from_elsewhere": (403, "もう一度ボタンを押してください"),
    "submit_old_page": (403, "もう一度ボタンを押してください"),
    "submit_without_client_key": (403, "もう一度ボタンを押してください"),
    "not_utf8": (400, "送られた内容を読み取れませんでした"),
    "empty_post": (403, "もう一度ボタンを押してください"),
    "put_aside": (200, "ここまでの内容を保存しました"),
    "file_of_gone_draft": (404, "保存した内容はありません"),
    "draft_gone": (404, "保存した内容はありません"),
    "correction_gone": (404, "直している途中の内容は、もうありません"),
    "file_of_gone_correction": (404, "直している途中の内容は、もうありません"),
    "receipts": (200, "送った申請を確かめる"),
    "receipt_not_there": (404, "受付番号か確認キーが違います"),
    "receipt_mistyped": (422, "打ち間違い"),
    "receipt_old_page": (403, "もう一度ボタンを押してください"),
    "enter_page": (200, "LINEで本人を確認しています"),
    "enter_from_elsewhere": (403, "前のページにもどって、もう一度お試しください"),
}


@pytest.fixture(scope="module")
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def event(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return found


def answer(one: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = function("form_submission").handler(one, None)
    return found


def receipt(body: str) -> list[str]:
    return re.findall(r'class="receipt">(.*?)<', body)


def test_every_event_file_is_expected():
    assert {path.stem for path in EVENTS.glob("*.json")} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_every_event_is_answered_as_a_resident_expects(here: Cloud, name: str):
    status, sentence = ANSWERS[name]
    found = answer(event(name))
    assert found["statusCode"] == status
    assert sentence in found["body"]


@pytest.mark.parametrize("name", ANSWERS)
def test_no_answer_is_kept_by_a_browser_or_runs_a_script_of_a_stranger(here: Cloud, name: str):
    headers = answer(event(name))["headers"]
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


def test_the_same_page_sent_twice_gives_one_receipt(here: Cloud):
    first, second = answer(event("submit")), answer(event("submit_base64"))
    assert receipt(first["body"]) == receipt(second["body"]) != []
    applications = [one for one in here.items("applications_table") if one["sk"]["S"] == "APPLICATION"]
    assert len(applications) == 1


def test_a_stale_page_comes_back_with_everything_that_was_typed(here: Cloud):
    body = answer(event("submit_old_page"))["body"]
    assert f'name="name" value="{NAME}"' in body
    assert 'name="step" value="review"' in body


def test_names_come_back_byte_for_byte(here: Cloud):
    sent = receipt(answer(event("submit"))["body"])
    look = event("receipt_not_there")
    look["body"] = re.sub(r"number=[^&]*&key=[^&]*", f"number={sent[0]}&key={sent[1]}", look["body"])
    assert f"<dd>{NAME}</dd>" in answer(look)["body"]


def test_what_was_typed_is_shown_as_text_only(here: Cloud):
    body = answer(event("next_wrong"))["body"]
    assert "<script>alert" not in body
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;"' in body


def test_no_log_line_holds_what_a_resident_typed(
    here: Cloud, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    for name in ANSWERS:
        answer(event(name))
    written = capsys.readouterr()
    for typed in (NAME, "からっかぜ", "0272231111", "大手町", "防災の特集"):
        assert typed not in written.out + written.err
