"""What is looked at on every page: axe in every size of letters, and that nothing runs out of the phone."""

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from madoguchi.flow.text import LANGUAGES
from madoguchi.web.preferences import SIZES

NARROW = {"width": 320, "height": 640}
"""The narrowest phone that pages must fit without scrolling sideways (WCAG 1.4.10)."""

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}

# One call for all sizes: what costs is the way to the browser, and the rules themselves take 50 ms.
_LOOK = """async ([sizes, rules]) => {
  const before = document.documentElement.className, seen = [];
  for (const size of sizes) {
    document.documentElement.className = "size-" + size;
    const { violations } = await axe.run(document, rules);
    seen.push([size, document.documentElement.scrollWidth, violations.flatMap(rule =>
      rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}: ${node.failureSummary}`))]);
  }
  document.documentElement.className = before;
  return seen;
}"""


def look(page: Page) -> None:
    """Nothing for axe to find, and nothing to scroll sideways, in any size of letters."""
    page.evaluate(Axe().axe_script)
    seen: list[Any] = page.evaluate(_LOOK, [SIZES, RULES])
    width = page.evaluate("innerWidth")
    where = f"{page.title()} ({page.url})"
    for size, needed, found in seen:
        assert not found, f"{where} in {size}: {found}"
        assert needed <= width, f"{where} in {size}: {needed} px wide on {width}"


def switch(page: Page, language: str) -> None:
    """Press the button of a language."""
    page.locator(f'.switches [value="{language}"], .switches [value="language:{language}"]').click()
    page.wait_for_load_state()
    spoken = page.locator("html").get_attribute("lang")
    assert spoken == ("ja" if language == "easy" else language)


def look_in_every_language(page: Page, then: Callable[[], object] = lambda: None) -> None:
    """Look at a page in all languages as its own switch shows them; it is in Japanese again after.

    `then` does again what a switch undoes: a page that says what is wrong says it once.
    """
    for language in (*LANGUAGES[1:], LANGUAGES[0]):
        switch(page, language)
        then()
        look(page)
