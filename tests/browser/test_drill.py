"""A resident does the drill on a phone, in every language and size, with and without scripts or a mouse."""

import json
import re
import statistics
import time
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ARTEFACTS, PHONE, See
from tests.browser.served import served
from tests.hazard_layer import RIVERSIDE, deployed, sample_layer
from tests.moto_cloud import cloud, function

pytestmark = pytest.mark.browser

FAMILY_BY_THE_RIVER = {
    "municipality": "10201",
    "flood": "r2",
    "house_collapse": "no",
    "landslide": "none",
    "building": "wooden",
    "floor": "f2",
    "flood_days": "three_days",
    "supply_days": "less",
    "companions": "infant",
    "relatives": "yes",
    "car": "yes",
}
BEST = {"danger": "leave", "where": "relatives", "when": "level3", "how": "walk", "information": "kikikuru"}
WORST = {"danger": "nothing", "where": "nearest", "when": "level5", "how": "boots", "information": "wait"}


ANYBODY = {"access-control-allow-origin": "*"}
IMAGE = {"content-type": "image/svg+xml"}
TILE = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><path d="M0 0h256v256"/></svg>'
PLACES = [
    {"geometry": {"coordinates": [139.0585, 36.39]}, "properties": {"title": "群馬県前橋市大手町"}},
    {"geometry": {"coordinates": [139.46, 36.33]}, "properties": {"title": "栃木県足利市大手町"}},
]


@pytest.fixture(scope="module")
def drill_url() -> Iterator[str]:
    """The pages of the drill, over an empty table."""
    with cloud():
        app = function("drill_scoring")
        with served(dict.fromkeys(app.ROUTES, app.handler)) as url:
            yield url


def go(page: Page, value: str = "next") -> None:
    page.locator(f'main [name="go"][value="{value}"]').click()


def answer_page(page: Page, answers: Mapping[str, str]) -> int:
    """Answer whatever this page asks; returns the taps that it took."""
    taps = 0
    for name, value in answers.items():
        if page.locator(f'select[name="{name}"]').count():
            page.select_option(f'select[name="{name}"]', value)
            taps += 2
        elif page.locator(f'main input[name="{name}"][value="{value}"]:not([type="hidden"])').count():
            page.locator(f'[name="{name}"][value="{value}"]').check()
            taps += 1
    return taps


def walk(page: Page, url: str, answers: Mapping[str, str]) -> int:
    """Do the whole drill; returns the number of taps."""
    page.goto(f"{url}/drill")
    go(page, "begin")
    taps = 1
    while "/plans/" not in page.url:
        taps += answer_page(page, answers) + 1
        go(page)
    return taps


def test_the_drill_works_without_scripts_and_ends_in_a_plan(
    phone_without_scripts: Page, drill_url: str
) -> None:
    page = phone_without_scripts
    walk(page, drill_url, {**FAMILY_BY_THE_RIVER, **BEST})
    expect(page.locator("h1")).to_have_text("訓練の結果")
    expect(page.locator(".total")).to_have_text("100点（100点満点）")
    expect(page.locator(".plan")).to_contain_text("前橋市")
    expect(page.locator(".plan")).to_contain_text("警戒レベル3（高齢者等避難、キキクルの赤）で家を出る")
    plan = page.url.partition("?")[0]
    page.goto(plan)
    expect(page.locator("h1")).to_have_text("あなたの避難の計画")


@pytest.mark.parametrize(
    ("language", "size"),
    [
        ("ja", "normal"),
        ("ja", "largest"),
        ("easy", "large"),
        ("en", "normal"),
        ("pt-BR", "normal"),
        ("vi", "normal"),
    ],
)
def test_every_page_passes_axe_in_every_language_and_size(
    phone: Page, drill_url: str, see: See, language: str, size: str
) -> None:
    phone.goto(f"{drill_url}/drill?lang={language}&size={size}")
    see(phone, f"drill-{language}-{size}-00-start")
    go(phone, "begin")
    number = 1
    while "/plans/" not in phone.url:
        if number == 2:
            go(phone)
            see(phone, f"drill-{language}-{size}-02-wrong")
        answer_page(phone, {**FAMILY_BY_THE_RIVER, **BEST, "danger": "upstairs", "where": "nearest"})
        see(phone, f"drill-{language}-{size}-{number:02}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 375, "no scrolling sideways"
        go(phone)
        number += 1
    see(phone, f"drill-{language}-{size}-98-result")
    phone.goto(phone.url.partition("?")[0])
    see(phone, f"drill-{language}-{size}-99-plan")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375, "no scrolling sideways"


def test_the_typhoon_edition_passes_axe_and_ends_in_a_plan(phone: Page, drill_url: str, see: See) -> None:
    decided = {"danger": "leave", "where": "hotel", "when": "level4", "how": "ready", "information": "home"}
    phone.goto(f"{drill_url}/drill")
    phone.get_by_role("link", name="台風の避難訓練").click()
    go(phone, "begin")
    number = 1
    while "/plans/" not in phone.url:
        answer_page(phone, {**FAMILY_BY_THE_RIVER, "prepared": "water", **decided})
        if phone.locator(".scene").count():
            see(phone, f"drill-typhoon-{number:02}")
        go(phone)
        number += 1
    expect(phone.locator(".total")).to_have_text("60点（100点満点）")
    see(phone, "drill-typhoon-result")


def test_a_quiz_works_without_scripts(phone_without_scripts: Page, drill_url: str) -> None:
    page = phone_without_scripts
    page.goto(f"{drill_url}/drill")
    page.get_by_role("link", name="ペット防災クイズ").click()
    for name, value in {"together": "way", "food": "five", "habit": "free"}.items():
        page.locator(f'[name="{name}"][value="{value}"]').check()
    go(page)
    expect(page.locator(".total")).to_have_text("3問中 2問 正解")
    expect(page.locator(".verdict.wrong")).to_contain_text("正しい答え: ケージに慣らし")


@pytest.mark.parametrize("language", ["ja", "easy", "en", "pt-BR", "vi"])
def test_a_quiz_passes_axe_in_every_language(phone: Page, drill_url: str, see: See, language: str) -> None:
    phone.goto(f"{drill_url}/drill/quizzes/expert?lang={language}")
    go(phone)
    see(phone, f"drill-quiz-{language}-wrong")
    for name, value in {"name": "danger", "purple": "watch", "rivers": "some"}.items():
        phone.locator(f'[name="{name}"][value="{value}"]').check()
    go(phone)
    see(phone, f"drill-quiz-{language}-marked")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375, "no scrolling sideways"


def test_a_drill_goes_on_after_the_page_was_closed(phone: Page, drill_url: str, see: See) -> None:
    phone.goto(f"{drill_url}/drill")
    go(phone, "begin")
    for _ in range(3):
        answer_page(phone, FAMILY_BY_THE_RIVER)
        go(phone)
    title = phone.locator("h1").inner_text()
    phone.goto(f"{drill_url}/drill")
    see(phone, "drill-resume")
    phone.get_by_role("button", name="つづきから始める").click()
    expect(phone.locator("h1")).to_have_text(title)
    go(phone, "back")
    expect(phone.locator('[name="floor"][value="f2"]')).to_be_checked()


def test_each_answer_is_explained_on_the_next_page(phone: Page, drill_url: str) -> None:
    phone.goto(f"{drill_url}/drill")
    go(phone, "begin")
    for _ in range(5):
        answer_page(phone, {**FAMILY_BY_THE_RIVER, "floor": "f1"})
        go(phone)
    answer_page(phone, WORST)
    go(phone)
    expect(phone.locator(".verdict")).to_contain_text("命にかかわる選び方です")
    phone.get_by_role("button", name="English").click()
    expect(phone.locator(".verdict")).to_contain_text("This could cost your life")
    answer_page(phone, BEST)
    go(phone)
    expect(phone.locator(".verdict")).to_contain_text("Right")


def test_fatal_choices_cap_the_score_and_trying_again_is_one_tap_away(phone: Page, drill_url: str) -> None:
    walk(phone, drill_url, {**FAMILY_BY_THE_RIVER, **BEST, "when": "level5"})
    expect(phone.locator(".total")).to_have_text("60点（100点満点）")
    phone.get_by_role("link", name="もう一度訓練する").click()
    expect(phone.locator("h1")).to_have_text("大雨の避難訓練")


def test_the_surroundings_are_asked_only_where_the_map_has_no_colour(phone: Page, drill_url: str) -> None:
    no_colour = {"flood": "none", "landslide": "none", "surroundings": "yes", "municipality": "10210"}
    walk(phone, drill_url, {**FAMILY_BY_THE_RIVER, **no_colour, **BEST})
    expect(phone.locator(".plan")).to_contain_text("地図に色はないが、まわりの地形に注意")


def test_switching_language_or_size_keeps_the_answers(phone: Page, drill_url: str) -> None:
    phone.goto(f"{drill_url}/drill")
    go(phone, "begin")
    answer_page(phone, FAMILY_BY_THE_RIVER)
    go(phone)
    answer_page(phone, FAMILY_BY_THE_RIVER)
    phone.get_by_role("button", name="English").click()
    expect(phone.locator("h1")).to_have_text("What colour is your home on the map?")
    expect(phone.locator('[name="flood"][value="r2"]')).to_be_checked()
    phone.get_by_role("button", name="Largest text").click()
    expect(phone.locator('[name="landslide"][value="none"]')).to_be_checked()
    go(phone, "back")
    expect(phone.locator("select")).to_have_value("10201")


def test_the_result_stays_when_the_language_is_switched(phone: Page, drill_url: str) -> None:
    walk(phone, drill_url, {**FAMILY_BY_THE_RIVER, **BEST, "how": "boots"})
    phone.get_by_role("button", name="English").click()
    expect(phone.locator(".total")).to_have_text("90 of 100 points")


def test_a_keyboard_is_enough_for_the_whole_drill(phone: Page, drill_url: str) -> None:
    answers = {**FAMILY_BY_THE_RIVER, **BEST}
    phone.goto(f"{drill_url}/drill")
    press_enter_on(phone, "begin")
    while "/plans/" not in phone.url:
        for name in dict.fromkeys(
            one.get_attribute("name") or ""
            for one in phone.locator("main input:not([type=hidden]), main select").all()
        ):
            choose_by_keyboard(phone, name, answers[name])
        press_enter_on(phone, "next")
    expect(phone.locator("h1")).to_have_text("訓練の結果")


def press_enter_on(page: Page, button: str) -> None:
    press_until(page, "go", button)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press_until(page: Page, name: str, value: str = "") -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate("[document.activeElement.name, document.activeElement.value]")
        inside = page.evaluate("!!document.activeElement.closest('main')")
        if inside and at[0] == name and (not value or at[1] == value):
            return
    raise AssertionError(f"the Tab key never reaches {name} {value}")


def choose_by_keyboard(page: Page, name: str, value: str) -> None:
    field = page.locator(f'main [name="{name}"]:not([type="hidden"])').first
    if field.evaluate("one => one.tagName") == "SELECT":
        press_until(page, name)
        page.keyboard.press("ArrowDown")
    elif field.get_attribute("type") == "checkbox":
        press_until(page, name, value)
        page.keyboard.press("Space")
    else:
        press_until(page, name)
        page.keyboard.press("Space")
        for _ in range(8):
            if page.locator(f'[name="{name}"][value="{value}"]').is_checked():
                return
            page.keyboard.press("ArrowDown")
    chosen = page.locator(f'[name="{name}"]:checked, select[name="{name}"]').first
    assert chosen.evaluate("one => one.value") == value


def test_a_walk_is_short(phone: Page, drill_url: str) -> None:
    seconds, taps = [], 0
    for _ in range(5):
        start = time.perf_counter()
        taps = walk(phone, drill_url, {**FAMILY_BY_THE_RIVER, **BEST})
        seconds.append(time.perf_counter() - start)
    measured = {"taps": taps, "median_seconds_of_five_walks": round(statistics.median(seconds), 2)}
    (ARTEFACTS.parent / "drill_walk.json").write_text(json.dumps(measured))
    assert taps <= 32


def test_nothing_but_the_plan_is_printed(phone: Page, drill_url: str) -> None:
    walk(phone, drill_url, {**FAMILY_BY_THE_RIVER, **BEST, "when": "level5"})
    phone.emulate_media(media="print")
    assert not phone.locator(".result").first.is_visible()
    assert phone.locator(".plan").is_visible()
    pages = len(re.findall(rb"/Type\s*/Page\b", phone.pdf(format="A4")))
    assert pages == 1


@pytest.fixture
def phone_at_the_river(chromium: Browser) -> Iterator[Page]:
    """A phone that knows where it is, and maps to look that up in."""
    place = {"latitude": float(RIVERSIDE[0]), "longitude": float(RIVERSIDE[1])}
    with (
        deployed(sample_layer()),
        chromium.new_context(
            viewport=PHONE, locale="ja-JP", geolocation=place, permissions=["geolocation"]
        ) as context,
    ):
        yield context.new_page()


def test_the_map_answers_for_where_the_phone_is(phone_at_the_river: Page, drill_url: str, see: See) -> None:
    page = phone_at_the_river
    page.goto(f"{drill_url}/drill")
    go(page, "begin")
    see(page, "drill-place-with-maps")
    page.get_by_role("button", name="いまいる場所の危険を地図で調べる").click()
    expect(page.locator("h1")).to_have_text("家の場所は、何色ですか")
    expect(page.locator('[name="flood"][value="r4"]')).to_be_checked()
    expect(page.locator('[name="house_collapse"][value="yes"]')).to_be_checked()
    see(page, "drill-located")
    while "/plans/" not in page.url:
        answer_page(
            page,
            {
                **BEST,
                "building": "wooden",
                "floor": "f2",
                "companions": "pet",
                "relatives": "no",
                "car": "no",
            },
        )
        go(page)
    see(page, "drill-plan-with-sites")
    expect(page.locator(".plan")).to_contain_text("家が流されるおそれ")


@pytest.fixture
def phone_with_maps(chromium: Browser) -> Iterator[Page]:
    """A phone whose map servers are ours: grey tiles, and an address that two prefectures have."""
    with deployed(sample_layer()), chromium.new_context(viewport=PHONE, locale="ja-JP") as context:
        page = context.new_page()
        for server in ("cyberjapandata", "disaportaldata"):
            page.route(
                f"https://{server}.gsi.go.jp/**", lambda route: route.fulfill(body=TILE, headers=IMAGE)
            )
        page.route("https://msearch.gsi.go.jp/**", lambda route: route.fulfill(json=PLACES, headers=ANYBODY))
        yield page


def open_map(page: Page, url: str) -> None:
    page.goto(f"{url}/drill")
    go(page, "begin")
    page.get_by_role("button", name="地図で家の場所をえらぶ").click()
    expect(page.locator("#map .leaflet-tile-loaded").first).to_be_visible()


def test_a_tap_on_the_map_answers_what_the_maps_know(phone_with_maps: Page, drill_url: str, see: See) -> None:
    page, problems = phone_with_maps, []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    open_map(page, drill_url)
    see(page, "drill-map")
    page.locator("#address").fill("前橋市大手町")
    page.keyboard.press("Enter")
    expect(page.locator("#found li")).to_have_count(1)
    page.get_by_role("button", name="群馬県前橋市").click()
    page.locator("#map").click(position={"x": 170, "y": 240})
    see(page, "drill-map-chosen")
    page.get_by_role("button", name="まるの場所の危険を調べる").click()
    expect(page.locator("h1")).to_have_text("家の場所は、何色ですか")
    expect(page.locator('[name="flood"][value="r4"]')).to_be_checked()
    assert problems == [], "the content security policy lets everything through that the map needs"


def test_the_map_needs_no_finger(phone_with_maps: Page, drill_url: str) -> None:
    page = phone_with_maps
    open_map(page, drill_url)
    expect(page.locator("#map")).to_be_focused()
    page.keyboard.press("ArrowRight")
    press_until_id(page, "pick")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("もう少し近づけました")
    page.locator("#address").focus()
    page.keyboard.type("大手町")
    page.keyboard.press("Enter")
    expect(page.locator("#found button")).to_be_focused()
    page.keyboard.press("Enter")
    press_until_id(page, "pick")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("家の場所は、何色ですか")


def test_an_address_elsewhere_is_not_offered_as_a_home_here(phone_with_maps: Page, drill_url: str) -> None:
    """Case 19, where residents meet it."""
    page = phone_with_maps
    elsewhere = [{"geometry": {"coordinates": [139.7, 35.7]}, "properties": {"title": "東京都大手町"}}]
    page.route("https://msearch.gsi.go.jp/**", lambda route: route.fulfill(json=elsewhere, headers=ANYBODY))
    open_map(page, drill_url)
    page.locator("#address").fill("大手町")
    page.get_by_role("button", name="さがす").click()
    expect(page.get_by_role("status")).to_contain_text("群馬県内に見つかりませんでした")
    expect(page.locator("#found li")).to_have_count(0)


def test_without_a_network_the_map_gives_way_to_the_list(phone_with_maps: Page, drill_url: str) -> None:
    page = phone_with_maps
    page.route("**/drill/assets/**", lambda route: route.abort())
    page.goto(f"{drill_url}/drill")
    go(page, "begin")
    page.get_by_role("button", name="地図で家の場所をえらぶ").click()
    expect(page.get_by_role("status")).to_contain_text("下の一覧から市町村を選んでください")
    page.select_option("select", "10201")
    go(page)
    expect(page.locator("h1")).to_have_text("家の場所は、何色ですか")


def press_until_id(page: Page, identifier: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == identifier:
            return
    raise AssertionError(f"the Tab key never reaches {identifier}")


def test_a_refused_position_leaves_the_list_of_towns(chromium: Browser, drill_url: str) -> None:
    with deployed(sample_layer()), chromium.new_context(viewport=PHONE, permissions=[]) as context:
        page = context.new_page()
        page.goto(f"{drill_url}/drill")
        go(page, "begin")
        page.get_by_role("button", name="いまいる場所の危険を地図で調べる").click()
        expect(page.get_by_role("status")).to_contain_text("下の一覧から市町村を選んでください")
        expect(page.locator("select")).to_be_visible()
