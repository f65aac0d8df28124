"""What a file is by its own first bytes, not by its name nor by what a browser says.

PDF: ISO 32000-1 7.5.2; JPEG: ITU-T T.81 B.1.1.3; PNG: RFC 2083 3.1; HEIC: ISO/IEC 23008-12 10.2 (brands).
"""

HEAD_BYTES = 64

_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
_BY_ENDING = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
    "heif": "image/heic",
}


def sniffed(head: bytes) -> str:
    """Return the media type that a file's first bytes say; empty for any that we do not take."""
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return ""


def declared(name: str) -> str:
    """Return the media type that a file's name says; empty for any that we do not take."""
    return _BY_ENDING.get(name.rpartition(".")[2].lower(), "")


def endings(types: tuple[str, ...]) -> tuple[str, ...]:
    """List the endings of file names that these media types have, as a file chooser wants them."""
    return tuple(f".{ending}" for ending, media_type in _BY_ENDING.items() if media_type in types)
