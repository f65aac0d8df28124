"""A drill that was left half-way goes on from the same browser; nothing of it is on our side."""

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.drill.resume import LONGEST, NAME, HalfWay, keep, kept
from madoguchi.web.http import Request

HERE = Request("POST /drill")


def browser_with(cookies):
    value = cookies[0].partition(";")[0].partition("=")[2]
    return Request("GET /drill", cookies={NAME: value})


texts = st.text(st.characters(codec="utf-8"), max_size=10)


@given(
    st.sampled_from(("heavy_rain", "typhoon")),
    texts,
    st.dictionaries(texts, st.lists(texts, max_size=4), max_size=9),
)
def test_a_browser_gives_back_what_was_kept(edition, step, raw):
    at = HalfWay(edition, step, raw)
    assert kept(browser_with(keep(HERE, at))) == at


@given(st.text(max_size=80))
def test_whatever_a_stranger_writes_there_is_nothing(value):
    assert kept(Request("GET /drill", cookies={NAME: value})) is None


def test_an_edition_that_is_no_more_is_nothing():
    assert kept(browser_with(keep(HERE, HalfWay("snow", "place", {})))) is None


def test_what_would_not_fit_is_not_kept():
    assert keep(HERE, HalfWay("typhoon", "place", {"municipality": ["x" * LONGEST]})) == ()


def test_only_the_drill_sees_it_and_no_script():
    (cookie,) = keep(HERE, HalfWay("typhoon", "place", {}))
    assert "; Path=/drill; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure" in cookie
