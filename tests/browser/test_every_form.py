"""Every published form on a phone: each page in every language and size, without scripts, by keys."""

import pytest
from playwright.sync_api import Page, expect

from madoguchi.forms.definition.model import Form, load_form
from madoguchi.runtime.content import content
from tests.browser.look import NARROW, look_in_every_language
from tests.browser.residents_answers import NAME, fill
from tests.moto_cloud import ROOT, content_on_path

pytestmark = pytest.mark.browser

FORMS = sorted(path.stem for path in (ROOT / "layers/content/forms").glob("*.yaml"))
MOST_STEPS = 40


def form_of(name: str) -> Form:
    content_on_path()
    return load_form(content(f"forms/{name}"))


def go(page: Page, value: str) -> None:
    page.locator(f'main [name="go"][value="{value}"]').click()
    page.wait_for_load_state()


def at(page: Page) -> str:
    step = page.locator('main form [name="step"]')
    return step.input_value() if step.count() else ""


@pytest.mark.parametrize("name", FORMS)
def test_axe_finds_nothing_on_any_page_in_any_language(phone: Page, forms_url: str, name: str) -> None:
    form, looked = form_of(name), set[str]()
    phone.set_viewport_size(NARROW)
    phone.goto(f"{forms_url}/forms/{name}")
    for _ in range(MOST_STEPS):
        step = at(phone)
        look_in_every_language(phone)
        looked.add(step)
        if step == "review":
            break
        go(phone, "next")
        if at(phone) == step:  # something has to be answered there
            look_in_every_language(phone, lambda: go(phone, "next"))
            fill(phone, form.flow.fields())
            go(phone, "next")
    go(phone, "submit")
    look_in_every_language(phone)
    expect(phone.locator(".receipt").first).to_be_visible()
    assert {page.id for page in form.flow.pages} <= looked


@pytest.mark.parametrize("name", FORMS)
def test_a_form_works_without_scripts_and_every_letter_comes_back(
    phone_without_scripts: Page, forms_url: str, name: str
) -> None:
    page, form = phone_without_scripts, form_of(name)
    page.goto(f"{forms_url}/forms/{name}")
    for _ in range(MOST_STEPS):
        if at(page) == "review":
            break
        fill(page, form.flow.fields())
        go(page, "next")
    reviewed = page.locator("dd").all_text_contents()
    go(page, "submit")
    number, key = page.locator(".receipt").all_inner_texts()[:2]
    page.goto(f"{forms_url}/receipts")
    page.fill("#number", number)
    page.fill("#key", key)
    go(page, "open")
    assert page.locator("dd").all_text_contents() == reviewed
    if any(question.kind in ("text", "long_text", "person_name") for question in form.flow.fields()):
        assert NAME in "\n".join(reviewed)


def test_a_puzzle_is_filled_with_the_keyboard_alone(phone: Page, forms_url: str) -> None:
    phone.goto(f"{forms_url}/forms/magazine_crossword?lang=ja")
    squares = phone.locator(".grid input")
    squares.first.focus()
    for letter in "たかさき":
        phone.keyboard.insert_text(letter)
        phone.keyboard.press("Tab")
    assert [squares.nth(number).input_value() for number in range(5)] == ["た", "か", "さ", "き", ""]
    phone.keyboard.press("Enter")
    expect(phone.locator("#problems")).to_be_focused()
    assert squares.nth(3).input_value() == "き"
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.name") == "grid.r2"


def test_buttons_within_a_page_keep_what_was_typed_and_stay_where_they_were(
    phone_without_scripts: Page, forms_url: str
) -> None:
    page = phone_without_scripts
    page.goto(f"{forms_url}/forms/maebashi_cooking?lang=ja")
    page.fill('[name="parent.family"]', NAME)
    page.fill('[name="children.0.name"]', "一人目")
    go(page, "more:children")
    page.fill('[name="children.1.name"]', "二人目")
    go(page, "less:children.0")
    assert page.locator('[name="children.0.name"]').input_value() == "二人目"
    assert page.locator('[name="children.1.name"]').count() == 0
    assert page.locator('[name="parent.family"]').input_value() == NAME
    assert page.url.endswith("#f-children")


def test_an_address_is_filled_in_from_its_postal_code_without_scripts(
    phone_without_scripts: Page, forms_url: str
) -> None:
    page = phone_without_scripts
    page.goto(f"{forms_url}/forms/hall_booking?lang=ja")
    fill(page, form_of("hall_booking").flow.pages[0].fields)
    go(page, "next")
    page.fill('[name="address.postal_code"]', "３７１ー００２６")
    go(page, "fill:address")
    filled = [
        page.locator(f'[name="address.{part}"]').input_value() for part in ("prefecture", "city", "town")
    ]
    assert filled == ["群馬県", "前橋市", "大手町"]
    page.fill('[name="address.postal_code"]', "000-0000")
    go(page, "fill:address")
    expect(page.get_by_role("alert")).to_contain_text("見つかりませんでした")
    assert page.locator('[name="address.city"]').input_value() == "前橋市"


def test_a_private_character_is_refused_with_a_way_out(phone_without_scripts: Page, forms_url: str) -> None:
    page = phone_without_scripts
    page.goto(f"{forms_url}/forms/maebashi_cooking?lang=ja")
    page.fill('[name="parent.family"]', "\ue000田")
    go(page, "next")
    problem = page.locator('[id="f-parent.family-problem"]')
    expect(problem).to_contain_text("字の説明")
    assert page.locator('[name="parent.family"]').input_value() == "\ue000田"
    expect(page.locator('[name="parent.explanation"]')).to_be_visible()
