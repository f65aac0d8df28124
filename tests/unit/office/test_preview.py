"""A form at any moment and with any answers, as a resident would see it; nothing can be sent."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from madoguchi.forms.definition import catalogue
from madoguchi.forms.records.desk import desk
from madoguchi.office.assembly import office
from madoguchi.office.preview import Look, outcome, preview, version
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import NotFound
from tests.moto_cloud import cloud
from tests.unit.office.surroundings import MAEBASHI, staff

NOON = datetime(2026, 10, 1, 12, tzinfo=JST)


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with cloud():
        yield


def look(at: datetime = NOON, step: str = "", language: str = "ja", **typed: str) -> Look:
    return Look(at, {name: [text] for name, text in typed.items()}, step, language)


def test_a_page_is_shown_as_it_will_be_and_cannot_be_sent():
    shown = preview("opinion", look(), staff(), office())
    assert (shown.status, "何についてのご意見ですか" in shown.body) == (200, True)
    policy = shown.headers["content-security-policy"]
    assert policy.endswith("; sandbox")
    assert "form-action 'none'" in policy
    assert shown.cookies == ()


def test_answers_lead_to_the_page_that_follows_from_them():
    typed = {"subject": "roads", "message": "m", "reply": "yes"}
    assert "返事の送り先" in preview("opinion", look(step="contact", **typed), staff(), office()).body
    no_reply = look(step="review", **(typed | {"reply": "no"}))
    assert "内容の確認" in preview("opinion", no_reply, staff(), office()).body
    assert "Your opinion" in preview("opinion", look(language="en"), staff(), office()).body


def test_before_it_opens_a_form_is_closed():
    early = preview("opinion", look(datetime(2025, 3, 31, 23, 59, tzinfo=JST)), staff(), office())
    assert early.status == 410
    form = catalogue.form("opinion")
    assert outcome(form, datetime(2025, 4, 1, tzinfo=JST), {}).accepts
    assert not outcome(form, datetime(2025, 3, 31, 23, 59, 59, tzinfo=JST), {}).accepts


def test_an_earlier_version_is_shown_as_it_was():
    form = catalogue.form("opinion")
    earlier = form.source.replace("何についてのご意見ですか", "ご意見の種類")
    desk().store.keep_definition("opinion", "earlier", earlier)
    shown = preview("opinion", Look(NOON, {}, definition="earlier"), staff(), office())
    assert "ご意見の種類" in shown.body
    with pytest.raises(NotFound):
        version("opinion", "never was", staff(), office())


def test_another_owner_s_form_is_not_shown():
    with pytest.raises(NotFound):
        preview("opinion", look(), staff("suzuki", MAEBASHI), office())
