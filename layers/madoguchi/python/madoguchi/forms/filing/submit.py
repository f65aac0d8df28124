"""An application arrives: once, whatever the resident's phone, network or patience does."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from madoguchi.flow.model import Value
from madoguchi.flow.text import localise
from madoguchi.forms.application import receipt
from madoguchi.forms.application.history import entry
from madoguchi.forms.application.proxy import BY_PROXY, Proxy
from madoguchi.forms.application.seats import placed
from madoguchi.forms.definition.model import Application, Claim, Filing, Form, Receipt, Standing
from madoguchi.forms.files.attachments import check
from madoguchi.forms.filing.promote import promote
from madoguchi.forms.notices.telling import ARRIVED
from madoguchi.forms.records.desk import Desk
from madoguchi.runtime.errors import (
    AlreadyApplied,
    FormClosed,
    FormFull,
    NotEligible,
    Refusal,
    SlotBegun,
    Unavailable,
)
from madoguchi.runtime.log import logger

TRIALS = 6


@dataclass(frozen=True, slots=True)
class Submission:
    """What a resident sends: complete answers, and the secret of the page that they were given on.

    `by` names who filed it in the history, such as a member of staff who took it over the telephone.
    `proxy` is what somebody who fills it in for the applicant said of themselves.
    """

    form: Form
    answers: Mapping[str, Value]
    client_key: str
    language: str = "ja"
    user_id: str = ""
    by: str = "applicant"
    proxy: Proxy = field(default_factory=dict)


def submit(submission: Submission, desk: Desk) -> Receipt:
    """File an application and return its receipt; the same client key returns the same receipt.

    The arrival is the server's clock at the write that keeps the application. Raises FormClosed outside the
    period, NotEligible for who may not apply, FileRefused for a file that was not judged, AlreadyApplied
    when a signed-in resident has applied before and may do so once, FormFull without a seat, SlotBegun for
    what has begun, and Unavailable when nobody knows whether it was kept: sending it again is then always
    safe.
    """
    filed = _file(submission, desk)
    if submission.user_id:
        _tell(submission, filed, desk)
    return filed


def _file(submission: Submission, desk: Desk) -> Receipt:
    form, may_wait = submission.form, False
    if not form.policy.admits(submission.answers):
        raise NotEligible(form.id)
    files = check(form, submission.answers, desk)
    for trial in range(TRIALS):
        filing = _filing(submission, files, desk, may_wait=may_wait)
        if refusal := _out_of_bounds(filing, form):
            return _earlier(submission, desk, refusal)
        desk.store.keep_definition(form.id, form.definition, form.source)
        match desk.store.file(filing):
            case "committed":
                return _receipt(submission, filing.claim, _standing(filing.application, form, desk))
            case "key_spent":
                return _earlier(submission, desk, Unavailable("a claim that is not there"))
            case "person_applied":
                return _earlier(submission, desk, AlreadyApplied(form.id))
            case "full":
                if may_wait or not form.policy.waiting_list:
                    return _earlier(submission, desk, FormFull(form.id))
                may_wait = True
                continue
        desk.pause(trial)
    raise Unavailable(f"{form.id}: {TRIALS} trials met others")


def _out_of_bounds(filing: Filing, form: Form) -> Refusal | None:
    """Say why an arrival can be none, whoever else arrives."""
    one = filing.application
    if not form.policy.accepts(one.arrived_at):
        return FormClosed(form.id)
    if form.policy.has_begun(one.slot, one.arrived_at):
        return SlotBegun(form.id)
    return FormFull(form.id) if one.wanted > filing.capacity else None


def _standing(application: Application, form: Form, desk: Desk) -> Standing:
    """Say where an arrival stands; who waits gets a seat at once if one came free in between."""
    if application.standing != "waiting":
        return application.standing
    try:
        return "seated" if application.number in promote(form, application.slot, desk) else "waiting"
    except Unavailable:
        return "waiting"


def _filing(submission: Submission, files: Mapping[str, str], desk: Desk, *, may_wait: bool) -> Filing:
    form, number, at = submission.form, receipt.new_number(), desk.clock()
    first = entry(
        desk.history_key(),
        number,
        (0, ""),
        "arrived",
        at,
        by=BY_PROXY if submission.proxy else submission.by,
        facts={**submission.proxy, **files},
        definition=form.definition,
        answers=submission.answers,
    )
    wish, once = form.policy.wish(submission.answers), _once(submission)
    bare = Application(
        number=number,
        form_id=form.id,
        owner=form.owner,
        state="arrived",
        arrived_at=at,
        language=submission.language,
        key_hash=receipt.key_hash(number, receipt.lookup_key(submission.client_key, number)),
        entries=first.position,
        head=first.check,
        expires_at=at + form.policy.retention,
        person=person(submission.user_id),
        user_id=submission.user_id,
        person_key=_person_key(submission, number) if submission.user_id else "",
    )
    application = placed(bare, wish, form.policy, may_wait=may_wait)
    check = _answers_check(submission)
    claim = Claim(form.id, _hash(submission.client_key), number, at, check, application.standing)
    closes = form.policy.closes
    return Filing(
        application,
        first,
        claim,
        # Whoever may apply once must be remembered as long as the form is open.
        person_until=max(closes, application.expires_at) if once and closes else None,
        capacity=wish.capacity or 0,
    )


def _once(submission: Submission) -> bool:
    # Who is signed in applies for somebody else: their own turn is not spent.
    return submission.form.policy.one_per_person and not submission.proxy


def _person_key(submission: Submission, number: str) -> str:
    form_id = submission.form.id
    return f"FORM#{form_id}" if _once(submission) else f"FORM#{form_id}#{number}"


def _earlier(submission: Submission, desk: Desk, otherwise: Refusal) -> Receipt:
    claim = desk.store.claim(submission.form.id, _hash(submission.client_key))
    if claim is None:
        raise otherwise
    if claim.standing in ("", "seated"):
        return _receipt(submission, claim, claim.standing)
    found = desk.store.dossier(claim.number)
    return _receipt(submission, claim, found.application.standing if found else claim.standing)


def _receipt(submission: Submission, claim: Claim, standing: Standing) -> Receipt:
    return Receipt(
        number=claim.number,
        key=receipt.lookup_key(submission.client_key, claim.number),
        form_id=claim.form_id,
        arrived_at=claim.arrived_at,
        as_sent=hmac.compare_digest(claim.answers_check, _answers_check(submission)),
        standing=standing,
    )


def _tell(submission: Submission, filed: Receipt, desk: Desk) -> None:
    """Tell the resident in the chat. The application has arrived either way; a repeat tells it again."""
    title = localise(submission.form.flow.title, submission.language)
    params = {"form_title": title, "receipt": receipt.grouped(filed.number), "flow": f"forms/{filed.form_id}"}
    try:
        desk.notify(
            submission.user_id, f"form_{ARRIVED[filed.standing]}", params, f"form_received-{filed.number}"
        )
    except Unavailable as problem:
        logger().warning("receipt_not_told", extra={"form": filed.form_id, "why": str(problem)})


def person(user_id: str) -> str:
    """Name a signed-in resident without saying who it is; empty for a visitor."""
    return _hash(user_id) if user_id else ""


def _answers_check(submission: Submission) -> str:
    # Keyed by the page's own secret: from the table alone nobody can try out answers.
    sent = {**submission.answers, **submission.proxy}
    text = json.dumps(sent, ensure_ascii=False, sort_keys=True)
    return hmac.digest(submission.client_key.encode(), text.encode("utf-8", "surrogatepass"), "sha256").hex()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
