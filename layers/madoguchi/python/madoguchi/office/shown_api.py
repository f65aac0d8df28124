"""How applications and entries are written for the staff's API."""

from collections.abc import Iterator

from madoguchi.flow.model import Field, Value
from madoguchi.flow.text import localise
from madoguchi.forms.application.proxy import proxy_of, said
from madoguchi.forms.definition.model import Dossier, Entry
from madoguchi.forms.files.issued import IssuedDocument, issued_documents
from madoguchi.forms.filing.look_up import form_as_filed
from madoguchi.office import file_shapes_api as files
from madoguchi.office import shapes_api as shapes
from madoguchi.office.assembly import Office
from madoguchi.office.files import Attached, attached
from madoguchi.web.shown import shown


def application(dossier: Dossier, office: Office) -> shapes.Application:
    """Write an application with its standing answers."""
    one, form = dossier.application, form_as_filed(dossier, office.desk)
    return shapes.Application(
        number=one.number,
        form_id=one.form_id,
        form_title=localise(form.flow.title, "ja"),
        owner=one.owner,
        state=one.state,
        arrived_at=one.arrived_at,
        language=one.language,
        definition=form.definition,
        alike=office.store.alike(one.owner, one.form_id).get(one.number, []),
        answers=list(_answers(dossier, office)),
        proxy=[_answered(one, value) for one, value in said(proxy_of(dossier.entries[0]))],
        files=[_attached(one) for one in attached(dossier, office)],
        documents=[_issued(one) for one in issued_documents(dossier.entries).values()],
        history=[happened(entry) for entry in dossier.entries],
    )


def happened(entry: Entry) -> shapes.Happened:
    """Write an entry."""
    facts = {name: said for name, said in entry.facts.items() if name != "key"}
    return shapes.Happened(position=entry.position, kind=entry.kind, at=entry.at, by=entry.by, facts=facts)


def stands(dossier: Dossier) -> shapes.Stands:
    """Write where an application stands."""
    one = dossier.application
    return shapes.Stands(number=one.number, state=one.state, entries=one.entries)


def _attached(one: Attached) -> files.Attached:
    return files.Attached(
        id=one.id,
        question=one.question,
        name=one.name,
        type=one.type,
        size=one.size,
        sha256=one.sha256,
        versions=list(one.versions),
        stands=one.stands,
    )


def _issued(one: IssuedDocument) -> files.Issued:
    return files.Issued(
        id=one.id,
        title=one.title,
        size=one.size,
        sha256=one.sha256,
        at=one.at,
        by=one.by,
        revoked_at=one.revoked_at,
        reason=one.reason,
    )


def _answers(dossier: Dossier, office: Office) -> Iterator[shapes.Answered]:
    form, answers = form_as_filed(dossier, office.desk), dossier.answered().answers or {}
    for question in form.flow.fields():
        if question.id in answers:
            yield _answered(question, answers[question.id])


def _answered(question: Field, value: Value) -> shapes.Answered:
    written = shown(question, value, "ja")
    return shapes.Answered(name=question.id, label=localise(question.label, "ja"), value=written)
