"""Documents that staff issue on a bad day: posted, scanned late, confirmed by two at once, revoked."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from unittest.mock import patch

from madoguchi.forms.files import scan
from madoguchi.forms.files.issued import issued_documents
from madoguchi.forms.files.refusals import ScanPending
from madoguchi.forms.records.desk import Desk
from madoguchi.office.assembly import Office
from madoguchi.office.issue import Named, issue, offer_upload, revoke
from madoguchi.runtime import s3
from madoguchi.runtime.errors import NotFound, NotInThisState, Unavailable
from tests.simulation.application_store import ApplicationsInMemory
from tests.simulation.faulty_applications import Crash, FaultyApplications
from tests.unit.forms.test_attachments import etag
from tests.unit.office.surroundings import OfficeInMemory, staff

BUCKET = "attachments"


@dataclass
class Papers:
    """The approvers of a day, and the bucket; `sure` are the documents that somebody was told were issued."""

    desk: Desk
    faulty: FaultyApplications
    dice: random.Random
    kept: dict[str, bytes] = field(default_factory=dict)
    posted: dict[str, str] = field(default_factory=dict)
    sure: set[str] = field(default_factory=set)
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        self.office = Office(self.desk, OfficeInMemory())

    @contextmanager
    def open_bucket(self) -> Iterator[None]:
        """Let the operations find this bucket for the length of a block."""
        with ExitStack() as parts:
            parts.enter_context(patch.dict(os.environ, {"ATTACHMENTS_BUCKET": BUCKET}))
            parts.enter_context(patch.object(s3, "opened", self.opened))
            parts.enter_context(patch.object(s3, "form_for", lambda _b, fields, *_: ("", dict(fields))))
            yield

    def post(self, number: str) -> None:
        """Ask where to post, and post; its scan speaks now, later, or when the day is over."""
        answer: list[str] = []

        def offered() -> None:
            found = offer_upload(number, staff(), self.office)
            key = found.upload.fields["key"]
            self.kept[key] = b"%PDF-1.7 " + found.document.encode()
            self.posted[found.document] = number
            answer.append(key)

        if self._tried(offered) and self.dice.random() < 0.7:
            self._scan(answer[-1])

    def confirm(self) -> None:
        """Issue one of the last documents that were posted: perhaps once more, perhaps not scanned yet."""
        if not self.posted:
            self.faulty.turns.pass_on()
            return
        document = self.dice.choice(list(self.posted)[-2:])
        named = Named(document, f"title {document}")
        if self._tried(lambda: issue(self.posted[document], named, staff(), self.office)):
            self.sure.add(document)

    def withdraw(self) -> None:
        """Revoke a document that was issued."""
        if self.sure:
            document = self.dice.choice(sorted(self.sure))
            self._tried(lambda: revoke(self.posted[document], document, "wrong", staff(), self.office))

    def misplaced(self, store: ApplicationsInMemory, others: set[str]) -> int:
        """Count documents that are issued not once, or lie elsewhere, and what nobody has issued or sent.

        `others` are where files of residents belong.
        """
        named: list[str] = []
        wrong, homes = 0, set[str]()
        for number, application in store.applications.items():
            entries = [one for one in store.entries.get(number, ()) if one.kind == "issued"]
            named += [one.facts["document"] for one in entries]
            for document in issued_documents(entries).values():
                home = f"applications/{number}/{document.file}"
                homes.add(home)
                known = store.stored_file(document.file)
                at_home = known and (known.key, known.until) == (home, application.expires_at)
                wrong += not (at_home and self.kept.get(home, b"").endswith(document.id.encode()))
        strays = {key for key in self.kept if key.startswith("applications/")} - homes - others
        return wrong + len(strays) + len(self.sure - set(named)) + len(named) - len(set(named))

    @contextmanager
    def opened(self, _bucket: str, key: str) -> Iterator[s3.Opened]:
        self._fault()
        if key not in self.kept:
            raise NotFound("object")
        data = self.kept[key]

        def slowly() -> Iterator[bytes]:
            for at in range(0, len(data), 3):
                self.faulty.turns.pass_on()
                yield data[at : at + 3]

        yield s3.Opened(etag(data), slowly())
        self._fault()

    def move(self, _bucket: str, key: str, to: str) -> None:
        self._fault()
        if key not in self.kept and to not in self.kept:
            raise NotFound("object")
        self.kept[to] = self.kept[key] if key in self.kept else self.kept[to]
        self._fault()
        self.kept.pop(key, None)
        self._fault()

    def delete_below(self, _bucket: str, prefix: str) -> None:
        self.kept = {key: data for key, data in self.kept.items() if not key.startswith(prefix)}

    def _scan(self, key: str) -> None:
        found = {"s3ObjectDetails": {"objectKey": key, "eTag": etag(self.kept[key])}}
        said = {"scanResultDetails": {"scanResultStatus": "NO_THREATS_FOUND"}}
        event = {"time": datetime(2026, 4, 2, tzinfo=UTC).isoformat(), "detail": {**found, **said}}
        while not self._tried(lambda: scan.note(event, self.desk)):
            pass

    def _tried(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except (NotInThisState, NotFound, ScanPending, Unavailable, Crash):
            return False
        return True

    def _fault(self) -> None:
        self.faulty.turns.pass_on()
        if self.dice.random() < self.faulty.rate:
            raise self.dice.choice([Unavailable("S3"), Crash("S3")])
