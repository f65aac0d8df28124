"""Adding a file to a form: a page that posts it straight to the bucket, and the way back. Without scripts."""

from dataclasses import replace

from madoguchi.flow.composite import row_numbers
from madoguchi.flow.model import Field, Parts
from madoguchi.forms.definition import catalogue
from madoguchi.forms.definition.model import Form
from madoguchi.forms.files.attachments import offer, origin, take
from madoguchi.forms.files.file_type import endings
from madoguchi.forms.pages.draft import draft_path, on_its_page, typed_so_far
from madoguchi.forms.pages.form import posted_client_key, posted_draft, same_page, show
from madoguchi.forms.records.desk import desk
from madoguchi.forms.records.draft import keep, resume
from madoguchi.runtime.errors import FileRefused, FormClosed, NotFound, Unavailable
from madoguchi.runtime.log import logger
from madoguchi.web.http import Answer, Request, own_address
from madoguchi.web.pages import page
from madoguchi.web.wizard import Raw, turn


def ask_for_file(request: Request, form: Form) -> Answer:
    """Put the form aside, and ask for one file of the question that `go=attach:<question>` names."""
    client_key = posted_client_key(request)
    try:
        question = file_question(form, request.posted("go").partition(":")[2])
        kept = keep(form, typed_so_far(request, form), client_key, posted_draft(request), desk())
    except (Unavailable, NotFound) as problem:
        logger().warning("file_not_asked", extra={"form": form.id, "why": str(problem)})
        again = same_page(form, request)
        return show(request, form, again, client_key, problem.status, "error_draft_not_kept")
    return show_attach(request, form, question, kept.token, draft_path(form, kept.token))


def take_file(request: Request) -> Answer:
    """Come back from the bucket: the file counts, or somebody reads why not and chooses another."""
    form, token = catalogue.form(request.parameters["form_id"]), request.parameters["draft"]
    try:
        draft = resume(form, token, desk())
        question = file_question(form, request.query.get("question", ""))
        row = take(question, form, token, request.query.get("key", ""), desk())
    except FileRefused as refusal:
        return show_attach(request, form, question, token, draft_path(form, token), f"error_{refusal}")
    except NotFound as refusal:
        return page(request, "draft_gone.html.j2", refusal.status, form=form)
    if not form.policy.accepts(desk().clock()):
        return page(request, "form_closed.html.j2", FormClosed.status, form=form)
    typed = with_file(draft.typed, question, row)
    if typed != draft.typed:
        keep(form, typed, draft.client_key, token, desk())
    found = turn(form.flow, typed)
    return show(
        on_its_page(request, form), form, found, draft.client_key, draft=token, note="file_added", typed=typed
    )


def show_attach(
    request: Request, form: Form, question: Field, secret: str, home: str, problem: str = ""
) -> Answer:
    """Show the page that posts one file to the bucket, bound to a draft's `secret`.

    `home` is the path that goes on without a file, and below which a posted one is taken.
    """
    rules = form.policy.attachments
    assert rules
    back = f"{own_address(request)}{home}/files?question={question.id}"
    return page(
        # Another language or size leads to the draft itself, where nothing that was typed is lost.
        replace(request, path=home),
        "attach.html.j2",
        422 if problem else 200,
        posts_to=origin(),
        form=form,
        question=question,
        upload=offer(question, form, secret, back),
        rules=rules,
        accept=",".join(endings(rules.types)),
        names=[one.lstrip(".").upper() for one in endings(rules.types)],
        trouble=problem,
        back=home,
    )


def with_file(typed: Raw, question: Field, row: Parts) -> dict[str, list[str]]:
    """Return what was typed with one file more; one that is there already is not added again."""
    there, after = row_numbers(typed, question.id), {name: list(texts) for name, texts in typed.items()}
    if any(after.get(f"{question.id}.{one}.id") == [row["id"]] for one in there):
        return after
    number = max(there, default=-1) + 1
    return after | {f"{question.id}.{number}.{part}": [str(value)] for part, value in row.items()}


def file_question(form: Form, name: str) -> Field:
    """Find a question for files. Raises NotFound."""
    for question in form.flow.fields():
        if question.id == name and question.kind == "file":
            return question
    raise NotFound("question")
