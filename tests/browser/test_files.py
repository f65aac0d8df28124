"""Files on a phone: added to an application, asked for by the office, added to its correction, saved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from madoguchi.forms.application import receipt
from madoguchi.forms.files import scan
from madoguchi.forms.filing.take_step import Step, take_step
from madoguchi.forms.records.desk import desk
from tests.browser.bucket import bucket
from tests.browser.conftest import See
from tests.browser.look import look
from tests.browser.residents_answers import fill
from tests.browser.test_every_form import MOST_STEPS, at, form_of, go
from tests.unit.forms.test_attachments import JPEG, PDF, Objects, follow, scanned

pytestmark = pytest.mark.browser

RELIEF = "property_tax_relief"
DEED, CHART = "登記事項証明書 神\ufa19.pdf", "案内図.jpg"


@pytest.fixture
def objects(forms_url: str) -> Iterator[dict[str, bytes]]:
    with bucket() as kept:
        yield kept


def goes_on(page: Page, until: str) -> None:
    for _ in range(MOST_STEPS):
        if at(page) == until:
            return
        fill(page, form_of(RELIEF).flow.fields())
        go(page, "next")
    raise AssertionError(page.url)


def send_file(page: Page, name: str, data: bytes) -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.click("form[enctype] .button:not(.second)")
    page.wait_for_load_state()


def submit(page: Page, url: str) -> tuple[str, str]:
    """Send an application with one file; returns receipt number and key."""
    goes_on(page, "papers")
    go(page, "attach:papers")
    send_file(page, DEED, PDF)
    goes_on(page, "review")
    go(page, "submit")
    number, key = page.locator(".receipt").all_inner_texts()[:2]
    items = {"message": "・書類: 案内図も付けてください", "due": "2026-12-20"}
    take_step(receipt.read(number), Step("correction_asked", "sato", "ask", items), desk())
    page.goto(f"{url}/receipts")
    page.fill("#number", number)
    page.fill("#key", key)
    go(page, "open")
    return number, key


@pytest.mark.parametrize("language", ["ja", "easy", "pt-BR"])
def test_axe_finds_nothing_on_the_way_of_a_file(
    phone: Page, forms_url: str, objects: dict[str, bytes], see: See, language: str
) -> None:
    phone.goto(f"{forms_url}/forms/{RELIEF}?lang={language}")
    goes_on(phone, "papers")
    go(phone, "attach:papers")
    look(phone)
    see(phone, f"file-asked-{language}")
    send_file(phone, "no.pdf", b"<script>")
    look(phone)
    see(phone, f"file-refused-{language}")
    send_file(phone, "yes.pdf", PDF)
    look(phone)
    see(phone, f"file-added-{language}")
    submit(phone, forms_url)
    look(phone)
    see(phone, f"correction-asked-{language}")
    go(phone, "correct")
    goes_on(phone, "papers")
    look(phone)
    see(phone, f"correction-papers-{language}")
    go(phone, "attach:papers")
    look(phone)
    see(phone, f"correction-file-asked-{language}")
    send_file(phone, "no.pdf", b"<script>")
    look(phone)
    send_file(phone, CHART, JPEG)
    look(phone)
    see(phone, f"correction-file-added-{language}")
    goes_on(phone, "review")
    look(phone)
    see(phone, f"correction-review-{language}")
    go(phone, "submit")
    look(phone)
    see(phone, f"corrected-{language}")
    go(phone, phone.locator('[name="go"][value^="file:"]').first.get_attribute("value") or "")
    look(phone)
    see(phone, f"file-not-open-yet-{language}")


def test_a_correction_adds_a_file_without_scripts_and_it_is_saved(
    phone_without_scripts: Page, forms_url: str, objects: dict[str, bytes], tmp_path: Path
) -> None:
    page = phone_without_scripts
    page.goto(f"{forms_url}/forms/{RELIEF}?lang=ja")
    number, _ = submit(page, forms_url)
    expect(page.locator("main")).to_contain_text("案内図も付けてください")
    go(page, "correct")
    goes_on(page, "papers")
    go(page, "attach:papers")
    # Somebody changes their mind, and nothing is lost.
    page.click("form[enctype] a.second")
    expect(page.locator("main")).to_contain_text(DEED)
    go(page, "less:papers.0")
    go(page, "attach:papers")
    send_file(page, CHART, JPEG)
    page.reload()
    assert page.locator('[name="papers.0.id"]').count() == 1
    assert page.locator('[name="papers.1.id"]').count() == 0
    goes_on(page, "review")
    expect(page.locator("main")).not_to_contain_text(DEED)
    go(page, "submit")
    expect(page.get_by_role("status")).to_contain_text("直した内容を受け付けました")
    for key, data in objects.items():
        scan.note(scanned(key, "NO_THREATS_FOUND", data), desk())
    follow(receipt.read(number), Objects(objects), 1, 3)
    with page.expect_download() as came:
        page.locator('[name="go"][value^="file:"]').click()
    came.value.save_as(tmp_path / "saved")
    assert came.value.suggested_filename == CHART
    assert (tmp_path / "saved").read_bytes() == JPEG
