"""A document's whole way: an approver issues a PDF, its applicant reads of it in LINE and saves the file."""

from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, Page, expect

from local.stack import Stack
from tests.browser.conftest import See
from tests.integration.resident import Resident
from tests.integration.test_applications import office
from tests.integration.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack]

TITLE = "当選のお知らせ（神\ufa19流町・第1号）"
PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF"
)


@pytest.fixture
def desktop(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 1000, "height": 1100}, locale="ja-JP") as context:
        yield context.new_page()


def added(page: Page, name: str) -> str:
    """Add a resident on the page with the phones; returns their LINE user id."""
    page.get_by_test_id("resident-name").fill(name)
    page.get_by_test_id("add-resident").click()
    region = page.get_by_role("region", name=f"{name}さんの電話")
    region.wait_for()
    found = region.get_attribute("data-testid") or ""
    return found.removeprefix("chat-")


def filed(stack: Stack, resident: Resident) -> str:
    """Apply as who came from LINE; returns the receipt number."""
    with Visitor(stack) as visitor:
        visitor.signs_in(resident, "/forms/enter")
        visitor.opens("/forms/magazine_survey")
        visitor.posts("next", prize="no")
        visitor.posts("submit")
        return visitor.texts("receipt")[0]


def test_a_document_reaches_its_applicant_and_a_revoked_one_does_not(
    running_stack: Stack, desktop: Page, see: See, tmp_path: Path
) -> None:
    (tmp_path / "kettei_final2.pdf").write_bytes(PDF)
    desktop.goto(running_stack.line_url)
    resident = Resident(running_stack.line_url, added(desktop, "書類 花子"))
    chat = desktop.get_by_test_id(f"chat-{resident.user_id}")
    number = filed(running_stack, resident)
    said = office(running_stack, "issue", number, str(tmp_path / "kettei_final2.pdf"), "--title", TITLE)
    document = said.split()[2]

    expect(chat.get_by_text("の書類が交付されました。")).to_be_visible(timeout=60_000)
    expect(chat.get_by_text(f"書類：{TITLE}")).to_have_count(1)
    see(desktop, "issued-in-the-chat")
    with desktop.context.expect_page() as opened:
        chat.get_by_role("link", name="書類を受け取る").click()
    page = opened.value
    page.set_viewport_size({"width": 375, "height": 812})
    page.get_by_role("button", name="状況を見る").first.click()
    expect(page.get_by_role("heading", name="交付された書類")).to_be_visible()
    see(page, "issued-document")
    with page.expect_download() as saving:
        page.get_by_role("button", name="書類を保存する").click()
    # Chromium writes file names in NFC, where U+FA19 is another letter; the page keeps what was typed.
    assert saving.value.suggested_filename == normalize("NFC", f"{TITLE}.pdf")
    expect(page.get_by_text(TITLE).first).to_be_visible()
    assert Path(saving.value.path()).read_bytes() == PDF

    office(running_stack, "revoke", number, document, "--reason", "記載に誤りがありました")
    expect(chat.get_by_text("の書類の交付が取り消されました。")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="書類を保存する").click()
    expect(page.get_by_text("この書類は取り消されたため、保存できません")).to_be_visible()
    expect(page.get_by_text("記載に誤りがありました").first).to_be_visible()
    expect(page.get_by_role("button", name="書類を保存する")).to_have_count(0)
    see(page, "revoked-document")
    assert "whole" in office(running_stack, "verify", number)
