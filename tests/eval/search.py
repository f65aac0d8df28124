"""Ask the search every question of this folder and count right answers.

    python -m tests.eval.search [--wrong] [--rounds N]

`--wrong` prints what failed. The last line is JSON: `questions` (that have an answer), `top1` and `top3`
(share whose right entry came first, or among the first three), `none_questions` and `none_right` (rightly
answered with "nothing fits"), `p50_ms` and `p99_ms` of processor time over the questions (a busy machine does
not count) and `p99_wall_ms`, then the same counts by file.

held_out.yaml   half of the topics, written before the catalogue had a keyword; nothing was tuned on it
unseen.yaml     all topics, written when the search was finished; nothing was changed after it was first asked
voices.yaml     old people, kana alone, foreigners' Japanese, slips of the finger; asked once, after tuning
tuned.yaml      everything that the catalogue and the search were improved on
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from madoguchi.talk.search import Index

HERE = Path(__file__).resolve().parent
FILES = ("held_out", "unseen", "voices", "tuned")
SMALLEST_TOP3 = 0.90


@dataclass
class Score:
    """Counts over one list of questions."""

    questions: int = 0
    first: int = 0
    among_three: int = 0
    none_questions: int = 0
    none_right: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, question: str, right: list[str], answered: list[str]) -> None:
        """Count one answer."""
        if right:
            self.questions += 1
            self.first += answered[:1] != [] and answered[0] in right
            self.among_three += bool(set(answered) & set(right))
        else:
            self.none_questions += 1
            self.none_right += not answered
        if bool(right) != bool(answered) or (right and not set(answered) & set(right)):
            self.wrong.append(f"{question} -> {answered}, right: {right}")

    def shares(self) -> dict[str, Any]:
        """What is printed."""
        return {
            "questions": self.questions,
            "top1": round(self.first / self.questions, 3),
            "top3": round(self.among_three / self.questions, 3),
            "none_questions": self.none_questions,
            "none_right": self.none_right,
        }


def questions(name: str) -> list[dict[str, Any]]:
    """Read one list of questions."""
    found: list[dict[str, Any]] = yaml.safe_load((HERE / f"{name}.yaml").read_bytes())
    return found


def score(asked: "Index", lists: dict[str, list[dict[str, Any]]]) -> dict[str, Score]:
    """Ask everything once, by list."""
    scores = {name: Score() for name in lists}
    for name, listed in lists.items():
        for one in listed:
            scores[name].add(one["q"], one["right"], [hit.id for hit in asked.search(one["q"], 3)])
    return scores


def milliseconds(asked: "Index", texts: list[str], clock: Callable[[], float], rounds: int) -> list[float]:
    """Time every question by a clock of seconds: the median of its rounds, sorted over the questions."""
    return sorted(statistics.median(_timed(asked, text, clock) for _ in range(rounds)) for text in texts)


def _timed(asked: "Index", text: str, clock: Callable[[], float]) -> float:
    started = clock()
    asked.search(text, 3)
    return (clock() - started) * 1000


def main(arguments: list[str]) -> int:
    """Run the command line; 1 when too few right answers are among the first three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    sys.path.insert(0, str(HERE.parents[1] / "layers" / "madoguchi" / "python"))
    from tests.eval.catalogue import index

    lists = {name: questions(name) for name in FILES}
    lists["all"] = [one for listed in list(lists.values()) for one in listed]
    scores = score(index(), lists)
    if options.wrong:
        print(*scores["all"].wrong, sep="\n")
    texts = [one["q"] for one in lists["all"]]
    times = milliseconds(index(), texts, time.thread_time, options.rounds)
    wall = milliseconds(index(), texts, time.perf_counter, options.rounds)
    for name in FILES:
        print(f"{name}: {scores[name].shares()}")
    result = scores["all"].shares() | {"p50_ms": _at(times, 0.50), "p99_ms": _at(times, 0.99)}
    result["p99_wall_ms"] = _at(wall, 0.99)
    print(json.dumps(result | {name: scores[name].shares() for name in FILES}))
    return 0 if result["top3"] >= SMALLEST_TOP3 else 1


def _at(times: list[float], share: float) -> float:
    return round(times[min(len(times) - 1, int(len(times) * share))], 2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
