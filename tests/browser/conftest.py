"""One Chromium for all browser tests, and the pages that they open."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from madoguchi.forms.records import desk
from tests.browser.served import served
from tests.moto_cloud import cloud, function
from tests.unit.forms.surroundings import Clock

ARTEFACTS = Path(__file__).resolve().parent.parent / "artefacts" / "screenshots"
PHONE = {"width": 375, "height": 812}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]

See = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(
        (one for one in ("/usr/bin/chromium",) if Path(one).exists()), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A phone with JavaScript, which axe needs; the pages have none."""
    with chromium.new_context(viewport=PHONE, locale="ja-JP") as context:
        yield context.new_page()


@pytest.fixture
def phone_without_scripts(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport=PHONE, locale="ja-JP", java_script_enabled=False) as context:
        yield context.new_page()


@pytest.fixture(scope="session")
def see() -> See:
    """Look at a page: keep a picture of it, and let axe find nothing."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)

    def look(page: Page, name: str) -> None:
        page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, found.generate_report()

    return look


@pytest.fixture(scope="module")
def forms_clock() -> Clock:
    """The clock of the pages of applications, at a moment at which every form is open."""
    return Clock(datetime(2026, 12, 1, 3, tzinfo=UTC))


@pytest.fixture(scope="module")
def forms_url(forms_clock: Clock) -> Iterator[str]:
    """The pages of applications, over an empty table."""
    open_desk = partial(desk.Desk, clock=forms_clock)
    with cloud(), patch.object(desk, "Desk", open_desk):
        app = function("form_submission")
        with served(dict.fromkeys(app.ROUTES, app.handler)) as url:
            yield url
