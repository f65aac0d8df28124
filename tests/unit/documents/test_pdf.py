"""Papers as PDF: every letter of a name is there, and nothing typed is ever an instruction."""

import subprocess
import sys
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from madoguchi.documents.model import Bullets, Document, Facts, Number, Paragraph, QrCode, Section
from madoguchi.documents.pdf import pdf
from tests.moto_cloud import ROOT

# U+20BB7, two IVS of U+845B, the compatibility ideograph U+FA19, half-width kana, U+9AD9 U+FA11, Vietnamese.
HARD = "\U00020bb7野 葛\U000e0100城 葛\U000e0101城 \ufa19 ﾊﾝｶｸ \u9ad9\ufa11 Nguyễn Thị Ánh São João"


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def words(content: bytes) -> str:
    return "".join("".join(page.extract_text() for page in read(content).pages).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def tags(content: bytes) -> set[str]:
    """Collect the kinds of elements in the structure that assistive technology reads."""
    found, waiting = set(), [read(content).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if isinstance(one, IndirectObject) else one
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            found.add(str(one.get("/S", "")).removeprefix("/"))
            waiting += [one["/K"]] if "/K" in one else []
    return found


FULL = Document(
    "受付票",
    "ja",
    (
        Paragraph(HARD),
        Paragraph("注意", "strong"),
        Number("受付番号", "AB12-CD34"),
        Facts((("氏名", HARD), ("住所", "前橋市大手町1-1-1"))),
        Section(
            "いつ",
            (Bullets(("警戒レベル3で家を出る", "暗くなる前に動く"), first_stands_out=True),),
            framed=True,
        ),
        QrCode("https://madoguchi.example.jp/drill/shared/x", "この紙のページ", "計画のページを開くQRコード"),
    ),
    footer="2026年6月1日",
    corner=QrCode("https://madoguchi.example.jp", "隅の案内", "隅のQRコード"),
)


@pytest.mark.parametrize("paper", ["a4", "a6"])
def test_every_letter_can_be_found_in_what_is_printed(paper):
    content = pdf(Document(FULL.title, "ja", FULL.parts, paper, FULL.footer))
    assert squeezed(HARD) in words(content)
    assert "警戒レベル3で家を出る" in words(content)
    assert "2026年6月1日" in words(content)


def test_a_corner_stands_beside_the_title():
    (page,) = read(pdf(FULL)).pages
    assert "隅の案内" in page.extract_text()
    assert page.extract_text().index("受付票") < page.extract_text().index("隅の案内")


def test_a_paper_is_accessible():
    reader = read(pdf(FULL))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ja"
    assert reader.metadata is not None
    assert reader.metadata.title == "受付票"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert {"H1", "H2", "P", "L", "LI", "Table", "TR", "Figure"} <= tags(pdf(FULL))


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("a6", (298, 420))])
def test_a_paper_has_its_size_and_one_page(paper, size):
    (page,) = read(pdf(Document("題", "ja", FULL.parts, paper))).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_the_typeface_travels_with_the_paper():
    fonts = [font.get_object() for font in read(pdf(FULL)).pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        assert {"/FontFile2", "/FontFile3"} & set(inner.get_object()["/FontDescriptor"])


@pytest.mark.parametrize(
    "typed", ["#panic()", "*a* _b_ $x$", "`raw`", "@label <x>", '"; #read("/etc/passwd")', "= 見出し", "\\"]
)
def test_what_was_typed_is_never_an_instruction(typed):
    assert squeezed(typed) in words(pdf(Document("題", "ja", (Paragraph(typed), Facts(((typed, typed),))))))


def test_lines_stay_lines():
    page = read(pdf(Document("題", "ja", (Paragraph("一行目\n二行目"),)))).pages[0]
    assert "一行目\n二行目" in page.extract_text()


def test_a_letter_that_the_typeface_lacks_costs_the_claim_and_not_the_paper():
    content = pdf(Document("題", "ja", (Paragraph("\U0002a6d6さん"),)))
    assert "さん" in words(content)
    assert b"pdfuaid" not in read(content).trailer["/Root"]["/Metadata"].get_data()


def test_a_long_paper_counts_its_pages():
    reader = read(pdf(Document("題", "en", tuple(Paragraph("a line of text " * 12) for _ in range(60)))))
    assert len(reader.pages) > 1
    assert f"1 / {len(reader.pages)}" in reader.pages[0].extract_text()


def test_the_same_document_gives_the_same_bytes():
    assert pdf(FULL) == pdf(FULL)


def test_who_prints_nothing_pays_nothing():
    code = "import sys, madoguchi.documents.pdf; assert not {'typst', 'segno'} & set(sys.modules)"
    path = str(ROOT / "layers" / "madoguchi" / "python")
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": path}, check=True)
