"""The shape of a form's file for others, and of the tests that a form has."""

from typing import Literal

from pydantic import Field

from madoguchi.flow.schema import Content, Id
from madoguchi.forms.definition.schema import FormContent


class Example(Content):
    """A test of a form: what somebody types (a list where several are given), and what they then meet.

    `pages` are asked; `problems` are codes of `web/problems` by question or part.
    """

    name: str
    answers: dict[str, str | list[str]]
    pages: list[Id]
    problems: dict[str, str] = Field(default={})
    admitted: bool = True


class FormTests(Content):
    """The tests of the form of the same name."""

    tests: list[Example]


class FormFile(Content):
    """A whole form with its tests."""

    madoguchi: Literal["form/1"]
    form: FormContent
    tests: list[Example]


CONTENT = {"form_tests/*": FormTests}
