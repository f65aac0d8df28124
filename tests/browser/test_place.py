"""A place on a form: told in words, or read off the national map, by the keyboard and without scripts."""

from playwright.sync_api import Page, expect

from tests.browser.look import look

FORM = "/forms/maebashi_road_report"


def test_a_place_is_told_in_words_with_the_keyboard_alone(phone: Page, forms_url: str) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"{forms_url}{FORM}?lang=ja")
    look(phone)
    phone.locator('[name="damage"]').first.focus()
    phone.keyboard.press("Space")
    for _ in range(20):
        if phone.evaluate("document.activeElement.name") == "place.description":
            break
        phone.keyboard.press("Tab")
    phone.keyboard.insert_text("県庁前の交差点の北西の角")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.locator('[name="phone"]')).to_be_visible()
    # No tile and no script of a map is fetched: a map that cannot be reached breaks nothing.
    assert all(url.startswith(forms_url) for url in asked)


def test_the_map_opens_at_the_place_that_was_typed_and_half_a_place_is_asked_again(
    phone_without_scripts: Page, forms_url: str
) -> None:
    page = phone_without_scripts
    page.goto(f"{forms_url}{FORM}?lang=en")
    page.locator('[name="damage"]').first.check()
    page.fill('[name="place.description"]', "By the station")
    page.fill('[name="place.latitude"]', "36.38301")
    page.locator('main button[name="go"][value="next"]').click()
    expect(page.locator("#problems")).to_be_visible()
    assert page.input_value('[name="place.description"]') == "By the station"
    page.fill('[name="place.longitude"]', "139.07321")
    page.locator('main button[name="go"][value="next"]').click()
    page.locator('main button[name="go"][value="next"]').click()
    assert "36.38301" in page.locator("main").inner_text()
    page.locator('main button[name="go"][value="edit:damage"]').click()
    link = page.locator('a[href^="https://maps.gsi.go.jp/#16/36.38301/139.07321/"]')
    expect(link).to_have_attribute("rel", "noopener noreferrer")
