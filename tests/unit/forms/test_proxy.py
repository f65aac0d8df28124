"""Somebody fills in a form for somebody else: said on the pages, kept apart, marked wherever it is read."""

from collections.abc import Iterator
from datetime import date

import pytest

from madoguchi.flow.text import LANGUAGES
from madoguchi.forms.application import receipt
from madoguchi.forms.definition import catalogue
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.pages.receipt_paper import receipt_paper
from madoguchi.forms.records.desk import desk
from madoguchi.office import shown_api
from madoguchi.office.assembly import office
from madoguchi.office.enter import enter
from madoguchi.office.export import export
from madoguchi.office.inbox import Sought
from madoguchi.web.texts import moment, text
from tests.moto_cloud import Cloud, cloud, content_on_path
from tests.simulation.application_store import ApplicationsInMemory
from tests.unit.forms.surroundings import desk_over, form
from tests.unit.forms.test_pages import ANSWERS, SURVEY, Browser, opened
from tests.unit.office.surroundings import PREFECTURE, office_over, staff

PROXY = {"proxy_relation": "family", "proxy_name": "𠮷田 <花子>"}
WRITTEN = "𠮷田 &lt;花子&gt;"


@pytest.fixture
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def said(browser: Browser) -> Browser:
    return browser.get(SURVEY).post(SURVEY, go="proxy").post(SURVEY, **PROXY, go="proxy_done")


def dossier_of(number: str):  # type: ignore[no-untyped-def]
    found = desk().store.dossier(number.replace("-", ""))
    assert found is not None
    return found


def test_a_proxy_is_marked_on_review_receipt_copy_and_paper_and_is_no_answer(here: Cloud):
    browser = said(Browser())
    assert WRITTEN in browser.body
    browser.post(SURVEY, **ANSWERS, go="next")
    assert "代理の方が入力したものです" in browser.body
    browser.post(SURVEY, go="submit")
    assert WRITTEN in browser.body
    number, key = browser.receipts()
    opened(browser, number, key)
    assert WRITTEN in browser.body
    assert "家族・親族" in browser.body
    found = dossier_of(number)
    assert found.entries[0].by == "proxy"
    assert found.entries[0].facts == PROXY
    assert not PROXY.keys() & (found.answered().answers or {}).keys()
    paper = receipt_paper(found, catalogue.form("magazine_survey"), "en")
    assert ("Name of the person filling it in", PROXY["proxy_name"]) in [
        row for part in paper.parts[0].parts for row in getattr(part, "rows", ())
    ]


def test_the_name_of_a_proxy_lies_nowhere_unlocked(here: Cloud):
    said(Browser()).post(SURVEY, **ANSWERS, go="next").post(SURVEY, go="submit")
    assert "花子" not in repr(here.items("applications_table"))


def test_a_correction_keeps_who_filled_it_in_first(here: Cloud):
    browser = said(Browser()).post(SURVEY, **ANSWERS, go="next").post(SURVEY, go="submit")
    opened(browser, *browser.receipts()).post("/receipts", go="correct")
    assert 'value="proxy"' not in browser.body
    browser.post("/receipts", **{**ANSWERS, "rating": "poor"}, go="next").post("/receipts", go="submit")
    assert WRITTEN in browser.body


def test_a_proxy_without_a_name_is_asked_again_and_nothing_is_lost(here: Cloud):
    browser = Browser().get(SURVEY).post(SURVEY, **ANSWERS, go="proxy")
    browser.post(SURVEY, proxy_relation="family", proxy_name="", go="proxy_done")
    assert browser.status == 422
    assert 'id="f-proxy_name-problem"' in browser.body
    browser.post(SURVEY, **PROXY, go="proxy_done")
    assert browser.status == 200
    assert 'name="rating" value="good" checked' in browser.body


def test_a_proxy_is_taken_back(here: Cloud):
    browser = said(Browser()).post(SURVEY, go="proxy").post(SURVEY, go="proxy_none")
    browser.post(SURVEY, **ANSWERS, go="next").post(SURVEY, go="submit")
    assert dossier_of(browser.receipts()[0]).entries[0].by == "applicant"


def test_a_form_that_takes_no_proxy_neither_asks_nor_believes(here: Cloud, monkeypatch: pytest.MonkeyPatch):
    assert not catalogue.form("staff_exam").takes_proxy
    monkeypatch.setattr("madoguchi.forms.definition.model.Form.takes_proxy", False)
    browser = Browser().get(SURVEY)
    assert 'value="proxy"' not in browser.body
    assert "proxy_name" not in browser.post(SURVEY, **ANSWERS, **PROXY, go="next").body
    browser.post(SURVEY, **PROXY, go="submit")
    assert dossier_of(browser.receipts()[0]).entries[0].by == "applicant"


@pytest.mark.parametrize(
    ("policy", "taken"), [({}, False), ({"proxy": True}, True), ({"proxy": False}, False)]
)
def test_a_policy_says_whether_a_proxy_is_taken(policy: dict[str, bool], taken: bool):
    assert form(**policy).takes_proxy is taken


def test_a_form_that_asks_for_a_name_takes_a_proxy_unless_it_says_no():
    content_on_path()
    assert catalogue.form("magazine_survey").takes_proxy
    assert catalogue.form("maebashi_cooking").takes_proxy


def test_a_proxy_who_is_signed_in_does_not_spend_their_own_turn():
    place = desk_over(ApplicationsInMemory())
    once = form(one_per_person=True)
    for page, proxy in (("1", PROXY), ("2", PROXY), ("3", {})):
        submit(Submission(once, {"word": page}, page, "ja", "U1", proxy=proxy), place)
    assert len(place.store.applications) == 3  # type: ignore[attr-defined]


def test_another_proxy_from_the_same_page_is_not_what_was_sent():
    place = desk_over(ApplicationsInMemory())
    one = Submission(form(), {"word": "w"}, "page", proxy=PROXY)
    assert submit(one, place).as_sent
    assert submit(one, place).as_sent
    assert not submit(Submission(form(), {"word": "w"}, "page"), place).as_sent


def test_the_office_reads_who_filled_it_in_on_the_page_and_in_the_export():
    content_on_path()
    office = office_over()
    filed = submit(Submission(form(), {"word": "w"}, "page", proxy=PROXY), office.desk)
    submit(Submission(form(), {"word": "w"}, "other page"), office.desk)
    table = export(staff(), Sought(PREFECTURE, "test_form", date(2026, 4, 1), date(2026, 4, 30)), office)
    at = table.headings.index("代理で入力した人")
    assert sorted(row[at] for row in table.rows) == ["", f"家族・親族 {PROXY['proxy_name']}"]
    dossier = office.desk.store.dossier(filed.number)
    assert dossier is not None
    shown = shown_api.application(dossier, office)
    assert [(one.name, one.value) for one in shown.proxy] == [
        ("proxy_relation", "家族・親族"),
        ("proxy_name", PROXY["proxy_name"]),
    ]
    assert [one.name for one in shown.answers] == ["word"]


def test_a_draft_keeps_the_proxy(here: Cloud):
    from madoguchi.forms.records.draft import resume

    browser = said(Browser()).post(SURVEY, **ANSWERS, go="save")
    token = browser.body.split("/drafts/")[1][:32]
    draft = resume(catalogue.form("magazine_survey"), token, desk())
    assert draft.typed["proxy_name"] == [PROXY["proxy_name"]]


def test_what_staff_entered_says_so_on_page_and_paper_without_their_name(here: Cloud):
    typed = {name: [value] if isinstance(value, str) else value for name, value in ANSWERS.items()}
    came = enter("magazine_survey", typed, "12345678", staff("sato-ichiro"), office())
    assert came.receipt, came.problems
    number, key = receipt.grouped(came.receipt.number), receipt.grouped(came.receipt.key)
    browser = opened(Browser(), number, key)
    at = moment(came.receipt.arrived_at, "ja")
    assert text("entered_by_staff", "ja", {"at": at}) in browser.body
    assert "sato-ichiro" not in browser.body
    for language in LANGUAGES:
        paper = repr(receipt_paper(dossier_of(number), catalogue.form("magazine_survey"), language))
        at = moment(came.receipt.arrived_at, language)
        assert text("entered_by_staff", language, {"at": at}) in paper
        assert "sato-ichiro" not in paper
    sent = Browser()
    sent.get(SURVEY).post(SURVEY, **ANSWERS, go="next").post(SURVEY, go="submit")
    assert "職員が入力しました" not in opened(sent, *sent.receipts()).body
