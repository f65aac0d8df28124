"""An application on paper: its number, where it stands, and a copy of what was sent."""

from madoguchi.documents.model import Document, Facts, Number, Paragraph, Part, Section
from madoguchi.flow.run import asked_pages
from madoguchi.flow.text import localise
from madoguchi.forms.application import receipt
from madoguchi.forms.application.proxy import proxy_of, said, staff_entered
from madoguchi.forms.definition.model import Dossier, Form
from madoguchi.forms.files.issued import IssuedDocument, issued_documents
from madoguchi.web.shown import shown
from madoguchi.web.texts import has_text, moment, text


def receipt_paper(dossier: Dossier, form: Form, language: str) -> Document:
    """Write an application as a paper in the reader's language; the key that opens it stands on none."""
    application, answers = dossier.application, dossier.answered().answers or {}
    state: list[Part] = [
        Number(text("receipt_number", language, {}), receipt.grouped(application.number)),
        Paragraph(text("arrived_at", language, {"at": moment(application.arrived_at, language)})),
        Paragraph(text(f"state_{application.state}", language, {}), "strong"),
    ]
    if application.standing:
        state.append(Paragraph(text(f"standing_{application.standing}", language, {}), "strong"))
    if form.policy.notice:
        state.append(Paragraph(localise(form.policy.notice, language)))
    proxy = [
        (localise(one.label, language), shown(one, value, language))
        for one, value in said(proxy_of(dossier.entries[0]))
    ]
    if proxy:
        state += [Paragraph(text("proxy_filled_in", language, {}), "strong"), Facts(tuple(proxy))]
    sent = [
        Section(
            localise(page.title, language),
            (
                Facts(
                    tuple(
                        (localise(one.label, language), shown(one, answers.get(one.id), language))
                        for one in page.fields
                    )
                ),
            ),
        )
        for page in asked_pages(form.flow, answers)
    ]
    if staff_entered(dossier.entries[0]):
        at = moment(application.arrived_at, language)
        state.append(Paragraph(text("entered_by_staff", language, {"at": at}), "strong"))
    documents = [(one.title, _fate(one, language)) for one in issued_documents(dossier.entries).values()]
    if documents:
        sent.insert(0, Section(text("documents_title", language, {}), (Facts(tuple(documents)),)))
    office = form.policy.office
    return Document(
        title=localise(form.flow.title, language),
        language=language,
        parts=(Section(text(_kind(dossier, form), language, {}), tuple(state), framed=True), *sent),
        footer=f"{text('office', language, {})}：{localise(office.name, language)} {office.phone}",
    )


def _fate(document: IssuedDocument, language: str) -> str:
    name, at = ("document_issued_at", document.at)
    if document.revoked_at:
        name, at = ("document_revoked_at", document.revoked_at)
    return text(name, language, {"at": moment(at, language)})


def _kind(dossier: Dossier, form: Form) -> str:
    """Name the paper: a receipt, or what the office issues once it has accepted the application."""
    decisions = [one.facts.get("outcome") for one in dossier.entries if one.kind == "decided"]
    issued = dossier.application.state == "decided" and decisions[-1:] == ["accepted"]
    kind = f"issued_{form.policy.issues}"
    return kind if issued and form.policy.issues and has_text(kind) else "receipt_paper"
