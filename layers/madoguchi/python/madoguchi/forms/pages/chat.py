"""A form begun in the chat goes on on its page, and back: with its answers, under the same key."""

from madoguchi.forms.definition.model import Form
from madoguchi.forms.pages.form import posted_client_key, show
from madoguchi.web.http import Answer, Request, redirect
from madoguchi.web.pages import page
from madoguchi.web.sessions import signed_in
from madoguchi.web.wizard import turn


def come_from_chat(request: Request, form: Form) -> Answer | None:
    """Show the page of the first question that the chat has left; None when nothing is open there."""
    from madoguchi.talk.hand_over import take_over

    user_id = signed_in(request)
    if user_id is None:
        return redirect(f"/forms/enter?next=/forms/{form.id}%3Ffrom=chat")
    carried = take_over(user_id, f"forms/{form.id}")
    if carried is None:
        return None
    return show(request, form, turn(form.flow, carried.posted(form.flow)), carried.key)


def go_to_chat(request: Request, form: Form) -> Answer:
    """Let the chat ask on, and say so. Raises Unavailable when it cannot be told."""
    from madoguchi.talk.hand_over import take_back

    ids = {question.id for question in form.flow.fields()}
    typed = {name: values for name, values in request.form.items() if name.partition(".")[0] in ids}
    take_back(str(signed_in(request)), f"forms/{form.id}", typed, posted_client_key(request))
    return page(request, "form_in_chat.html.j2", form=form)
