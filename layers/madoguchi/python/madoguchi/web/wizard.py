"""One turn of a questionnaire on web pages, without a stored state: every page carries all that was typed.

Nothing that a resident types is kept by us before they submit, a reload or a second tab breaks nothing, and
it works without JavaScript. Pure: posted fields in, what to show out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from madoguchi.flow.composite import belongs, row_numbers
from madoguchi.flow.kinds import Problem
from madoguchi.flow.model import Flow, Page, Value
from madoguchi.flow.run import answer, asked_pages

Raw = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Show:
    """Show a page: `position` of `total`; problems stand beside their fields, what was typed stays."""

    page: Page
    position: int
    total: int
    raw: Raw
    problems: Mapping[str, Problem] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """Show all answers before the one submit."""

    pages: tuple[Page, ...]
    answers: Mapping[str, Value]
    raw: Raw


@dataclass(frozen=True, slots=True)
class Complete:
    """All asked questions are answered and the resident has said: send it."""

    answers: Mapping[str, Value]
    raw: Raw


Turn = Show | Review | Complete


def turn(flow: Flow, posted: Raw, reviewed: bool = True) -> Turn:
    """Take one step.

    `posted` holds the fields of the flow, `step` (id of the page that was shown, `review` for the review),
    `shown` (the questions that it had, with blanks between) and `go`: `next`, `back`, `submit`,
    `edit:<page id>`, `more:<table>`, `less:<row>`, or anything else to show the same page again. With
    `reviewed` False the last page completes the flow.
    """
    raw = edited(flow, typed_in(flow, posted), _one(posted, "go"))
    answers, problems = answer(flow, raw)
    pages = asked_pages(flow, answers)
    step, go = _one(posted, "step"), _one(posted, "go")
    at = _index(pages, step)

    if step == "review":
        if go == "back":
            return _show(pages, len(pages) - 1, raw)
        if go.startswith("edit:"):
            return _show(pages, _index(pages, go.removeprefix("edit:")), raw)
        wrong = _first_wrong(pages, problems)
        if wrong is not None:
            return _show(pages, wrong, raw, problems)
        return Complete(answers, raw) if go == "submit" else Review(tuple(pages), answers, raw)
    if go == "back":
        return _show(pages, max(at - 1, 0), raw)
    if go != "next":
        return _show(pages, at, raw)
    unseen = _unseen(pages[at], posted)
    problems = {name: one for name, one in problems.items() if _question_of(name) not in unseen}
    if unseen or _wrong_on(pages[at], problems):
        return _show(pages, at, raw, problems)
    if at + 1 < len(pages):
        return _show(pages, at + 1, raw)
    wrong = _first_wrong(pages, problems)
    if wrong is not None:
        return _show(pages, wrong, raw, problems)
    return Review(tuple(pages), answers, raw) if reviewed else Complete(answers, raw)


def carried(flow: Flow, shown: Page | None, raw: Raw) -> list[tuple[str, str]]:
    """List the hidden fields of a page: everything typed so far that the page does not itself ask."""
    here = {question.id for question in shown.fields} if shown else set()
    typed = typed_in(flow, raw)
    return [(name, one) for name, texts in typed.items() if _question_of(name) not in here for one in texts]


def typed_in(flow: Flow, posted: Raw) -> Raw:
    """Return what was typed into a flow's questions and their parts, without the page's own fields."""
    ids = {question.id for question in flow.fields()}
    return {name: texts for name, texts in posted.items() if _question_of(name) in ids}


def edited(flow: Flow, raw: Raw, go: str) -> Raw:
    """Do what a table's or file's button says: `more:costs` adds a row, `less:costs.2` takes one away."""
    what, _, name = go.partition(":")
    if _question_of(name) not in {question.id for question in flow.fields()}:
        return raw
    if what == "less":
        return _without_row(raw, name)
    if what == "more":
        return {**_with_shown_row(raw, name), f"{name}.{max(row_numbers(raw, name), default=0) + 1}.": [""]}
    return raw


def _without_row(raw: Raw, name: str) -> Raw:
    # The rows after it move up, so that a row's number is what the page says.
    table, _, taken = name.rpartition(".")
    kept = {one: texts for one, texts in raw.items() if not belongs(one, name)}
    if not taken.isdecimal():
        return kept
    for number in row_numbers(kept, table):
        if number > int(taken):
            before, after = f"{table}.{number}.", f"{table}.{number - 1}."
            kept = {
                after + one.removeprefix(before) if one.startswith(before) else one: texts
                for one, texts in kept.items()
            }
    return kept


def _with_shown_row(raw: Raw, name: str) -> Raw:
    # A table that was not posted yet showed its first row.
    return raw if row_numbers(raw, name) else {**raw, f"{name}.0.": [""]}


def _show(pages: Sequence[Page], at: int, raw: Raw, problems: Mapping[str, Problem] | None = None) -> Show:
    page = pages[at]
    here = {name: problem for name, problem in (problems or {}).items() if _asks(page, name)}
    return Show(page, at + 1, len(pages), raw, here)


def _wrong_on(page: Page, problems: Mapping[str, Problem]) -> bool:
    return any(_asks(page, name) for name in problems)


def _unseen(page: Page, posted: Raw) -> set[str]:
    """Name the questions that an answer of the same page has just opened: not answering them was no mistake.

    A page that posts `shown` says which questions it had; of other pages, all count as seen.
    """
    shown = _one(posted, "shown").split()
    return {question.id for question in page.fields} - set(shown) if shown else set()


def _first_wrong(pages: Sequence[Page], problems: Mapping[str, Problem]) -> int | None:
    return next((at for at, page in enumerate(pages) if _wrong_on(page, problems)), None)


def _asks(page: Page, name: str) -> bool:
    return any(question.id == _question_of(name) for question in page.fields)


def _question_of(name: str) -> str:
    return name.partition(".")[0]


def _index(pages: Sequence[Page], page_id: str) -> int:
    return next((at for at, page in enumerate(pages) if page.id == page_id), 0)


def _one(posted: Raw, name: str) -> str:
    values = posted.get(name) or ("",)
    return values[0]
