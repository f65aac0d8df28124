"""What the office has issued, on the page of an application: saved, never shown in place, until revoked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest

from madoguchi.forms.definition.model import Receipt
from madoguchi.forms.files import scan
from madoguchi.forms.filing.submit import submit
from madoguchi.forms.records.desk import desk
from madoguchi.office.assembly import office
from madoguchi.office.issue import Named, issue, offer_upload, revoke
from madoguchi.runtime import s3
from madoguchi.web.sessions import csrf_token
from tests.moto_cloud import BUCKET, cloud, function
from tests.unit.forms.surroundings import submission
from tests.unit.forms.test_attachments import PDF, Objects, follow, scanned
from tests.unit.office.surroundings import staff

TITLE = "決定通知書 <神\ufa19>"


@dataclass
class Applicant:
    """Somebody with number and key, in one language."""

    filed: Receipt
    objects: Objects
    language: str = "ja"

    def opens(self, go: str = "open", **posted: str) -> dict[str, Any]:
        fields = {"csrf": csrf_token("v" * 24), "number": self.filed.number, "key": self.filed.key, "go": go}
        event = {
            "routeKey": "POST /receipts",
            "rawPath": "/receipts",
            "rawQueryString": "",
            "headers": {"origin": "https://counter.example", "host": "counter.example"},
            "cookies": ["visitor=" + "v" * 24, f"lang={self.language}"],
            "body": "&".join(f"{name}={quote(value)}" for name, value in {**fields, **posted}.items()),
        }
        answer: dict[str, Any] = function("form_submission").handler(event, None)
        return answer

    def gets(self, title: str = TITLE) -> str:
        offered = offer_upload(self.filed.number, staff(), office())
        key = offered.upload.fields["key"]
        self.objects.kept[key] = PDF
        scan.note(scanned(key, "NO_THREATS_FOUND"), desk())
        issue(self.filed.number, Named(offered.document, title), staff(), office())
        follow(self.filed.number, self.objects, 2)
        return offered.document


@pytest.fixture
def applicant() -> Iterator[Applicant]:
    made = Objects()
    with cloud(), patch.object(s3, "opened", made.opened):
        filed = submit(submission(opens="2020-01-01T00:00:00", closes=None), desk())
        yield Applicant(filed, made)


def test_a_document_is_saved_by_a_button_and_never_shown_in_place(applicant: Applicant):
    document = applicant.gets()
    page = applicant.opens()
    assert "交付された書類" in page["body"]
    assert "決定通知書 &lt;神\ufa19&gt;" in page["body"]
    assert "書類を交付しました" in page["body"]
    assert s3.origin(BUCKET) in page["headers"]["content-security-policy"]
    link = applicant.opens(f"file:{document}")
    assert link["statusCode"] == 303
    assert quote(quote("決定通知書 <神\ufa19>.pdf")) in link["headers"]["location"]
    assert "response-content-disposition=attachment" in link["headers"]["location"]


def test_a_revoked_document_says_so_and_why_and_is_not_handed_out(applicant: Applicant):
    document = applicant.gets()
    revoke(applicant.filed.number, document, "金額に誤りがありました", staff(), office())
    page = applicant.opens()["body"]
    assert "取り消されました。この書類は使えません" in page
    assert page.count("金額に誤りがありました") == 2
    assert f"file:{document}" not in page
    assert "お手元に保存してください" not in page
    refused = applicant.opens(f"file:{document}")
    assert (refused["statusCode"], "この書類は取り消されたため、保存できません" in refused["body"]) == (
        404,
        True,
    )


def test_nobody_else_gets_it(applicant: Applicant):
    document = applicant.gets()
    other = submit(submission("page 2", opens="2020-01-01T00:00:00", closes=None), desk())
    assert applicant.opens(f"file:{document}", key="wrong")["statusCode"] == 404
    elsewhere = applicant.opens(f"file:{document}", number=other.number, key=other.key)
    assert elsewhere["statusCode"] == 404
    assert "location" not in elsewhere["headers"]


def test_a_document_in_which_something_is_found_later_stays_closed(applicant: Applicant):
    document = applicant.gets()
    key = next(iter(applicant.objects.kept))
    scan.note(scanned(key, "THREATS_FOUND"), desk())
    refused = applicant.opens(f"file:{document}")
    assert (refused["statusCode"], "有害なもの" in refused["body"]) == (409, True)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("easy", "<rt>やくしょ</rt>"),
        ("en", "Documents from the office"),
        ("pt-BR", "Documentos emitidos"),
        ("vi", "Giấy tờ được cấp"),
    ],
)
def test_it_is_told_in_the_reader_s_language(applicant: Applicant, language: str, said: str):
    applicant.gets()
    applicant.language = language
    assert said in applicant.opens()["body"]
