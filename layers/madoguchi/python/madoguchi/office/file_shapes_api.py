"""Files of applications, as the staff's API gives them."""

from datetime import datetime

from pydantic import BaseModel


class Attached(BaseModel):
    """A file that the applicant attached; `size` in bytes, `type` as its own bytes say, `sha256` as sealed.

    `versions` are the positions of the history's entries whose answers hold it; it `stands` while the last
    of them are the answers that stand.
    """

    id: str
    question: str
    name: str
    type: str
    size: int
    sha256: str
    versions: list[int]
    stands: bool


class Issued(BaseModel):
    """A document that the office has issued; `size` in bytes. A revoked one is handed out no more."""

    id: str
    title: str
    size: int
    sha256: str
    at: datetime
    by: str
    revoked_at: datetime | None
    reason: str


class Offered(BaseModel):
    """Where one PDF may be posted within `seconds`: as a form of these fields, `file` last."""

    document: str
    url: str
    fields: dict[str, str]
    seconds: int
    max_bytes: int


class FileLink(BaseModel):
    """An address that saves a file; nobody's rights are asked again while it is good for `seconds`."""

    url: str
    name: str
    sha256: str
    seconds: int
