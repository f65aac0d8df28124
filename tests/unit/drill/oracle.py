"""The drill a second time, written from the official tables and nothing else: the oracle of the real one.

Tables: 内閣府 避難行動判定フロー; depth and storeys (0.5, 3, 5, 10 m); the score of `domain` section 2.6.
It shares no line with the package.
"""

from typing import Any

FIRST_DRY_FLOOR = {"r1": 1, "r2": 2, "r3": 3, "r4": 5}
DAYS = {"day": 1, "three_days": 3, "week": 7, "longer": 28}
RIVER_TOWNS = {
    *("10202", "10203", "10204", "10205", "10207", "10209", "10212"),
    *("10464", "10521", "10522", "10523", "10524", "10525"),
}
POINTS = {"danger": 25, "where": 25, "when": 25, "how": 10, "information": 15}


def kind_of_place(a: dict[str, Any]) -> str:
    """Say `drawn`, `unknown`, `slope` or `white`."""
    if (
        a["flood"] not in ("none", "unknown")
        or a["house_collapse"] == "yes"
        or a["landslide"] in ("yellow", "red")
    ):
        return "drawn"
    if "unknown" in (a["flood"], a["house_collapse"], a["landslide"]):
        return "unknown"
    return "white" if a["surroundings"] == "no" else "slope"


def can_stay(a: dict[str, Any]) -> bool:
    """The three conditions, for water alone."""
    if a["landslide"] != "none" or a["house_collapse"] != "no":
        return False
    if a["flood"] not in FIRST_DRY_FLOOR or int(a["floor"][1]) < FIRST_DRY_FLOOR[a["flood"]]:
        return False
    return a["flood_days"] in DAYS and DAYS.get(a["supply_days"], 0) >= DAYS[a["flood_days"]]


def must_go(a: dict[str, Any]) -> bool:
    return kind_of_place(a) != "white" and not can_stay(a)


def deadly_to_stay(a: dict[str, Any]) -> bool:
    under_water = a["flood"] == "r5" or (
        a["flood"] in FIRST_DRY_FLOOR and int(a["floor"][1]) < FIRST_DRY_FLOOR[a["flood"]]
    )
    return a["house_collapse"] == "yes" or a["landslide"] in ("yellow", "red") or under_water


def level(a: dict[str, Any]) -> int:
    return 3 if set(a["companions"]) & {"elderly", "infant", "pregnant", "care"} else 4


def grade(question: str, chosen: str, a: dict[str, Any]) -> str:
    return {"danger": _danger, "where": _where, "when": _when, "how": _how, "information": _information}[
        question
    ](chosen, a)


def total(a: dict[str, Any], decided: dict[str, str]) -> int:
    grades = {question: grade(question, chosen, a) for question, chosen in decided.items()}
    points = sum(
        POINTS[question] if one == "best" else POINTS[question] * 3 // 5 if one == "fair" else 0
        for question, one in grades.items()
    )
    return min(points, 60) if "fatal" in grades.values() else points


def _danger(chosen: str, a: dict[str, Any]) -> str:
    place = kind_of_place(a)
    if chosen == "leave":
        return "best" if must_go(a) else "fair"
    if chosen == "upstairs":
        return "best" if can_stay(a) else "fatal" if deadly_to_stay(a) else "wrong"
    if chosen == "watch":
        return {"white": "best", "slope": "best", "unknown": "fair", "drawn": "wrong"}[place]
    return "fatal" if deadly_to_stay(a) else "wrong"


def _where(chosen: str, a: dict[str, Any]) -> str:
    if chosen == "site":
        return "best"
    if chosen == "relatives":
        return "best" if a["relatives"] == "yes" else "fair"
    if chosen == "nearest":
        return "fatal" if must_go(a) else "wrong"
    if can_stay(a):
        return "best"
    if deadly_to_stay(a):
        return "fatal"
    return "wrong" if must_go(a) else "fair"


def _when(chosen: str, a: dict[str, Any]) -> str:
    if chosen == "level3":
        return "best"
    if chosen == "level4":
        return "best" if level(a) == 4 else "wrong"
    if chosen == "level5":
        return "fatal"
    return "fatal" if must_go(a) else "wrong"


def _how(chosen: str, a: dict[str, Any]) -> str:
    if chosen == "car":
        return "best" if a["car"] == "yes" else "fair"
    return "best" if chosen == "walk" else "wrong"


def _information(chosen: str, a: dict[str, Any]) -> str:
    if chosen == "river":
        return "wrong" if a["municipality"] not in RIVER_TOWNS or must_go(a) else "fair"
    return "best" if chosen == "kikikuru" else "wrong"
