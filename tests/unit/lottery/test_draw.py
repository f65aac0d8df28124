"""A draw over 60,000 entries that anyone can recompute, and every way of bending it."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from local.lottery.__main__ import main
from local.lottery.verify import find_faults
from madoguchi.lottery.draw import commitment, entries_file, winners
from madoguchi.runtime.errors import BadRequest
from tests.moto_cloud import ROOT

NUMBERS = [f"G26-{number:06}" for number in range(60_000)]
SEED = "2026-12-31 1234567"


@pytest.fixture(scope="module")
def closed():
    return entries_file(NUMBERS)


@pytest.fixture
def published(tmp_path, closed, capsys):
    numbers = tmp_path / "numbers.txt"
    numbers.write_text("\n".join(reversed(NUMBERS)))
    folder = tmp_path / "public"
    assert main(["close", str(numbers), "--into", str(folder)]) == 0
    told = capsys.readouterr().out.splitlines()[-1]
    assert told == commitment(closed)
    wanted = ["--seed", SEED, "--winners", "100", "--commitment", told]
    assert main(["draw", str(folder), *wanted]) == 0
    return folder


def test_the_verifier_recomputes_a_draw_without_the_service_s_code(published):
    done = subprocess.run(
        [sys.executable, "-I", str(ROOT / "local" / "lottery" / "verify.py"), str(published)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (
        0,
        "as published: the winners follow from the entries and the seed\n",
    )


def change(folder, **values):
    path = folder / "draw.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def rewrite(folder, numbers):
    (folder / "entries.txt").write_bytes(entries_file(numbers))


BENT = {
    "a changed entry": lambda folder: rewrite(folder, [*NUMBERS[1:], "G26-999999"]),
    "an added entry": lambda folder: rewrite(folder, [*NUMBERS, "G26-999999"]),
    "a removed entry": lambda folder: rewrite(folder, NUMBERS[1:]),
    "a changed seed": lambda folder: change(folder, seed=SEED + " "),
    "a changed winner": lambda folder: change(folder, winners=[NUMBERS[0]] * 100),
    "a second list under its own commitment": lambda folder: (
        rewrite(folder, NUMBERS[1:]),
        change(folder, commitment=commitment(entries_file(NUMBERS[1:]))),
    ),
    "an entry that stands there twice": lambda folder: (folder / "entries.txt").write_bytes(
        b"".join(f"{n}\n".encode() for n in [NUMBERS[0], *NUMBERS])
    ),
}


@pytest.mark.parametrize("case", BENT, ids=str)
def test_a_bent_draw_is_caught(published, case):
    assert find_faults(published) == []
    BENT[case](published)
    assert find_faults(published)


def test_a_closed_list_stays_closed(published, tmp_path, capsys):
    other = tmp_path / "other.txt"
    other.write_text("\n".join(NUMBERS[1:]))
    assert main(["close", str(other), "--into", str(published)]) == 1
    assert "closed already" in capsys.readouterr().err


def test_a_campaign_is_drawn_once(published, closed, capsys):
    again = ["--seed", "another", "--winners", "100", "--commitment", commitment(closed)]
    assert main(["draw", str(published), *again]) == 1
    assert "drawn once" in capsys.readouterr().err


def test_nobody_draws_from_entries_that_were_not_committed_to(published, capsys):
    (published / "draw.json").unlink()
    wanted = ["--seed", SEED, "--winners", "1", "--commitment", "0" * 64]
    assert main(["draw", str(published), *wanted]) == 1
    assert "commitment" in capsys.readouterr().err


def test_winners_are_uniform_over_many_seeds():
    """Chi-square over 40 entries, 4,000 draws of 4: 39 degrees of freedom, 0.1 % point 72.1."""
    entries = entries_file([f"ENTRY-{number:02}" for number in range(40)])
    won = Counter(number for draw in range(4_000) for number in winners(entries, f"seed {draw}", 4))
    expected = 4_000 * 4 / 40
    # Drawn without replacement, counts vary less than independent ones: by (1 - 4/40), and sum to a constant.
    statistic = sum((count - expected) ** 2 / expected for count in won.values()) / (1 - 4 / 40) * 39 / 40
    assert len(won) == 40
    assert statistic < 72.1


def test_one_seed_gives_one_result_whatever_the_order_of_arrival(closed):
    assert winners(closed, SEED, 10) == winners(entries_file(reversed(NUMBERS)), SEED, 10)
    assert winners(closed, SEED, 10) == winners(closed, SEED, 100)[:10]


@pytest.mark.parametrize(
    ("numbers", "seed", "count"),
    [(["ENTRY-1", "ENTRY-1"], "s", 1), (["前橋 花子"], "s", 1), (["ENTRY-1"], " ", 1), (["ENTRY-1"], "s", 2)],
)
def test_what_is_no_draw_is_refused(numbers, seed, count):
    with pytest.raises(BadRequest):
        winners(entries_file(numbers), seed, count)
