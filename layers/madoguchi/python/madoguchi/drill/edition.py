"""An edition of the drill: the situation part and the graded questions, as staff wrote them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from madoguchi.drill.decision import decide, facts
from madoguchi.drill.model import not_ready, read_situation
from madoguchi.flow.model import Answers, Field, Flow, Value, load_flow
from madoguchi.flow.text import Text
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import NotFound

HEAVY_RAIN = "heavy_rain"
EDITIONS = (HEAVY_RAIN, "typhoon")


@dataclass(frozen=True)
class Edition:
    """One edition, ready to run; `links` are pages of others that help with a page of the situation part."""

    id: str
    flow: Flow
    content: dict[str, Any]
    links: dict[str, Any]

    @property
    def questions(self) -> tuple[Field, ...]:
        """Return the graded questions in order."""
        return tuple(question for question in self.flow.fields() if "dimension" in question.data)

    def question_before(self, page_id: str) -> Field | None:
        """Return the graded question on the page before this one."""
        ids = [page.id for page in self.flow.pages]
        before = self.flow.pages[ids.index(page_id) - 1] if ids.index(page_id) else None
        last = before.fields[-1] if before else None
        return last if last and "dimension" in last.data else None


@cache
def edition(edition_id: str = HEAVY_RAIN) -> Edition:
    """Load an edition. Raises NotFound."""
    if edition_id not in EDITIONS:
        raise NotFound("edition of the drill")
    written = content(f"drills/{edition_id}")
    flow, pages = written["flow"], written["flow"]["pages"]
    asked = content(f"drills/{written['situation']}") if "situation" in written else written
    if asked is not written:
        pages = [*_situation_pages(asked), *pages]
    pages = [_place_page(asked["place"]), *pages]
    return Edition(edition_id, load_flow({**flow, "pages": pages}), written, asked.get("links", {}))


def facts_of(answers: Answers) -> dict[str, Value]:
    """List what verdicts and plan lines may depend on, for the household of these answers."""
    situation = read_situation(answers)
    rivers = content("drills/rivers")["municipalities"]
    return facts(situation, decide(situation), situation.municipality in rivers, not_ready(answers))


def town_name(code: str) -> Text:
    """Return a municipality's name in every language that we have."""
    towns = content("municipalities")["municipalities"]
    name: Text = next((town["label"] for town in towns if town["id"] == code), "")
    return name


def _situation_pages(written: dict[str, Any]) -> list[dict[str, Any]]:
    pages = written["flow"]["pages"]
    return [page for page in pages if all("dimension" not in one.get("data", {}) for one in page["fields"])]


def _place_page(written: dict[str, Any]) -> dict[str, Any]:
    towns = content("municipalities")["municipalities"]
    question = {
        "id": "municipality",
        "kind": "choice",
        "label": written["label"],
        "hint": written["hint"],
        "choices": [{name: town[name] for name in ("id", "label", "keywords")} for town in towns],
        "data": {"compact": True},
    }
    return {"id": "place", "title": written["title"], "text": written["text"], "fields": [question]}
