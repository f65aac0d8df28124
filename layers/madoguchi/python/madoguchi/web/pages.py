"""The HTML environment: templates of every room, texts in the reader's language, and the safety headers."""

import secrets as random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from madoguchi.flow.composite import row_numbers
from madoguchi.flow.kinds import Problem
from madoguchi.flow.model import Field, Value
from madoguchi.flow.text import LANGUAGES, Text, localise
from madoguchi.runtime.content import content
from madoguchi.web.field_parts import map_url, shown_rows, squares, wrong_fields
from madoguchi.web.http import Answer, Request
from madoguchi.web.preferences import SIZES, preference_cookies, preferences
from madoguchi.web.readings import with_readings
from madoguchi.web.sessions import cookie, csrf_token, over_https, signed_in, visitor
from madoguchi.web.shown import shown
from madoguchi.web.spoken import Japanese, filled, spoken, written
from madoguchi.web.texts import day, moment, text

if TYPE_CHECKING:
    from jinja2 import Environment


def page(
    request: Request,
    template: str,
    status: int = 200,
    cookies: tuple[str, ...] = (),
    script_origin: str = "",
    scripted: bool = False,
    elsewhere: Mapping[str, str] | None = None,
    posts_to: str = "",
    **facts: Any,
) -> Answer:
    """Render a template of any room as a whole page.

    `facts` reach the template, beside `t(key)` (text of the pages), `tr(text)` (any text of content),
    `written(text)` (what staff wrote), `problem(...)`, `moment(at)` and `day(at)` in Japan time, `csrf`,
    `nonce` and the reader's preferences.
    `script_origin` is for the one page that runs LINE's script, `scripted` for a page with a script of its
    own, which only adds to what works without; `elsewhere` are servers that it may ask, by directive. No
    other page runs any.
    """
    chosen, browser, nonce = preferences(request), visitor(request), random.token_urlsafe(12)
    secure = over_https(request)
    body = (
        _environment()
        .get_template(template)
        .render(
            t=lambda key, **params: text(key, chosen.language, params),
            tr=lambda text: spoken(text, chosen.language),
            written=lambda text: written(text, chosen.language),
            problem=lambda question, found: _sentence(question, found, chosen.language),
            shown=lambda question, value: _answer(question, value, chosen.language),
            moment=lambda at: moment(at, chosen.language),
            day=lambda at: day(at, chosen.language),
            chosen=chosen,
            languages=LANGUAGES,
            sizes=SIZES,
            csrf=csrf_token(browser),
            nonce=nonce,
            signed_in=signed_in(request) is not None,
            path=request.path,
            **facts,
        )
    )
    return Answer(
        status,
        with_readings(body) if chosen.language == "easy" else body,
        {
            "content-security-policy": _policy(nonce, script_origin, scripted, elsewhere or {}, posts_to),
            "content-language": chosen.html_lang,
        },
        (*cookies, cookie("visitor", browser, None, secure), *preference_cookies(chosen, secure)),
    )


def bare_page(request: Request, template: str, status: int, **facts: Any) -> Answer:
    """Render a page that knows nobody and posts nothing: it needs no secret."""
    chosen, nonce = preferences(request), random.token_urlsafe(12)
    body = (
        _environment()
        .get_template(template)
        .render(
            t=lambda key, **params: text(key, chosen.language, params), chosen=chosen, nonce=nonce, **facts
        )
    )
    return Answer(status, body, {"content-security-policy": _policy(nonce, "", scripted=False, elsewhere={})})


def _sentence(question: Field, found: Problem, language: str) -> str:
    if found.says:
        return spoken(found.says, language)
    sentence: Text = content("web/problems")[found.code]
    return filled(localise(sentence, language), {"label": spoken(question.label, language), **found.params})


def _answer(question: Field, value: Value | None, language: str) -> str:
    # The words of choices and of groups are the form's own: they are in the language that its labels are in.
    said = shown(question, value, language)
    ours = value is not None and (question.choices or question.kind == "group")
    return Japanese(said) if ours and isinstance(spoken(question.label, language), Japanese) else said


def _policy(
    nonce: str, script_origin: str, scripted: bool, elsewhere: Mapping[str, str], posts_to: str = ""
) -> str:
    forms = f"form-action 'self' {posts_to}".rstrip()
    images = f"'self' data: {elsewhere.get('img-src', '')}".rstrip()
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; img-src {images}; {forms}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    if script_origin:
        policy += f"; script-src {script_origin} 'nonce-{nonce}'"
        policy += f"; connect-src {script_origin} https://*.line.me https://*.line-scdn.net"
    elif scripted:
        policy += f"; script-src 'nonce-{nonce}'"
    if "connect-src" in elsewhere:
        policy += f"; connect-src {elsewhere['connect-src']}"
    return policy


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    rooms = Path(__file__).parent.parent
    environment = Environment(
        loader=FileSystemLoader([rooms / room / "templates" for room in ("web", "forms", "drill")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # As globals they reach the macros of fields, too.
    environment.globals |= {
        one.__name__: one for one in (map_url, row_numbers, shown_rows, squares, wrong_fields)
    }
    return environment
