"""Every event in events/drill_scoring through the function's own doorway, and who is told."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from madoguchi.web.sessions import session_cookie
from tests.hazard_layer import RIVERSIDE, deployed, sample_layer
from tests.moto_cloud import Cloud, cloud, function

EVENTS = Path(__file__).resolve().parents[2] / "events" / "drill_scoring"
# leaflet@1.9.4 of the npm registry, dist/leaflet.js
LEAFLET_1_9_4 = "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a"
USER = "U0123456789abcdef0123456789abcdef"

ANSWERS = {
    "start": (200, "大雨の避難訓練"),
    "start_first_visit": (200, "避難（ひなん）の 練習（れんしゅう）"),
    "start_typhoon": (200, "台風の避難訓練"),
    "start_other": (404, "お探しのページは見つかりませんでした"),
    "begin": (200, "住んでいる市町村"),
    "next": (200, "家の場所は、何色ですか"),
    "next_wrong": (422, "直していただきたいところが2つあります"),
    "no_colour": (200, "富岡市で区域の外の斜面がくずれ"),
    "explained": (200, "次の大雨の安全を約束しません"),
    "switch_language": (200, "Past luck promises nothing"),
    "finish": (303, ""),
    "finish_base64": (303, ""),
    "finish_typhoon": (303, ""),
    "finish_incomplete": (422, "避難に使える車"),
    "finish_old_page": (403, "もう一度ボタンを押してください"),
    "finish_without_client_key": (403, "もう一度ボタンを押してください"),
    "empty_post": (403, "もう一度ボタンを押してください"),
    "plan_not_there": (404, "お探しのページは見つかりませんでした"),
    "plan_mistyped": (404, "お探しのページは見つかりませんでした"),
    "map_library": (200, ""),
    "map_style": (200, ".leaflet-container"),
    "map_not_there": (404, "お探しのページは見つかりませんでした"),
    "campaign": (200, "避難訓練キャンペーン 2026年冬"),
    "campaign_not_there": (404, "お探しのページは見つかりませんでした"),
    "entry_not_there": (404, "お探しのページは見つかりませんでした"),
    "again_of_a_visitor": (303, ""),
    "numbers": (200, "まだ出せる数がありません"),
    "numbers_other": (404, "お探しのページは見つかりませんでした"),
    "numbers_json": (200, '"edition": "heavy_rain"'),
    "numbers_csv": (200, "edition,by,part,runs,total"),
    "own_plan_of_a_visitor": (303, ""),
    "shared_not_there": (404, "お探しのページは見つかりませんでした"),
    "edit_not_there": (404, "お探しのページは見つかりませんでした"),
    "keep_not_there": (404, "お探しのページは見つかりませんでした"),
    "save_not_there": (404, "お探しのページは見つかりませんでした"),
    "quiz": (200, "赤ちゃんと歩いて避難するとき"),
    "quiz_marked": (200, "3問中 2問 正解"),
    "quiz_incomplete": (422, "直していただきたいところが2つあります"),
    "quiz_not_there": (404, "お探しのページは見つかりませんでした"),
    "enter_page": (200, "LINEで本人を確認しています"),
    "enter_from_elsewhere": (403, "前のページにもどって、もう一度お試しください"),
}


@pytest.fixture
def here() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def event(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return found


def answer(one: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = function("drill_scoring").handler(one, None)
    return found


def plan_event(location: str) -> dict[str, Any]:
    path, _, query = location.partition("?")
    return {
        **event("plan_not_there"),
        "rawPath": path,
        "rawQueryString": query,
        "pathParameters": {"plan_id": path.rpartition("/")[2]},
    }


def kept(here: Cloud) -> list[dict[str, Any]]:
    return [item for item in here.items("drills_table") if item["sk"]["S"] == "PLAN"]


def test_every_event_file_is_expected():
    assert {path.stem for path in EVENTS.glob("*.json")} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_every_event_is_answered_as_a_resident_expects(here: Cloud, name: str):
    status, sentence = ANSWERS[name]
    found = answer(event(name))
    assert found["statusCode"] == status
    assert sentence in found["body"]


@pytest.mark.parametrize("name", ["start", "next", "explained", "plan_not_there"])
def test_no_page_is_kept_by_a_browser_or_runs_a_script(here: Cloud, name: str):
    headers = answer(event(name))["headers"]
    assert headers["cache-control"] == "no-store"
    assert "script-src" not in headers["content-security-policy"]


def test_a_drill_goes_on_where_this_browser_left_it_and_is_forgotten_when_finished(here: Cloud):
    (left,) = [one for one in answer(event("next"))["cookies"] if one.startswith("drill=")]
    start = event("start")
    start["cookies"].append(left.partition(";")[0])
    body = answer(start)["body"]
    assert "前回は「家の場所は、何色ですか」まで進んでいます" in body
    assert '<input type="hidden" name="municipality" value="' in body
    again = event("next")
    again["body"] = re.sub(r"go=\w+", "go=resume", again["body"]).replace("step=place", "step=hazards")
    assert "家の場所は、何色ですか" in answer(again)["body"]
    (ended,) = [one for one in answer(event("finish"))["cookies"] if one.startswith("drill=")]
    assert ended.startswith("drill=; Path=/drill")
    assert "Max-Age=0" in ended


def test_a_first_visit_and_another_edition_offer_no_resuming(here: Cloud):
    assert 'value="resume"' not in answer(event("start"))["body"]
    (left,) = [one for one in answer(event("next"))["cookies"] if one.startswith("drill=")]
    other = event("start_typhoon")
    other["cookies"] = [*other["cookies"], left.partition(";")[0]]
    assert 'value="resume"' not in answer(other)["body"]


def test_a_marked_quiz_explains_every_answer_and_stays_marked_in_another_language(here: Cloud):
    marked = event("quiz_marked")
    assert answer(marked)["body"].count("環境省「人とペットの災害対策ガイドライン」") == 3
    marked["body"] += "&switch=language%3Aen"
    assert "2 of 3 right" in answer(marked)["body"]


def test_the_maps_library_is_the_published_one_packed_for_who_takes_that(here: Cloud):
    packed = answer(event("map_library"))
    assert packed["headers"]["content-encoding"] == "gzip"
    assert "immutable" in packed["headers"]["cache-control"]
    sent = base64.b64decode(packed["body"])
    assert len(sent) < 45_000
    assert hashlib.sha256(gzip.decompress(sent)).hexdigest() == LEAFLET_1_9_4
    plain = event("map_library")
    del plain["headers"]["accept-encoding"]
    assert answer(plain)["body"].encode() == gzip.decompress(sent)


def test_only_the_page_that_asks_for_the_place_may_ask_map_servers(here: Cloud):
    with deployed(sample_layer()):
        asking = answer(event("begin"))["headers"]["content-security-policy"]
        after = answer(event("next"))["headers"]["content-security-policy"]
    assert "connect-src https://msearch.gsi.go.jp" in asking
    assert "img-src 'self' data: https://cyberjapandata.gsi.go.jp" in asking
    assert "unsafe" not in asking
    assert "gsi.go.jp" not in after


def test_a_finished_drill_leads_to_its_plan_and_a_double_click_to_the_same(here: Cloud):
    first, second = answer(event("finish")), answer(event("finish_base64"))
    assert first["headers"]["location"] == second["headers"]["location"]
    assert len(kept(here)) == 1
    shown = answer(plan_event(first["headers"]["location"]))
    assert shown["statusCode"] == 200
    assert "100点（100点満点）" in shown["body"]
    assert "警戒レベル3で家族が集まり" in shown["body"]


def test_the_typhoon_edition_leads_to_a_plan_of_its_own(here: Cloud):
    shown = answer(plan_event(answer(event("finish_typhoon"))["headers"]["location"]))["body"]
    assert "台風の避難訓練" in shown
    assert "100点（100点満点）" in shown
    assert 'href="/drill?edition=typhoon"' in shown


def test_a_stale_page_keeps_nothing_and_every_answer_stays(here: Cloud):
    body = answer(event("finish_old_page"))["body"]
    assert here.items("drills_table") == []
    for name, value in (("municipality", "10201"), ("companions", "pet"), ("where", "relatives")):
        assert f'name="{name}" value="{value}"' in body
    assert re.search(r'value="kikikuru" checked', body)


def test_a_signed_in_resident_hears_of_the_result_in_the_chat(here: Cloud):
    finish = event("finish")
    finish["cookies"].append(session_cookie(USER, True).partition(";")[0])
    location = answer(finish)["headers"]["location"].partition("?")[0]
    (notice,) = here.notices()
    assert notice["source"] == {"type": "user", "userId": USER}
    assert notice["notice"] == {"kind": "drill_result", "params": {"score": "100", "plan_path": location}}


def test_a_visitor_is_nobody(here: Cloud):
    answer(event("finish"))
    assert here.notices() == []
    assert USER not in json.dumps(here.items("drills_table"))


def test_a_forged_choice_is_refused_beside_its_question(here: Cloud):
    forged = event("finish")
    forged["body"] = forged["body"].replace("where=relatives", "where=moon")
    found = answer(forged)
    assert found["statusCode"] == 422
    assert here.items("drills_table") == []


def test_no_answer_of_a_resident_reaches_the_log(here: Cloud, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO")
    for name in ANSWERS:
        answer(event(name))
    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert logged
    for typed in ("infant", "10201", "relatives", "csrf"):
        assert typed not in logged


def located(place: tuple[str, str]) -> dict[str, Any]:
    one = event("begin")
    one["body"] = one["body"].replace(
        "step=&go=begin", f"step=place&go=locate&latitude={place[0]}&longitude={place[1]}"
    )
    return one


def test_a_position_fills_in_the_map_and_is_kept_nowhere(here: Cloud, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO")
    with deployed(sample_layer()):
        shown = answer(located(RIVERSIDE))["body"]
        assert 'name="flood" value="r4" checked' in shown
        assert 'name="municipality" value="' in shown
        assert "これは作り物のデータです" in shown
        assert RIVERSIDE[0] not in shown
        version = re.search(r'name="data_version" value="(synthetic-[^"]+)"', shown)
        assert version
        finish = event("finish")
        finish["body"] += f"&data_version={version[1]}"
        answer(finish)
    (plan,) = kept(here)
    assert plan["data_version"]["S"] == version[1]
    assert RIVERSIDE[0] not in json.dumps(here.items("drills_table"))
    assert RIVERSIDE[0] not in " ".join(str(vars(record)) for record in caplog.records)


def test_a_position_outside_the_prefecture_asks_for_the_town(here: Cloud):
    with deployed(sample_layer()):
        shown = answer(located(("35.0", "135.0")))
    assert shown["statusCode"] == 200
    assert "市町村を選んでください" in shown["body"]


def test_a_data_version_that_nobody_published_is_not_kept(here: Cloud):
    finish = event("finish")
    finish["body"] += "&data_version=invented"
    answer(finish)
    assert kept(here)[0]["data_version"]["S"] == "none"


def test_the_one_script_is_offered_only_where_there_are_maps(here: Cloud):
    without = answer(event("begin"))
    assert "<script" not in without["body"]
    with deployed(sample_layer()):
        found = answer(event("begin"))
    assert "script-src 'nonce-" in found["headers"]["content-security-policy"]


def test_the_plan_says_that_a_town_has_published_none_and_what_to_do(here: Cloud):
    finish = event("finish")
    finish["body"] = finish["body"].replace("municipality=10201", "municipality=10429")
    with deployed(sample_layer()):
        shown = answer(plan_event(answer(finish)["headers"]["location"]))["body"]
    assert "東吾妻町は、洪水に使える指定緊急避難場所を公開していません" in shown
    for instead in ("親せき・知り合いの家", "ホテル", "となりの市町村", "3つがそろうときだけ、家の上の階"):
        assert instead in shown
    assert "危険な場所の外のホテル" in shown
