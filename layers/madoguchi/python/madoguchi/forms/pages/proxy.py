"""The page on which somebody says that they fill in a form for somebody else."""

from dataclasses import replace

from madoguchi.flow.run import answer
from madoguchi.forms.application.proxy import questions, typed_of_proxy
from madoguchi.forms.definition.model import Form
from madoguchi.forms.pages.form import posted_draft, same_page, show
from madoguchi.web.http import Answer, Request
from madoguchi.web.pages import page
from madoguchi.web.wizard import Show, carried

GOES = ("proxy", "proxy_done", "proxy_none")
"""The buttons that lead to this page and away from it."""


def is_about_proxy(request: Request) -> bool:
    """Tell whether a button of this page was pressed; one without a name of its own switches the language."""
    go = request.posted("go")
    return go in GOES or (not go and request.posted("view") == "proxy")


def answer_proxy(request: Request, form: Form, client_key: str) -> Answer:
    """Ask who the proxy is, or take it back, and return to the page where it was said."""
    asked = questions()
    typed = typed_of_proxy(request.form)
    if request.posted("go") == "proxy_none":
        kept = {name: texts for name, texts in request.form.items() if name not in typed}
        return show(replace(request, form=kept), form, same_page(form, request), client_key)
    problems = answer(asked, typed)[1] if request.posted("go") == "proxy_done" else {}
    if request.posted("go") == "proxy_done" and not problems:
        return show(request, form, same_page(form, request), client_key)
    draft = posted_draft(request)
    return page(
        request,
        "form_proxy.html.j2",
        422 if problems else 200,
        form=form,
        client_key=client_key,
        step=Show(asked.pages[0], 1, 1, typed, problems),
        back_to=request.posted("step"),
        carried=[*([("draft", draft)] if draft else []), *carried(form.flow, None, request.form)],
    )
