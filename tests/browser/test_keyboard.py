"""Every form from the list to its receipt with the keyboard alone, without scripts: focus is seen."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import NARROW
from tests.browser.residents_answers import typed
from tests.browser.test_every_form import FORMS, MOST_STEPS, at, form_of

pytestmark = pytest.mark.browser

MOST_STOPS = 200
HEADER = ["skip", "site", "size", "size", "size", *["language"] * 5]

# What has focus, where it is, and whether anything lies over its middle (WCAG 2.4.11).
_STOP = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const middle = Math.min(box.y + box.height / 2, innerHeight - 1);
  const top = document.elementFromPoint(box.x + box.width / 2, middle);
  return {
    tag: one.localName, type: one.type || "", name: one.name || "", value: one.value || "",
    checked: !!one.checked, class: one.className, href: one.getAttribute("href") || "",
    outlined: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2,
    inside: box.x >= 0 && box.right <= innerWidth && box.y >= 0 && box.y < innerHeight,
    covered: !(top && (one.contains(top) || top.contains(one))),
    group: one.type === "radio"
      && [...document.getElementsByName(one.name)].some(other => other.checked),
  };
}"""


def press_tab(page: Page) -> dict[str, Any]:
    """Go to the next stop, which must be seen."""
    page.keyboard.press("Tab")
    stop: dict[str, Any] = page.evaluate(_STOP)
    where = f"{page.title()}: {stop}"
    assert stop["tag"] != "body", f"{where}: the keyboard left the page"
    assert stop["outlined"], f"{where}: no visible focus"
    assert stop["inside"], f"{where}: focus is out of sight"
    assert not stop["covered"], f"{where}: something covers it"
    return stop


def press_enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def go_to_link(page: Page, href: str) -> None:
    for _ in range(MOST_STOPS):
        if press_tab(page)["href"] == href:
            return press_enter(page)
    raise AssertionError(f"no way to {href} by keys")


def skip_to_content(page: Page) -> None:
    assert press_tab(page)["class"] == "skip"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def answer(page: Page, stop: dict[str, Any], wanted: dict[str, list[str]]) -> None:
    """Answer what has focus as a keyboard does; what is answered already, or is not asked of us, is left."""
    texts = wanted.get(stop["name"], [])
    if not texts:
        return
    match stop["type"]:
        case "radio":
            if not stop["group"]:
                page.keyboard.press("Space")
                press_until(page, "ArrowDown", texts[0])
        case "checkbox":
            if stop["value"] in texts and not stop["checked"]:
                page.keyboard.press("Space")
        case "select-one":
            press_until(page, "ArrowDown", texts[0])
        case "date":
            if not stop["value"]:
                type_day(page, texts[0])
        case _:
            if not stop["value"]:
                page.keyboard.insert_text(texts.pop(0))


def press_until(page: Page, key: str, value: str) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press(key)
    raise AssertionError(f"{value} cannot be chosen by keys")


def type_day(page: Page, text: str) -> None:
    # The browser's own language decides the order of its three places.
    year, month, day = text.split("-")
    for places in ((month, day, year), (year, month, day)):
        for place in places:
            page.keyboard.type(place)
            if place == year:
                page.keyboard.press("ArrowRight")
        if page.evaluate("document.activeElement.value") == text:
            return
        for _ in places:
            page.keyboard.press("Backspace")
            page.keyboard.press("ArrowLeft")
    raise AssertionError(f"{text} cannot be typed")


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_filled_in_and_sent_with_the_keyboard_alone(
    phone_without_scripts: Page, forms_url: str, name: str
) -> None:
    page, form = phone_without_scripts, form_of(name)
    page.set_viewport_size(NARROW)
    page.goto(f"{forms_url}/")
    go_to_link(page, "/forms")
    go_to_link(page, f"/forms/{name}")
    wanted = {place: texts for one in form.flow.fields() for place, texts in typed(one, one.id)}
    for _ in range(MOST_STEPS):
        if page.locator(".receipt").count():
            break
        step = at(page)
        skip_to_content(page)
        for _ in range(MOST_STOPS):
            stop = press_tab(page)
            if stop["name"] == "go" and stop["value"] in ("next", "submit"):
                press_enter(page)
                break
            answer(page, stop, wanted)
        expect(page.locator("#problems")).to_have_count(0)
        assert step, page.url
    expect(page.locator(".receipt").first).to_be_visible()


def test_the_switches_above_every_page_are_reached_in_their_order(phone: Page, forms_url: str) -> None:
    phone.set_viewport_size(NARROW)
    phone.goto(f"{forms_url}/forms/opinion")
    stops = [press_tab(phone) for _ in HEADER]
    named = [stop["class"] or stop["value"].partition(":")[0] or "site" for stop in stops]
    assert [one.replace("letter-", "size ").split()[0] for one in named] == HEADER


def test_nothing_holds_the_keyboard(phone: Page, forms_url: str) -> None:
    phone.goto(f"{forms_url}/forms/magazine_sudoku")
    first = press_tab(phone)
    for _ in range(MOST_STOPS):
        phone.keyboard.press("Tab")
        if phone.evaluate("document.activeElement === document.body"):
            break
    assert press_tab(phone) == first
