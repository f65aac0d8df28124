"""From a postal code to the address, by a button of the page: no script, nothing sent elsewhere."""

from collections.abc import Mapping
from dataclasses import replace

from madoguchi.flow.kinds import accept
from madoguchi.flow.model import Field, Flow
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import NotFound
from madoguchi.web.http import Request

type Raw = Mapping[str, list[str]]

FILLED = ("prefecture", "city", "town", "number")


def fill_in(flow: Flow, request: Request) -> tuple[Request, str]:
    """Do what the button beside a postal code asks: return the page as if typed so, and what to say."""
    what, _, name = request.posted("go").partition(":")
    if what != "fill":
        return request, ""
    filled = fill(flow, request.form, name)
    return (request, "address_not_found") if filled is None else (replace(request, form=filled), "")


def fill(flow: Flow, raw: Raw, name: str) -> Raw | None:
    """Fill in what the postal code of the address called `name` says, and leave everything else as it is.

    Where several towns share a code, only what they have in common is filled in. None without such a code.
    """
    code = accept(Field("postal_code", "postal_code", ""), raw.get(f"{name}.postal_code", ()))
    known = {question.id for question in flow.fields()}
    if not isinstance(code, str) or name.partition(".")[0] not in known:
        return None
    found = addresses(code)
    if not found:
        return None
    common = [texts[0] if len(set(texts)) == 1 else "" for texts in zip(*found, strict=True)]
    filled = {f"{name}.{part}": [text] for part, text in zip(FILLED, common, strict=True) if text}
    return {**raw, **filled}


def addresses(code: str) -> list[list[str]]:
    """List what a code such as `371-0026` stands for: prefecture, city, town, and an office's own number."""
    digits = code.replace("-", "")
    try:
        # One small file for each first three digits: reading the whole country would cost every page's start.
        region: dict[str, list[list[str]]] = content(f"postal/{digits[:3]}")
    except NotFound:
        return []
    return region.get(digits[3:], [])
