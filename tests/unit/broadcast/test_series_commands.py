"""Series from the command line."""

import re

import pytest

from local.series_commands import run
from tests.unit.broadcast.cloud import MAEBASHI

CREATE = ["create", "bousai_preparedness", "--segment", "前橋市", "--every", "week", "--on", "mon,thu"]
SPAN = ["--at", "10:00", "--first", "2026-12-28", "--last", "2027-01-31"]


@pytest.fixture
def told(room, monkeypatch, capsys):
    for name in ("SCHEDULED_BROADCAST_FUNCTION", "BROADCAST_SCHEDULE_ROLE", "SCHEDULE_DEAD_LETTER_QUEUE"):
        monkeypatch.setenv(f"{name}_ARN", "arn:aws:iam::123456789012:role/any")
    monkeypatch.setenv("BROADCAST_SCHEDULE_GROUP_NAME", "default")
    room.add_residents(MAEBASHI, range(3), ("bousai",), "ja")

    def tell(*words):
        code = run(list(words))
        said = capsys.readouterr()
        return code, said.out or said.err

    return tell


def test_a_clerk_sees_the_days_before_approving(told):
    code, said = told(*CREATE, *SPAN, "--holidays", "skip", "--except", "2026-12-31")
    assert code == 0
    assert "2026-12-28, 2027-01-04, 2027-01-07, 2027-01-14" in said
    assert "市町村：前橋市: 3 residents counted" in said
    series_id, approval = (re.search(rf"{name} +(\S+)", said)[1] for name in ("series", "hash"))
    assert told("approve", series_id, "--by", "suzuki", "--hash", "other")[0] == 1
    assert "running" in told("approve", series_id, "--by", "suzuki", "--hash", approval)[1]
    assert "2027-01-07" not in told("skip", series_id, "2027-01-07")[1]
    assert "running" in told("schedule", series_id)[1]
    assert "stopped" in told("stop", series_id, "--reason", "over")[1]
    assert told("show", series_id)[0] == 0


def test_what_cannot_be_read_is_said(told, capsys):
    with pytest.raises(SystemExit):
        run([*CREATE[:3], "前橋町", *CREATE[4:], *SPAN])
    assert "「前橋町」" in capsys.readouterr().err
    assert told(*CREATE, "--at", "22:00", *SPAN[2:])[0] == 1
