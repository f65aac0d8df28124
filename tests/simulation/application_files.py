"""Files of residents on a bad day: posted, taken, taken again late, sent, exchanged, corrected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from madoguchi.forms.definition.model import Entry, Form
from madoguchi.forms.files.attachments import offer, sealed_hashes, take
from madoguchi.forms.records.desk import Desk
from madoguchi.runtime.errors import NotFound, Unavailable
from tests.simulation.application_papers import Papers
from tests.simulation.application_store import ApplicationsInMemory
from tests.simulation.faulty_applications import Crash

QUESTION: Mapping[str, Any] = {
    "id": "papers",
    "kind": "file",
    "label": "f",
    "required": False,
    "parts": [{"id": one, "kind": "text", "label": one} for one in ("id", "name", "type", "size")],
}
RULES: Mapping[str, Any] = {"types": ["application/pdf"], "max_megabytes": 1, "max_files": 2}

type Row = dict[str, Any]


@dataclass
class Files:
    """What residents have posted, by the files' ids."""

    desk: Desk
    form: Form
    papers: Papers
    posted: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    exchanged: set[str] = field(default_factory=set)

    def attach(self, word: str) -> Row:
        """Post a file to a draft and come back, again and again until it counts."""
        secret = f"draft of {word}"
        upload = offer(self.form.flow.field("papers"), self.form, secret, "https://counter.example/back")
        key = upload.fields["key"].replace("${filename}", "a.pdf")
        data = b"%PDF-1.7 " + word.encode()
        self.papers.kept[key] = data
        while True:
            try:
                row = dict(take(self.form.flow.field("papers"), self.form, secret, key, self.desk))
            except (Unavailable, Crash):
                continue
            self.posted[row["id"]] = (secret, key, data)
            return row

    def comes_back_again(self, row: Row) -> None:
        """Load the way back once more: by now the file may be sent, may be moved, may be moving."""
        secret, key, _ = self.posted[row["id"]]
        try:
            take(self.form.flow.field("papers"), self.form, secret, key, self.desk)
        except (NotFound, Unavailable, Crash):
            return

    def exchange(self, row: Row) -> None:
        """Post other bytes in a file's place: what signs a post lets it be repeated for half an hour."""
        _, key, data = self.posted[row["id"]]
        self.papers.kept[key] = data + b" exchanged"
        self.exchanged.add(row["id"])

    def homes(self, store: ApplicationsInMemory) -> set[str]:
        """Return where every file of every version of every application belongs."""
        return {f"applications/{number}/{row['id']}" for number, _, row in _sent(store)}

    def misplaced(self, store: ApplicationsInMemory) -> int:
        """Count files that lie elsewhere, are not what was posted and sealed, or are forgotten early.

        One that was exchanged in time lies nowhere, and says so.
        """
        wrong = 0
        for number, entry, row in _sent(store):
            home, data = f"applications/{number}/{row['id']}", self.posted[row["id"]][2]
            known, until = store.stored_file(row["id"]), store.applications[number].expires_at
            at_home = known is not None and (known.key, known.until) == (home, until)
            sealed = sealed_hashes(entry).get(row["id"]) == sha256(data).hexdigest()
            if row["id"] in self.exchanged and known and known.scan == "replaced":
                wrong += not sealed or home in self.papers.kept
            else:
                wrong += not (at_home and sealed and self.papers.kept.get(home) == data)
        return wrong


def _sent(store: ApplicationsInMemory) -> Iterator[tuple[str, Entry, Row]]:
    for number in store.applications:
        for entry in store.entries.get(number, ()):
            rows: Any = (entry.answers or {}).get("papers", [])
            yield from ((number, entry, row) for row in rows)
