"""Verify an exported ledger: `python local/verify_ledger.py LEDGER.jsonl`, with Python alone.

What `python -m local.broadcast export ID` wrote is recomputed from the ground up: what the approvals bind,
the messages' hash, the plan of chunks, every body's hash (where recipients were exported), every retry key,
and the sum. Prints every contradiction; the exit status is 1 when there is one.
"""

import hashlib
import json
import re
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

Line = dict[str, Any]

RETRY_KEYS = uuid.UUID("6f1c9a52-6a4e-5f0e-9d0b-6f3f0a7b1c11")
FATES = {"a": "accepted", "r": "rejected", "?": "unknown"}
MULTICAST, PERSONAL, COMMON = 500, 50, "-common"
WHY = "do=why"


def verify(lines: list[Line]) -> list[str]:
    """Return every contradiction in an export, given as its parsed lines."""
    broadcast, *chunks = lines
    problems = list(_approved(broadcast))
    if broadcast["attempt"]:
        problems += _planned(broadcast, chunks)
        for chunk in chunks:
            problems += (f"{chunk['chunk']}: {problem}" for problem in _chunk(broadcast, chunk))
        problems += _summed(broadcast, chunks)
    return problems


def _approved(broadcast: Line) -> Iterator[str]:
    messages = _sha256(json.dumps(broadcast["messages"], ensure_ascii=False, sort_keys=True))
    if messages != broadcast["content_hash"]:
        yield "the messages are not those of the content's hash"
    bound = broadcast["bound"]
    wanted = _sha256(json.dumps(bound, sort_keys=True))
    same = {"kind": broadcast["kind"], "content": messages, "counted": broadcast["counted"]}
    if wanted != broadcast["approval_hash"] or any(bound[name] != value for name, value in same.items()):
        yield "what the approvals bind is not what stands here"
    people = {one["by"] for one in broadcast["approvals"] if one["approval_hash"] == wanted}
    if broadcast["attempt"] and len(people) < broadcast["approvers_needed"]:
        yield f"approved by {len(people)} of {broadcast['approvers_needed']}"


def _planned(broadcast: Line, chunks: list[Line]) -> Iterator[str]:
    full = {one: PERSONAL if _is_personal(broadcast, one) else MULTICAST for one in broadcast["streams"]}
    plan = {
        f"{stream}-{number:05d}": min(full[stream], people - full[stream] * (number - 1))
        for stream, people in broadcast["streams"].items()
        for number in range(1, -(-people // full[stream]) + 1)
    }
    if {one["chunk"]: one["recipients"] for one in chunks} != plan or len(chunks) != len(plan):
        yield "the chunks are not those of the frozen audience"


def _is_personal(broadcast: Line, stream: str) -> bool:
    return bool(broadcast["placeholders"]) and not stream.endswith(COMMON)


def _chunk(broadcast: Line, chunk: Line) -> Iterator[str]:
    key = f"{broadcast['id']}/{chunk['chunk']}"
    if chunk["retry_key"] and chunk["retry_key"] != str(
        uuid.uuid5(RETRY_KEYS, f"{key}/{chunk['body_hash']}")
    ):
        yield "the retry key is not that of its body"
    if (
        chunk["outcome"] == "accepted"
        and not chunk["people"]
        and not (chunk["request_id"] and chunk["retry_key"])
    ):
        yield "accepted without proof"
    if chunk["people"] and len(chunk["people"]) != chunk["recipients"]:
        yield "not one fate for each of its people"
    proofs = zip(chunk["people"], chunk["request_ids"], strict=False)
    if any(fate == "a" and not request_id for fate, request_id in proofs):
        yield "somebody was accepted without proof"
    if chunk["outcome"] == "cancelled" and chunk["first_tried_at"]:
        yield "cancelled, but it may have been sent"
    if "to" in chunk:
        if len(set(chunk["to"])) != chunk["recipients"]:
            yield "not as many different recipients as planned"
        if chunk["body_hash"] and chunk["body_hash"] != _body(broadcast, chunk):
            yield "the body is not that of its hash"


def _body(broadcast: Line, chunk: Line) -> str:
    by_stream, stream = broadcast["messages"], chunk["chunk"].rpartition("-")[0]
    spoken = by_stream.get(stream) or by_stream[f"ja{COMMON if stream.endswith(COMMON) else ''}"]
    messages = _addressed(spoken, broadcast["id"], chunk["chunk"])
    if not _is_personal(broadcast, stream):
        return _hash(chunk["to"], messages)
    if "values" not in chunk:
        return str(chunk["body_hash"])
    told = (dict(zip(broadcast["placeholders"], one, strict=True)) for one in chunk["values"])
    return _sha256(
        "".join(_hash([to], _fill(messages, own)) for to, own in zip(chunk["to"], told, strict=True))
    )


def _addressed(piece: Any, broadcast: str, chunk: str) -> Any:
    """Let the question why it came say where its answer stands, as the sender does."""
    if isinstance(piece, list):
        return [_addressed(one, broadcast, chunk) for one in piece]
    if not isinstance(piece, dict):
        return piece
    if piece.get("type") == "postback" and piece["data"] == WHY:
        return {**piece, "data": f"{WHY}&field={chunk}&value={broadcast}"}
    return {name: _addressed(value, broadcast, chunk) for name, value in piece.items()}


def _fill(piece: Any, values: dict[str, str]) -> Any:
    if isinstance(piece, str):
        link = piece.startswith("https://")
        return re.sub(
            r"\{(\w*)\}", lambda at: quote(values[at[1]], safe="") if link else values[at[1]], piece
        )
    if isinstance(piece, dict):
        return {name: _fill(value, values) for name, value in piece.items()}
    return [_fill(one, values) for one in piece] if isinstance(piece, list) else piece


def _summed(broadcast: Line, chunks: list[Line]) -> Iterator[str]:
    totals: Counter[str] = Counter()
    for chunk in chunks:
        if chunk["people"]:
            totals.update(FATES[one] for one in chunk["people"])
        elif chunk["outcome"]:
            totals[chunk["outcome"]] += chunk["recipients"]
        if not chunk["outcome"]:
            yield f"{chunk['chunk']}: still open"
    keys = Counter(one["retry_key"] for one in chunks if one["retry_key"])
    yield from (f"retry key {key} stands on {count} chunks" for key, count in keys.items() if count > 1)
    everybody = [one for chunk in chunks for one in chunk.get("to", ())]
    if len(set(everybody)) != len(everybody):
        yield "somebody is in two chunks"
    planned = sum(broadcast["streams"].values())
    if sum(totals.values()) != planned:
        yield f"planned {planned} is not {dict(totals)}"
    if broadcast["totals"] and {k: v for k, v in broadcast["totals"].items() if v} != dict(totals):
        yield f"closed with {broadcast['totals']}, the lines say {dict(totals)}"


def _hash(to: list[str], messages: list[Line]) -> str:
    return _sha256(json.dumps([to, messages], ensure_ascii=False, sort_keys=True))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main(path: str) -> int:
    """Verify one file."""
    lines = [json.loads(line) for line in Path(path).read_text().splitlines()]
    problems = verify(lines)
    for problem in problems:
        print(f"! {problem}")
    checked = "with recipients" if any("to" in line for line in lines) else "without recipients"
    print(f"{lines[0]['id']}: {len(lines) - 1} chunks {checked}: {len(problems)} contradictions")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
