"""The typhoon edition a second time, from the same tables as `oracle`, without a line of the package."""

from typing import Any

from tests.unit.drill.oracle import (
    POINTS,
    RIVER_TOWNS,
    can_stay,
    deadly_to_stay,
    kind_of_place,
    level,
    must_go,
)

GRADED = {
    "danger": ("nothing", "watch", "inside", "leave"),
    "where": ("car", "site", "relatives", "hotel"),
    "when": ("level4", "daylight", "level5", "storm"),
    "how": ("shopping", "ready", "fields"),
    "information": ("river", "home", "lifted", "rumours"),
}
ALWAYS = {
    ("where", "site"): "best",
    ("where", "hotel"): "best",
    ("when", "daylight"): "best",
    ("when", "level5"): "fatal",
    ("how", "ready"): "best",
    ("how", "shopping"): "wrong",
    ("how", "fields"): "wrong",
    ("information", "lifted"): "best",
    ("information", "rumours"): "wrong",
}


def grade(question: str, chosen: str, a: dict[str, Any]) -> str:
    if (question, chosen) in ALWAYS:
        return ALWAYS[question, chosen]
    if question == "danger":
        return _danger(chosen, a)
    if question == "where":
        if chosen == "relatives":
            return "best" if a["relatives"] == "yes" else "fair"
        return "fatal" if must_go(a) else "wrong"
    if question == "when":
        if chosen == "level4":
            return "wrong" if level(a) == 3 else "fair"
        return "fatal" if must_go(a) else "wrong"
    if chosen == "river":
        return "fair" if a["municipality"] in RIVER_TOWNS else "wrong"
    return "fatal" if deadly_to_stay(a) else "wrong"


def total(a: dict[str, Any], decided: dict[str, str]) -> int:
    grades = {question: grade(question, chosen, a) for question, chosen in decided.items()}
    worth = {"best": 5, "fair": 3}
    points = sum(POINTS[question] * worth.get(one, 0) // 5 for question, one in grades.items())
    return min(points, 60) if "fatal" in grades.values() else points


def _danger(chosen: str, a: dict[str, Any]) -> str:
    if chosen == "watch":
        return {"white": "best", "slope": "best", "unknown": "fair", "drawn": "wrong"}[kind_of_place(a)]
    if chosen == "leave":
        return "best" if must_go(a) else "fair"
    if chosen == "inside" and can_stay(a):
        return "best"
    if deadly_to_stay(a):
        return "fatal"
    return "fair" if chosen == "inside" and not must_go(a) else "wrong"
