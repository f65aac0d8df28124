"""A segment as clerks type it."""

import pytest
from hypothesis import given

from madoguchi.residents.model import (
    AGE,
    BEFORE,
    DONE,
    EVERYBODY,
    HOME,
    LANGUAGE,
    MUNICIPALITY,
    SINCE,
    TOPIC,
    Segment,
    all_of,
    any_of,
    none_of,
)
from madoguchi.residents.segment_text import describe, parse
from madoguchi.runtime.errors import SegmentUnreadable
from tests.moto_cloud import content_on_path
from tests.unit.residents.segments import segments

MAEBASHI, TAKASAKI = Segment(MUNICIPALITY, ("10201",)), Segment(MUNICIPALITY, ("10202",))
BOUSAI, DRILL = Segment(TOPIC, ("bousai",)), Segment(DONE, ("drill",))


@pytest.fixture(autouse=True, scope="module")
def content() -> None:
    content_on_path()


@pytest.mark.parametrize(
    ("text", "segment"),
    [
        ("全員", EVERYBODY),
        ("前橋市", MAEBASHI),
        ("市町村：前橋市", MAEBASHI),
        ("市町村: 10201", MAEBASHI),
        ("市町村：前橋市、高崎市", Segment(MUNICIPALITY, ("10201", "10202"))),
        ("前橋市または高崎市", any_of(MAEBASHI, TAKASAKI)),
        ("前橋市 かつ 防災", all_of(MAEBASHI, BOUSAI)),
        ("前橋市　防災", all_of(MAEBASHI, BOUSAI)),
        ("municipality=10201,topic=bousai", all_of(MAEBASHI, BOUSAI)),
        ("municipality=10201 and topic=bousai", all_of(MAEBASHI, BOUSAI)),
        ("前橋市以外", none_of(MAEBASHI)),
        ("not 前橋市", none_of(MAEBASHI)),
        ("！前橋市", none_of(MAEBASHI)),
        ("前橋市以外以外", MAEBASHI),
        ("住まい：前橋市", Segment(HOME, ("10201",))),
        ("訓練：済み", DRILL),
        ("訓練：まだ", none_of(DRILL)),
        ("申請：未", none_of(Segment(DONE, ("applied",)))),
        ("ことば：やさしい日本語、英語", Segment(LANGUAGE, ("easy", "en"))),
        ("年代：３０代、70代以上", Segment(AGE, ("30s", "70s"))),
        ("友だち：2026-04-01から", Segment(SINCE, ("2026-04-01",))),
        ("友だち：2026年3月31日まで", Segment(BEFORE, ("2026-04-01",))),
        (
            "友だち：2026-04-01から2026/06/30まで",
            all_of(Segment(SINCE, ("2026-04-01",)), Segment(BEFORE, ("2026-07-01",))),
        ),
        ("（前橋市または高崎市）かつ防災", all_of(any_of(MAEBASHI, TAKASAKI), BOUSAI)),
        ("前橋市 または 高崎市 かつ 防災", any_of(MAEBASHI, all_of(TAKASAKI, BOUSAI))),
        ("(前橋市 かつ 防災)以外", none_of(all_of(MAEBASHI, BOUSAI))),
    ],
)
def test_what_is_typed_is_read(text: str, segment: Segment):
    assert parse(text) == segment


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "宛先が書かれていません"),
        (" 　", "宛先が書かれていません"),
        ("市町：前橋市", "「市町」という条件はありません"),
        ("市町村：前橋町", "「前橋市」のことですか"),
        ("市町村：", "「市町村：」のあとに何も書かれていません"),
        ("温泉", "「温泉」は市町村にも話題にも"),
        ("前橋市、防災", "種類が違います"),
        ("前橋市 かつ", "「かつ」や「または」のあとに条件がありません"),
        ("かつ 前橋市", "「かつ」の前に条件がありません"),
        ("（前橋市", "かっこが閉じられていません"),
        ("前橋市）", "閉じるかっこが多すぎます"),
        ("訓練：たぶん", "「済み」か「まだ」ではありません"),
        ("友だち：きのうから", "日付として読めません"),
        ("友だち：2026-02-30から", "日付として読めません"),
        ("全員以外", "当てはまる人はいません"),
        (
            " または ".join(
                ["前橋市 かつ 防災 かつ 30代 かつ 英語"] * 1 + [f"住まい：{c}" for c in range(10202, 10213)]
            )
            + "".join(f" または 友だち：20{y:02}-01-01から" for y in range(10, 40)),
            "40個まで",
        ),
    ],
)
def test_what_cannot_be_read_is_explained(text: str, sentence: str):
    with pytest.raises(SegmentUnreadable, match=sentence):
        parse(text)


@given(segments)
def test_what_is_written_is_read_as_the_same(segment: Segment):
    assert parse(describe(segment)) == segment


def test_a_segment_is_read_back_in_a_clerks_words():
    segment = all_of(any_of(MAEBASHI, BOUSAI), none_of(DRILL))
    assert describe(segment) == "（市町村：前橋市 または 話題：防災） かつ 訓練：済み 以外"
