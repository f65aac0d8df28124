"""Structured logs without personal data: identifiers of things, never of people, never what they wrote."""

from functools import cache

from aws_lambda_powertools import Logger


@cache
def logger() -> Logger:
    """Return the one logger; service and level come from Powertools' own variables."""
    return Logger()
