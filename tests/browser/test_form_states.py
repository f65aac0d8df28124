"""The pages beside a form's questions on a phone: the proxy, a draft, the receipt."""

from unittest.mock import patch

import pytest
from playwright.sync_api import Page, expect

from madoguchi.flow.text import LANGUAGES
from madoguchi.forms import scan
from madoguchi.forms.desk import desk
from madoguchi.forms.submit import Submission, submit
from madoguchi.office.assembly import office
from madoguchi.office.issue import Named, issue, offer_upload, revoke
from madoguchi.runtime import s3
from tests.browser.conftest import See
from tests.browser.residents_answers import fill
from tests.browser.test_every_form import MOST_STEPS, at, form_of, go, look
from tests.unit.forms.test_attachments import PDF, Objects, scanned
from tests.unit.office.surroundings import staff

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing_where_somebody_fills_in_for_somebody_else(
    phone: Page, forms_url: str, see: See, language: str
) -> None:
    form = form_of("magazine_survey")
    phone.goto(f"{forms_url}/forms/{form.id}?lang={language}")
    go(phone, "proxy")
    go(phone, "proxy_done")
    look(phone)
    see(phone, f"proxy-wrong-{language}")
    phone.check('[name="proxy_relation"][value="family"]')
    phone.fill('[name="proxy_name"]', "𠮷田 花子")
    see(phone, f"proxy-{language}")
    go(phone, "proxy_done")
    look(phone)
    see(phone, f"proxy-first-{language}")
    go(phone, "save")
    look(phone)
    see(phone, f"proxy-draft-{language}")
    phone.locator("main .link a").click()
    phone.wait_for_load_state()
    see(phone, f"proxy-resumed-{language}")
    for _ in range(MOST_STEPS):
        if at(phone) == "review":
            break
        fill(phone, form.flow.fields())
        go(phone, "next")
    look(phone)
    go(phone, "submit")
    look(phone)
    see(phone, f"proxy-receipt-{language}")
    expect(phone.locator("main")).to_contain_text("𠮷田 花子")


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_where_documents_were_issued_and_revoked(
    phone: Page, forms_url: str, see: See, language: str
) -> None:
    form, objects = form_of("opinion"), Objects()
    answers = {"subject": "roads", "message": "橋の手すり", "reply": "no"}
    receipt = submit(Submission(form, answers, f"page in {language}", language), desk())
    with patch.object(s3, "opened", objects.opened):
        for title in ("回答書（神\ufa19流町・第1号）", "回答書（訂正）"):
            offered = offer_upload(receipt.number, staff(), office())
            key = offered.upload.fields["key"]
            objects.kept[key] = PDF
            scan.note(scanned(key, "NO_THREATS_FOUND"), desk())
            issue(receipt.number, Named(offered.document, title), staff(), office())
    revoke(receipt.number, offered.document, "日付に誤りがありました", staff(), office())
    phone.goto(f"{forms_url}/receipts?lang={language}")
    phone.fill('[name="number"]', receipt.number)
    phone.fill('[name="key"]', receipt.key)
    go(phone, "open")
    look(phone)
    see(phone, f"documents-{language}")
    expect(phone.locator(f'button[value="file:{offered.document}"]')).to_have_count(0)
    expect(phone.locator('button[value^="file:"]')).to_have_count(1)
