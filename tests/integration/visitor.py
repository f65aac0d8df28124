"""A browser without a screen: opens pages, fills in forms as they are, posts them. No scripts."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Self

import httpx

from local.stack import Stack
from tests.integration.resident import Resident, control


@dataclass
class Form:
    """A page's main form: what it would post as it stands, and what it offers."""

    action: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class _FormReader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.form = Form()
        self._inside = False
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form" and given.get("method") == "post" and given.get("id"):
            self._inside = True
            self.form.action = given["action"]
        elif self._inside:
            self._control(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False

    def _control(self, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "button" and name == "go":
            self.form.buttons.append(value)
        elif tag == "select":
            self._select = name
        elif tag == "option" and value:
            self.form.offered.setdefault(self._select, []).append(value)
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            self.form.offered.setdefault(name, []).append(value)
            if "checked" in given:
                self.form.values.setdefault(name, []).append(value)
        elif tag in ("input", "textarea") and name:
            self.form.values[name] = [value]


class Visitor:
    """Somebody on the resident pages; `signed_in` is a resident who came from LINE."""

    def __init__(self, stack: Stack) -> None:
        self._http = httpx.Client(base_url=stack.url, timeout=60, follow_redirects=True)
        self._origin = {"origin": stack.url}
        self.html = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def signs_in(self, resident: Resident, door: str) -> None:
        """Come in from LINE through `/forms/enter` or `/drill/enter`, as the LIFF page does."""
        token = control(resident.line_url, f"users/{resident.user_id}/id_token", {})["id_token"]
        self.opens(f"{door}?next={door.removesuffix('/enter')}")
        self.posts_again(door, self.form.values | {"id_token": [token]})

    def opens(self, path: str) -> None:
        """Open a page."""
        self._take(self._http.get(path))

    @property
    def form(self) -> Form:
        """The form of the page."""
        return _FormReader(self.html).form

    def posts(self, go: str, **answers: str) -> dict[str, list[str]]:
        """Answer, choose the first offer where nothing was said, press a button; returns what was posted."""
        form = self.form
        first = {name: values[:1] for name, values in form.offered.items()}
        posted = first | form.values | {name: [value] for name, value in answers.items()} | {"go": [go]}
        self.posts_again(form.action, posted)
        return posted

    def posts_again(self, action: str, posted: dict[str, list[str]]) -> None:
        """Send the same fields once more, as a double click does."""
        self._take(self._http.post(action, data=posted, headers=self._origin))

    def posts_file(self, name: str, data: bytes) -> None:
        """On a page that asks for a file: send one to where the page says; the answer leads back."""
        action = re.search(r'<form method="post" action="([^"]+)" enctype="multipart/form-data">', self.html)
        assert action, self.html
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', self.html)
        fields = {field: unescape(value) for field, value in hidden}
        self._take(self._http.post(unescape(action[1]), data=fields, files={"file": (name, data)}))

    def saves(self, go: str) -> httpx.Response:
        """Press a button that leads to a file, once; the page stays."""
        form = self.form
        posted = form.values | {"go": [go]}
        return self._http.post(form.action, data=posted, headers=self._origin)

    def texts(self, css_class: str) -> list[str]:
        """The texts of elements of a class."""
        found = re.findall(rf'class="[^"]*\b{css_class}\b[^"]*"[^>]*>([^<]+)<', self.html)
        return [text.strip() for text in found]

    def _take(self, response: httpx.Response) -> None:
        assert response.status_code < 500, response.text
        self.html = response.text
