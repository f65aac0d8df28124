"""A document as PDF: tagged (PDF/UA-1), its text to be found and read aloud, its letters carried with it.

Typst sets it (decision 0027). It and the typeface ship in the documents layer, with the functions that print.
"""

import json
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from madoguchi.documents.model import Document, QrCode, Section

LAYOUT = Path(__file__).parent / "layout.typ"


def pdf(document: Document) -> bytes:
    """Set a document; the same document gives the same bytes.

    A letter that the typeface does not have is printed as an empty box and kept as text; the file then makes
    no claim to PDF/UA.
    """
    # A second of cold start and the documents layer: paid by those alone who print.
    import typst

    told: dict[str, Any] = {
        "font_paths": [str(_typeface())],
        "ignore_system_fonts": True,
        "sys_inputs": {"document": json.dumps(_plain(document))},
        "timestamp": 0,
    }
    try:
        found: bytes = typst.compile(str(LAYOUT), pdf_standards=["ua-1"], **told)
    except typst.TypstError:
        found = typst.compile(str(LAYOUT), **told)
    return found


def _plain(document: Document) -> dict[str, Any]:
    return {
        **asdict(document),
        "language": "ja" if document.language == "easy" else document.language.partition("-")[0],
        "parts": [_part(part) for part in document.parts],
        "corner": _part(document.corner) if document.corner else None,
    }


def _part(part: Any) -> dict[str, Any]:
    known = {"kind": type(part).__name__, **asdict(part)}
    if isinstance(part, Section):
        known["parts"] = [_part(one) for one in part.parts]
    if isinstance(part, QrCode):
        known["image"] = _qr_code(part.data)
    return known


def _qr_code(data: str) -> str:
    import segno

    drawn = BytesIO()
    segno.make_qr(data, error="m").save(drawn, kind="svg", border=4, xmldecl=False)
    return drawn.getvalue().decode()


@cache
def _typeface() -> Path:
    found = find_spec("pylopdf_fonts_jp")
    assert found
    assert found.origin
    return Path(found.origin).parent
