"""What a resident types into any form: an answer to each question by its kind, names hard to keep."""

from collections.abc import Iterator

from playwright.sync_api import Locator, Page

from madoguchi.flow.cells import open_squares
from madoguchi.flow.model import Answers, Field
from madoguchi.flow.run import answer
from madoguchi.forms.definition.model import Form

NAME = "神\ufa19𠮷葛\U000e0100 de la Cruz"
"""A compatibility ideograph, one beyond the basic plane, a variation sequence: all are kept byte for byte."""

BY_KIND = {
    "text": NAME,
    "long_text": f"{NAME}\n<b>太字</b> & \"引用\" 'も'",
    "kana": "かみ よしだ",
    "postal_code": "371-8570",
    "phone": "027-223-1111",
    "email": "name@example.jp",
    "money": "12,000円",
    "decimal": "165.32",
    "date": "2026-04-01",
}
BORN = {"era": "heisei", "year": "12", "month": "4", "day": "1"}


def fill(page: Page, questions: tuple[Field, ...]) -> None:
    """Answer all that a page asks; a branch that is not there is left."""
    for question in questions:
        for name, texts in typed(question, question.id):
            found = page.locator(f'main [name="{name}"]:not([type=hidden])')
            if found.count():
                _type(found, texts)


def answers_to(form: Form, **others: str) -> Answers:
    """Return answers to a whole form; `others` are answered otherwise."""
    raw = {name: texts for one in form.flow.fields() for name, texts in typed(one, one.id)}
    return answer(form.flow, raw | {name: [text] for name, text in others.items()})[0]


def typed(question: Field, name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield what is typed into a question, by the name of its input."""
    if question.kind in ("computed", "file"):
        return
    if question.kind == "birth_date":
        yield from ((f"{name}.{part}", [text]) for part, text in BORN.items())
    elif question.parts:
        row = ".0" if question.repeated else ""
        for part in question.parts:
            yield from typed(part, f"{name}{row}.{part.id}")
    else:
        yield name, _texts(question)


def _texts(question: Field) -> list[str]:
    match question.kind:
        case "choice":
            # What is something else opens a question of its own.
            named = {choice.id for choice in question.choices}
            return ["other" if "other" in named else question.choices[0].id]
        case "choices":
            return [choice.id for choice in question.choices][: question.max]
        case "consent":
            return ["yes"]
        case "decimal" if question.max and question.max < float(BY_KIND["decimal"]):
            return [str(question.max)]
        case "number":
            return [str(question.min or 1)]
        case "code":
            return ["1" * question.settings.get("digits", 5)]
        case "cells":
            letter = "1" if question.settings["cells"] == "digit" else "あ"
            return [letter] * len(open_squares(question.settings["row"]))
    return [BY_KIND[question.kind]]


def _type(found: Locator, texts: list[str]) -> None:
    kind = found.first.evaluate("one => one.type")
    if kind in ("radio", "checkbox"):
        for text in texts:
            found.and_(found.page.locator(f'[value="{text}"]')).check()
    elif kind == "select-one":
        found.select_option(texts[0])
    else:
        for number, text in enumerate(texts):
            found.nth(number).fill(text)
