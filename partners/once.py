"""Forms that act once, although a browser may send them twice: a double click, a reload, the back button."""

import uuid
from typing import Any, Final

from django import forms
from django.http import HttpRequest

SESSION_KEY: Final = "spent_forms"
#: So many sent forms are remembered for a session.
REMEMBERED: Final = 50


class OnceForm(forms.Form):
    """``nonce`` is new whenever the form is opened, and names what the form does."""

    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def is_spent(request: HttpRequest, form: OnceForm) -> bool:
    """Whether this session has sent this very form before."""
    return str(form.cleaned_data["nonce"]) in _spent(request)


def spend(request: HttpRequest, form: OnceForm) -> None:
    """Remembers that the form has acted. Only its nonce is kept, nothing that was typed or answered."""
    request.session[SESSION_KEY] = [*_spent(request), str(form.cleaned_data["nonce"])][-REMEMBERED:]


def _spent(request: HttpRequest) -> list[Any]:
    return list(request.session.get(SESSION_KEY, []))
