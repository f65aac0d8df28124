"""The pages beside a form's questions, in every language and size: what a resident meets before and after."""

from collections.abc import Iterator
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from playwright.sync_api import Page, expect

from madoguchi.forms.definition.model import Form, Receipt
from madoguchi.forms.files import scan
from madoguchi.forms.filing.lottery import close_entries, seed
from madoguchi.forms.filing.promote import settle
from madoguchi.forms.filing.submit import Submission, submit
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.records.desk import desk
from madoguchi.office.assembly import office
from madoguchi.office.issue import Named, issue, offer_upload, revoke
from madoguchi.runtime import s3
from madoguchi.web.sessions import session_cookie
from tests.browser.conftest import See
from tests.browser.look import NARROW, look, look_in_every_language, switch
from tests.browser.residents_answers import answers_to, fill
from tests.browser.test_every_form import MOST_STEPS, at, form_of, go
from tests.unit.forms.surroundings import Clock
from tests.unit.forms.test_attachments import PDF, Objects, scanned
from tests.unit.office.surroundings import staff

pytestmark = pytest.mark.browser

LANGUAGES_WITHOUT_KANA = ("en", "pt-BR", "vi")


@pytest.fixture
def narrow(phone: Page) -> Page:
    phone.set_viewport_size(NARROW)
    return phone


@pytest.fixture
def later(forms_clock: Clock) -> Iterator[Clock]:
    """The forms' clock, which goes back after a test."""
    before = forms_clock.at
    yield forms_clock
    forms_clock.at = before


def filed(form: Form, key: str, user_id: str = "", **others: str) -> Receipt:
    """File an application as somebody else's browser does."""
    return submit(Submission(form, answers_to(form, **others), key.rjust(32, "k"), user_id=user_id), desk())


def open_application(page: Page, forms_url: str, receipt: Receipt) -> None:
    page.goto(f"{forms_url}/receipts?lang=ja")
    page.fill("#number", receipt.number)
    page.fill("#key", receipt.key)
    go(page, "open")


def fill_to_the_review(page: Page, form: Form) -> None:
    for _ in range(MOST_STEPS):
        if at(page) == "review":
            return
        fill(page, form.flow.fields())
        go(page, "next")
    raise AssertionError(f"{form.id} does not end")


def test_somebody_fills_in_for_somebody_else(narrow: Page, forms_url: str, see: See) -> None:
    form = form_of("magazine_survey")
    narrow.goto(f"{forms_url}/forms/{form.id}")
    go(narrow, "proxy")
    look_in_every_language(narrow)
    look_in_every_language(narrow, lambda: go(narrow, "proxy_done"))
    narrow.fill('[name="proxy_name"]', "𠮷")
    switch(narrow, "vi")
    expect(narrow.locator('[name="proxy_name"]')).to_have_value("𠮷")
    switch(narrow, "ja")
    narrow.check('[name="proxy_relation"][value="family"]')
    narrow.fill('[name="proxy_name"]', "𠮷田 花子")
    see(narrow, "proxy")
    go(narrow, "proxy_done")
    look_in_every_language(narrow)
    fill_to_the_review(narrow, form)
    look_in_every_language(narrow)
    go(narrow, "submit")
    look_in_every_language(narrow)
    see(narrow, "proxy-receipt")
    expect(narrow.locator("main")).to_contain_text("𠮷田 花子")


def test_a_form_put_aside_goes_on_in_the_language_that_is_chosen_there(
    narrow: Page, forms_url: str, see: See
) -> None:
    narrow.goto(f"{forms_url}/forms/opinion")
    narrow.fill('[name="message"]', "途中まで")
    go(narrow, "save")
    look(narrow)
    see(narrow, "draft")
    switch(narrow, "vi")
    expect(narrow.locator('[name="message"]')).to_have_value("途中まで")
    for language in ("easy", "en", "pt-BR", "vi"):
        switch(narrow, language)
        go(narrow, "save")
        look(narrow)
    narrow.locator("main .link a").click()
    expect(narrow.locator('[name="message"]')).to_have_value("途中まで")
    narrow.goto(f"{narrow.url}x?lang=ja")
    look_in_every_language(narrow)
    see(narrow, "draft-gone")


def test_files_are_asked_for_in_every_language(narrow: Page, forms_url: str, see: See) -> None:
    form = form_of("property_tax_relief")
    narrow.goto(f"{forms_url}/forms/{form.id}")
    while at(narrow) != "papers":
        fill(narrow, form.flow.fields())
        go(narrow, "next")
    for language in ("easy", "en", "pt-BR", "vi", "ja"):
        switch(narrow, language)
        narrow.locator('[name="go"][value="attach:papers"]').click()
        expect(narrow.locator('[type="file"]')).to_be_visible()
        look(narrow)
        see(narrow, f"attach-{language}")
        back = narrow.locator('main a[href*="/drafts/"]').get_attribute("href") or ""
        narrow.goto(f"{forms_url}{back}")
    assert at(narrow) == "papers"


def test_who_may_not_apply_reads_why_and_goes_back_to_the_question(
    narrow: Page, forms_url: str, see: See
) -> None:
    form = form_of("property_tax_relief")
    narrow.goto(f"{forms_url}/forms/{form.id}")
    fill(narrow, form.flow.fields())
    narrow.check('[name="notice_came"][value="no"]')
    go(narrow, "next")
    look_in_every_language(narrow)
    see(narrow, "not-eligible")
    switch(narrow, "pt-BR")
    narrow.get_by_role("button", name="Voltar").click()
    expect(narrow.locator('[name="notice_came"][value="no"]')).to_be_checked()
    narrow.check('[name="notice_came"][value="yes"]')
    go(narrow, "next")
    assert at(narrow) == "applicant"


def test_a_form_that_is_closed_says_so(narrow: Page, forms_url: str, see: See, later: Clock) -> None:
    later.at = datetime(2027, 6, 1, tzinfo=UTC)
    narrow.goto(f"{forms_url}/forms/forest_walk")
    look_in_every_language(narrow)
    see(narrow, "closed")
    narrow.goto(f"{forms_url}/forms")
    look_in_every_language(narrow)
    narrow.goto(f"{forms_url}/forms/nothing")
    look(narrow)


def test_a_full_day_says_so_and_who_comes_later_waits(narrow: Page, forms_url: str, see: See) -> None:
    form = form_of("forest_walk")
    for number in range(20):
        filed(form, f"seat{number}", date="may_08")
    narrow.goto(f"{forms_url}/forms/{form.id}")
    expect(narrow.locator("main")).to_contain_text("満員・キャンセル待ち")
    look_in_every_language(narrow)
    see(narrow, "full")
    fill_to_the_review(narrow, form)
    go(narrow, "submit")
    expect(narrow.locator("main")).to_contain_text("キャンセル待ちとして受け付けました")
    look_in_every_language(narrow)
    see(narrow, "waiting")


def test_a_draw_is_entered_and_its_result_is_read(
    narrow: Page, forms_url: str, see: See, later: Clock
) -> None:
    form = form_of("hall_booking")
    entries = [filed(form, f"draw{number}") for number in range(3)]
    open_application(narrow, forms_url, entries[0])
    look_in_every_language(narrow)
    see(narrow, "draw-entered")
    later.at = datetime(2027, 4, 15, 6, tzinfo=UTC)
    for slot in form.policy.places:
        close_entries(form, slot, desk())
        seed(form, slot, "38,642.91", desk())
        settle(form, slot, desk())
    said = set()
    for entry in entries:
        open_application(narrow, forms_url, entry)
        standing = narrow.locator("main .card strong").first.inner_text()
        if standing not in said:
            look_in_every_language(narrow)
            see(narrow, f"draw-result-{len(said)}")
        said.add(standing)
    assert len(said) == 2


def test_every_state_of_an_application_is_read(narrow: Page, forms_url: str, see: See) -> None:
    form = form_of("opinion")
    receipt = filed(form, "states")
    steps = [
        Step("taken", "staff", "1"),
        Step("correction_asked", "staff", "2", {"message": "お名前を直してください。", "due": "2026-12-24"}),
        Step("messaged", "staff", "3", {"message": "Corrija o nome."}),
        Step("decided", "staff", "4", {"outcome": "accepted", "message": "ありがとうございました。"}),
    ]
    for step in steps:
        take_step(receipt.number, step, desk())
        open_application(narrow, forms_url, receipt)
        look_in_every_language(narrow)
        see(narrow, f"state-{step.kind}")
    for language in LANGUAGES_WITHOUT_KANA:
        switch(narrow, language)
        expect(narrow.locator('.said [lang="ja"]').first).to_have_text("ありがとうございました。")
        expect(narrow.locator(".said", has_text="Corrija")).to_have_text("Corrija o nome.")


def test_what_was_sent_with_line_is_listed(narrow: Page, forms_url: str, see: See) -> None:
    user_id = "U" + "a" * 32
    filed(form_of("opinion"), "own", user_id)
    name, _, rest = session_cookie(user_id, secure=False).partition("=")
    narrow.context.add_cookies([{"name": name, "value": rest.partition(";")[0], "url": forms_url}])
    narrow.goto(f"{forms_url}/receipts")
    expect(narrow.locator("main li")).to_have_count(1)
    look_in_every_language(narrow)
    see(narrow, "own")


def test_documents_that_were_issued_and_revoked_are_read(narrow: Page, forms_url: str, see: See) -> None:
    receipt, objects = filed(form_of("opinion"), "issued"), Objects()
    with patch.object(s3, "opened", objects.opened):
        for title in ("回答書（神\ufa19流町・第1号）", "回答書（訂正）"):
            offered = offer_upload(receipt.number, staff(), office())
            key = offered.upload.fields["key"]
            objects.kept[key] = PDF
            scan.note(scanned(key, "NO_THREATS_FOUND"), desk())
            issue(receipt.number, Named(offered.document, title), staff(), office())
    revoke(receipt.number, offered.document, "日付に誤りがありました", staff(), office())
    open_application(narrow, forms_url, receipt)
    look_in_every_language(narrow)
    see(narrow, "documents")
    expect(narrow.locator(f'button[value="file:{offered.document}"]')).to_have_count(0)
    expect(narrow.locator('button[value^="file:"]')).to_have_count(1)
