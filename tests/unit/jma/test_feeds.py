"""The weather agency's feeds: what is hidden, out of date or new must never read as calm."""

import json
from datetime import datetime, timedelta

import pytest
import yaml

from local.jma.__main__ import main
from local.jma.feeds import Unreadable, read_json
from local.jma.model import NAMES, Bulletin, Kind, in_force
from local.jma.telegrams import read_river, read_warnings

AT = datetime.fromisoformat("2026-10-12T18:00:00+09:00")


def bulletin(code="10", status="発表", minutes=0, series="VPWW55", **more):
    kinds = {"1020100": (Kind(code, status),)}
    return Bulletin(series, "areas", AT + timedelta(minutes=minutes), kinds, **more)


def codes(*bulletins, at=AT + timedelta(hours=1)):
    return [alert.code for alert in in_force("10201", bulletins, at).alerts]


def test_the_newest_of_a_series_counts_in_whatever_order_they_come():
    assert codes(bulletin("43", minutes=10), bulletin("03")) == ["43"]
    assert codes(bulletin("03"), bulletin("43", minutes=10)) == ["43"]


def test_series_do_not_replace_each_other_and_the_worst_stands_first():
    assert codes(bulletin("10"), bulletin("49", series="VPWW56"), bulletin("14", series="VPWW61")) == [
        *("49", "10", "14")
    ]


def test_a_withdrawn_message_leaves_nothing_of_its_series():
    assert codes(bulletin("43"), bulletin("43", minutes=5, withdrawn=True)) == []


def test_a_message_of_later_is_not_yet_in_force():
    assert codes(bulletin("43", minutes=90)) == []


def test_a_code_that_nobody_has_told_us_of_is_shown():
    (alert,) = in_force("10201", [bulletin("77")], AT).alerts
    assert (alert.name, alert.level) == ("77", None)


def test_a_status_that_nobody_has_told_us_of_counts_as_in_force():
    assert codes(bulletin("43", status="警報から危険警報")) == ["43"]


def test_fresh_rivers_do_not_make_old_warnings_fresh():
    old = bulletin("43", minutes=-3 * 24 * 60)
    river = Bulletin("8303", "rivers", AT, {"1020100": (Kind("40", "発表"),)})
    found = in_force("10201", [old, river], AT)
    assert not found.current
    assert [alert.code for alert in found.alerts] == ["40", "43"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[{}]", b'[{"warning": 1, "dataTypeCode": ""}]', b"\xff"])
def test_what_is_no_feed_is_refused(content):
    with pytest.raises(Unreadable):
        read_json(content)


@pytest.mark.parametrize("content", [b"", b"<a>", b"<Report/>"])
@pytest.mark.parametrize("read", [read_warnings, read_river])
def test_what_is_no_telegram_is_refused(content, read):
    with pytest.raises(Unreadable):
        read(content)


def test_the_names_agree_with_the_tables_and_samples_of_the_agency(shared_data):
    names = yaml.safe_load(NAMES.read_bytes())
    for path in (shared_data / "jma_xml_samples").glob("*VPWW5[5-8].xml"):
        for kinds in read_warnings(path.read_bytes()).areas.values():
            for kind in kinds:
                if kind.code:
                    assert names["areas"][kind.code]["name"] == kind.name, path.name


def test_the_command_says_what_is_in_force_and_that_old_news_proves_nothing(tmp_path, capsys):
    path = tmp_path / "100000.json"
    items = [{"areaCode": "1020100", "kinds": [{"code": "43", "status": "発表"}]}]
    path.write_text(
        json.dumps(
            [
                {
                    "reportDatetime": AT.isoformat(),
                    "infoType": "発表",
                    "dataTypeCode": "VPWW55",
                    "warning": {"class20Items": items},
                }
            ]
        )
    )
    soon = (AT + timedelta(minutes=5)).isoformat()
    assert main([str(path), "--municipality", "10201", "--at", soon]) == 0
    assert "前橋市: レベル4大雨危険警報" in capsys.readouterr().out
    assert main([str(path), "--municipality", "10202", "--at", (AT + timedelta(days=2)).isoformat()]) == 2
    assert "OLD" in capsys.readouterr().out
    path.write_text('{"areaTypes": []}')
    assert main([str(path)]) == 1
