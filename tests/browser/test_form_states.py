"""The pages beside a form's questions on a phone: the proxy, a draft, the receipt."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import See
from tests.browser.residents_answers import fill
from tests.browser.test_every_form import MOST_STEPS, at, form_of, go, look

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
