"""The letters that the local run has sent, as a page for a person: nothing here ever leaves the machine."""

import html
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

PATH = "/_outbox"
SENT = "/_ministack/ses/messages"
"""Where the emulator of SES lists what it took."""

_PAGE = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outbox</title>
<style>body{{font:16px/1.6 sans-serif;max-width:44rem;margin:1rem auto;padding:0 1rem}}
article{{border:1px solid #767676;border-radius:8px;padding:1rem;margin:1rem 0}}
pre{{white-space:pre-wrap;font:inherit;margin:0}}</style></head>
<body><h1>Outbox</h1><p>{count} letters, the newest first. None has left this machine.</p>
{letters}</body></html>
"""


def page(listed: Mapping[str, Any]) -> str:
    """Show the letters that SES's emulator lists, whatever is in them, as text."""
    letters = [_shown(one) for one in _letters(listed)]
    return _PAGE.format(count=len(letters), letters="\n".join(reversed(letters)))


def _letters(listed: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for messages in listed.get("messages", {}).values():
        yield from messages


def _shown(letter: Mapping[str, Any]) -> str:
    to = ", ".join(letter.get("To", ()))
    sent = datetime.fromtimestamp(float(letter.get("Timestamp", 0)), ZoneInfo("Asia/Tokyo"))
    parts = [f"{sent:%Y-%m-%d %H:%M}", f"{letter.get('Source', '')} → {to}", letter.get("Subject", "")]
    head = "<br>".join(html.escape(str(part)) for part in parts)
    return f"<article><p>{head}</p><pre>{html.escape(str(letter.get('BodyText') or ''))}</pre></article>"
