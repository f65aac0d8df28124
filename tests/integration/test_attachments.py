"""Files in the stack's own bucket: posted, scanned, saved by residents and by staff, replaced."""

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from local.file_scan import EICAR
from local.stack import Stack
from madoguchi.forms.definition import catalogue
from tests.browser.residents_answers import typed
from tests.integration.resident import eventually
from tests.integration.test_staff import token
from tests.integration.visitor import Visitor
from tests.moto_cloud import content_on_path

pytestmark = pytest.mark.stack
RELIEF = "/forms/property_tax_relief"


@pytest.mark.parametrize(
    ("data", "result"), [(b"%PDF-1.7 harmless", "clean"), (b"%PDF-1.7 " + EICAR, "infected")]
)
def test_what_is_posted_is_scanned(running_stack: Stack, data: bytes, result: str):
    with Visitor(running_stack) as visitor:
        visitor.opens(RELIEF)
        visitor.posts("attach:papers")
        visitor.posts_file("deed.pdf", data)
        (file_id,) = visitor.form.values["papers.0.id"]
    key = {"pk": {"S": f"FILE#{file_id}"}, "sk": {"S": "FILE"}}
    table = running_stack.outputs["ApplicationsTableName"]

    def said() -> bool:
        item = running_stack.aws.dynamodb.get_item(TableName=table, Key=key)["Item"]
        return item["scan_result"]["S"] == result

    eventually(said, f"word of the scan that it is {result}")


def answers() -> dict[str, list[str]]:
    content_on_path()
    return dict(
        one
        for question in catalogue.form("property_tax_relief").flow.fields()
        for one in typed(question, question.id)
    )


def goes_on(visitor: Visitor, until: str) -> None:
    """Answer page by page until there is a button."""
    known = answers()
    for _ in range(20):
        form = visitor.form
        if until in form.buttons:
            return
        asked = {name: texts for name, texts in known.items() if name in form.values or name in form.offered}
        visitor.posts_again(form.action, form.values | asked | {"go": ["next"]})
    raise AssertionError(visitor.html)


def saved(get: Callable[[], httpx.Response], name: str, data: bytes) -> None:
    """A file comes byte for byte, to be kept and not to be shown, once its scan is over."""
    answer = httpx.Response(0)

    def came() -> bool:
        nonlocal answer
        answer = get()
        # Until the scan's word it is refused; while it is moved to its application, it may be gone.
        return answer.status_code == 200

    eventually(came, f"the file {name}")
    assert answer.content == data
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def test_a_file_is_saved_by_its_resident_and_by_staff_and_a_correction_brings_another(running_stack: Stack):
    deed, chart = b"%PDF-1.7\r\n" + os.urandom(200_000), b"\x89PNG\r\n\x1a\n" + os.urandom(50_000)
    sato = {"authorization": f"Bearer {token(running_stack, 'sato')}"}
    with Visitor(running_stack) as visitor, httpx.Client(base_url=running_stack.url, timeout=30) as desk:

        def asked(method: str, path: str, **more: Any) -> Any:
            answer = desk.request(method, f"/staff/applications/{path}", headers=sato, **more)
            assert answer.status_code == 200, answer.text
            return answer.json()

        def by_staff(number: str, file_id: str) -> httpx.Response:
            link = desk.get(f"/staff/applications/{number}/files/{file_id}", headers=sato)
            return httpx.get(link.json()["url"]) if link.status_code == 200 else link

        visitor.opens(RELIEF)
        goes_on(visitor, "attach:papers")
        visitor.posts("attach:papers")
        visitor.posts_file("登記事項証明書 神\ufa19.pdf", deed)
        goes_on(visitor, "submit")
        visitor.posts("submit")
        number, key = visitor.texts("receipt")
        visitor.opens("/receipts")
        visitor.posts("open", number=number, key=key)
        (first,) = asked("GET", number)["files"]
        assert (first["name"], first["versions"]) == ("登記事項証明書 神\ufa19.pdf", [1])
        saved(lambda: visitor.saves(f"file:{first['id']}"), first["name"], deed)
        saved(lambda: by_staff(number, first["id"]), first["name"], deed)

        items = [{"question": "papers", "wrong": "案内図も付けてください"}]
        asked(
            "POST", f"{number}/correction", json={"key": "ask-chart", "message": "不足です", "items": items}
        )
        visitor.posts("open")
        assert "案内図も付けてください" in visitor.html
        visitor.posts("correct")
        goes_on(visitor, "attach:papers")
        visitor.posts("less:papers.0")
        visitor.posts("attach:papers")
        visitor.posts_file("案内図.png", chart)
        goes_on(visitor, "submit")
        visitor.posts("submit")
        assert "直した内容を受け付けました" in visitor.html
        shown = asked("GET", number)
        old, new = shown["files"]
        at = next(one["position"] for one in shown["history"] if one["kind"] == "corrected")
        assert (old["id"], old["versions"], old["stands"]) == (first["id"], [1], False)
        assert (new["name"], new["versions"], new["stands"]) == ("案内図.png", [at], True)
        saved(lambda: by_staff(number, old["id"]), old["name"], deed)
        saved(lambda: by_staff(number, new["id"]), new["name"], chart)
        saved(lambda: visitor.saves(f"file:{new['id']}"), new["name"], chart)
        assert visitor.saves(f"file:{old['id']}").status_code == 404
        assert asked("GET", f"{number}/verification") == {"whole": True, "problems": []}
        suzuki = {"authorization": f"Bearer {token(running_stack, 'suzuki')}"}
        path = f"/staff/applications/{number}/files/{new['id']}"
        assert desk.get(path, headers=suzuki).status_code == 404
