"""Composites get their parts when content is built, so that a definition says everything by itself. Pure."""

from collections.abc import Mapping
from typing import Any

from madoguchi.flow.cells import open_squares

CATALOGUE = "fields/parts"


def expand_flow(flow: Mapping[str, Any], catalogue: Mapping[str, Any]) -> dict[str, Any]:
    """Return a questionnaire with its composites' parts. Raises ValueError for a part that is not there."""
    pages = [{**page, "fields": [expand(one, catalogue) for one in page["fields"]]} for page in flow["pages"]]
    return {**flow, "pages": pages}


def expand(question: Mapping[str, Any], catalogue: Mapping[str, Any]) -> dict[str, Any]:
    """Return a question with its parts, those of parts too."""
    kind, named = question["kind"], question.get("parts", [])
    if kind not in catalogue:
        return {**question, **({"parts": [expand(part, catalogue) for part in named]} if named else {})}
    known = {part["id"]: part for part in catalogue[kind]["parts"]}
    chosen = named or catalogue[kind]["usual"]
    if strange := [name for name in chosen if name not in known]:
        raise ValueError(
            f"{question['id']}: a {kind} has no part {', '.join(strange)}: use {', '.join(known)}"
        )
    parts = [_suited(question, known[name]) for name in chosen]
    return {**question, "parts": _grid_rows(question, parts[0]) if kind == "puzzle" else parts}


def _suited(question: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    suited = dict(part)
    # A browser fills in the applicant's own address: it must not where another place is asked for.
    if question.get("autocomplete") == "off":
        suited["autocomplete"] = "off"
    if question["kind"] == "birth_date" and question.get("settings", {}).get("partial"):
        suited["required"] = part["id"] in ("era", "year")
    return suited


def _grid_rows(question: Mapping[str, Any], row: Mapping[str, Any]) -> list[dict[str, Any]]:
    settings = question["settings"]
    return [
        {
            **row,
            "id": f"r{number}",
            "label": {language: text.format(number=number) for language, text in row["label"].items()},
            "settings": {"cells": settings["cells"], "row": squares},
        }
        for number, squares in enumerate(settings["rows"], 1)
        if open_squares(squares)
    ]
