"""The environment of line_conversation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TalkSettings:
    """Where residents are kept, and the LIFF app that opens our pages."""

    residents_table: str
    liff_url: str


@dataclass(frozen=True)
class CaseSettings:
    """Where questions to a person are kept: all that staff's commands need."""

    residents_table: str
