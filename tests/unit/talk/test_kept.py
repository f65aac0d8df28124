"""What other rooms keep of a resident is said as it is kept, whatever has become of the form since."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from madoguchi.forms.definition import catalogue
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.pages.application import ask_for_number
from madoguchi.forms.records import desk as desks
from madoguchi.runtime.clock import JST
from madoguchi.talk.kept import kept_elsewhere
from madoguchi.web.http import Request
from madoguchi.web.sessions import session_cookie
from tests.moto_cloud import cloud

USER = "U" + "1" * 32


@pytest.fixture
def filed() -> Iterator[datetime]:
    """An opinion of a signed-in resident; yields until when it is kept."""
    answers = {"subject": "roads", "message": "m", "reply": "no"}
    with cloud():
        desk = replace(desks.desk(), notify=lambda *_: None)
        number = submit(Submission(catalogue.form("opinion"), answers, "page", "ja", USER), desk).number
        dossier = desk.store.dossier(number)
        assert dossier
        yield dossier.application.expires_at


@pytest.mark.parametrize("published", [True, False])
def test_an_application_is_kept_until_what_was_said_when_it_came(
    filed: datetime, monkeypatch: pytest.MonkeyPatch, published: bool
):
    form = catalogue.form("opinion")
    changed = replace(form, policy=replace(form.policy, retention=timedelta(days=1)))
    monkeypatch.setattr(catalogue, "published", lambda _form_id: changed if published else None)
    ((_, said),) = kept_elsewhere(USER, "ja")
    assert filed.astimezone(JST).date().isoformat() in said


def test_the_list_of_one_s_own_ends_with_what_is_kept(filed: datetime, monkeypatch: pytest.MonkeyPatch):
    from madoguchi.forms.pages import application

    session = session_cookie(USER, secure=True).partition(";")[0].partition("=")[2]
    request = Request("GET /receipts", path="/receipts", cookies={"session": session})
    title = "県政へのご意見・ご提案"
    for moment, listed in ((filed - timedelta(seconds=1), True), (filed + timedelta(seconds=1), False)):
        desk = replace(desks.desk(), clock=lambda moment=moment: moment)
        monkeypatch.setattr(application, "desk", lambda desk=desk: desk)
        assert (title in ask_for_number(request).body) == listed
