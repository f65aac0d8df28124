"""A document through the stack's own doors: posted, scanned, decided with, saved with number and key."""

import os
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from local.file_scan import EICAR
from local.stack import Stack
from tests.integration.resident import eventually
from tests.integration.test_staff import token
from tests.integration.visitor import Visitor

pytestmark = pytest.mark.stack
TITLE = "減額決定通知書（神\ufa19流町/第1号）"


def test_a_decision_brings_a_document_once_it_is_harmless_and_a_revoked_one_is_closed(running_stack: Stack):
    pdf = b"%PDF-1.7\r\n" + os.urandom(200_000)
    sato = {"authorization": f"Bearer {token(running_stack, 'sato')}"}
    with Visitor(running_stack) as visitor, httpx.Client(base_url=running_stack.url, timeout=30) as desk:

        def asked(method: str, path: str, **more: Any) -> httpx.Response:
            return desk.request(method, f"/staff/applications/{path}", headers=sato, **more)

        def posted(number: str, data: bytes) -> str:
            offered = asked("POST", f"{number}/documents/uploads").json()
            answer = httpx.post(offered["url"], data=offered["fields"], files={"file": data}, timeout=30)
            assert answer.status_code < 300, answer.text
            document: str = offered["document"]
            return document

        visitor.opens("/forms/magazine_survey")
        visitor.posts("next", prize="no")
        visitor.posts("submit")
        number, key = visitor.texts("receipt")

        document = posted(number, pdf)
        decided = {
            "key": "decision-1",
            "outcome": "accepted",
            "document": {"document": document, "title": TITLE},
        }

        def decides() -> bool:
            answer = asked("POST", f"{number}/decision", json=decided)
            assert answer.status_code == 200 or answer.json()["code"] == "scan_pending", answer.text
            return answer.status_code == 200

        eventually(decides, "decision with a harmless document")
        assert asked("POST", f"{number}/decision", json=decided).status_code == 200
        visitor.opens("/receipts")
        visitor.posts("open", number=number, key=key)
        assert "交付された書類" in visitor.html
        assert visitor.html.count(f"書類：{TITLE}") == 1

        def saved() -> httpx.Response | None:
            # The stream moves the file in these very seconds.
            answer = visitor.saves(f"file:{document}")
            return answer if answer.status_code == 200 else None

        answer = eventually(saved, "file")
        assert answer.content == pdf
        name = quote(TITLE.replace("/", "／") + ".pdf", safe="")
        assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
        assert answer.headers["content-type"] == "application/octet-stream"

        infected = posted(number, b"%PDF-1.7 " + EICAR)

        def refused() -> bool:
            asking = {"document": infected, "title": "x"}
            code: str = asked("POST", f"{number}/documents", json=asking).json()["code"]
            return code == "scan_infected"

        eventually(refused, "refusal of what is infected")
        too_large = asked("POST", f"{number}/documents/uploads").json()
        body = {"file": b"%PDF-1.7" + bytes(too_large["max_bytes"])}
        assert (
            httpx.post(too_large["url"], data=too_large["fields"], files=body, timeout=30).status_code >= 400
        )

        revoked = asked("POST", f"{number}/documents/{document}/revocation", json={"reason": "金額の誤り"})
        assert revoked.status_code == 200
        assert visitor.saves(f"file:{document}").status_code == 404
        visitor.posts("open")
        assert "取り消されました。この書類は使えません" in visitor.html
        assert asked("GET", f"{number}/verification").json() == {"whole": True, "problems": []}
        (shown,) = asked("GET", number).json()["documents"]
        link = asked("GET", f"{number}/files/{document}").json()
        assert httpx.get(link["url"]).content == pdf
        assert (link["sha256"], bool(shown["revoked_at"])) == (shown["sha256"], True)
