"""Somebody fills in a form for somebody else (代理): kept apart from the applicant's answers."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from madoguchi.flow.model import Field, Flow, load_flow
from madoguchi.flow.run import answer
from madoguchi.forms.definition.model import Entry, Form
from madoguchi.runtime.content import content

type Raw = Mapping[str, Sequence[str]]
type Proxy = Mapping[str, str]
"""What a proxy said of themselves, by question; empty: the applicant fills it in."""

BY_PROXY = "proxy"
BY_STAFF = "staff:"
"""Before the name of who entered it at the counter; that name is the office's own."""


@cache
def questions() -> Flow:
    """Return what a proxy is asked."""
    return load_flow(content("fields/proxy"))


def proxy_in(form: Form, raw: Raw) -> Proxy:
    """Read who fills a form in from what a page posts; nobody where the form takes no proxy."""
    if not form.takes_proxy or "proxy_name" not in raw:
        return {}
    answers, wrong = answer(questions(), raw)
    return {} if wrong else {name: str(value) for name, value in answers.items()}


def typed_of_proxy(raw: Raw) -> dict[str, list[str]]:
    """Return what was typed into a proxy's questions."""
    return {one.id: list(raw[one.id]) for one in questions().fields() if one.id in raw}


def said(proxy: Proxy) -> Iterator[tuple[Field, str]]:
    """Yield what a proxy said of themselves, with its question."""
    for question in questions().fields():
        if question.id in proxy:
            yield question, proxy[question.id]


def staff_entered(arrival: Entry) -> bool:
    """Tell whether staff entered it, as it was told at the counter, by telephone or on paper."""
    return arrival.by.startswith(BY_STAFF)


def proxy_of(arrival: Entry) -> Proxy:
    """Return who filled in an application, from the entry of its arrival."""
    return arrival.facts if arrival.by == BY_PROXY else {}
