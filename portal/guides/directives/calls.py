"""One call in three languages, made from one line: tests run each of them."""

import json
from typing import Any, Final

from api.openapi.path_parameters import PATH_PARAMETERS
from api.operations import JSON
from errors_docs.surfaces import WORKSPACE, Surface
from portal.guides.call import Call
from portal.guides.directives import terms

CHANGING: Final = ("POST", "PATCH", "DELETE")
#: Begins a value of a form that is the name of a file.
FILE: Final = "@"


class BadCall(Exception):
    """A sample that is no call."""


def call(surface: Surface, argument: str) -> str:
    """``POST /customers {"email": …}``: the same request for curl, Python and JavaScript.

    Variables of the path get their documented example.
    """
    method, path, body_text = _parts(argument)
    body = json.loads(body_text) if body_text else None
    return call_of(surface, method, path, body=body).markdown


def upload(surface: Surface, argument: str) -> str:
    """``POST /path {"file": "@report.pdf", "title": …}``: the same as a form; a value with an @ names a file."""
    method, path, fields = _parts(argument)
    return call_of(surface, method, path, form=json.loads(fields)).markdown


def call_of(
    surface: Surface,
    method: str,
    path: str,
    *,
    body: Any = None,
    form: dict[str, str] | None = None,
    keyed: bool = True,
) -> Call:
    """The request that a sample shows; ``form`` as :func:`upload` takes it. What changes something has a name."""
    fields = form or {}
    return Call(
        method,
        terms.api(surface, "") + filled(path),
        {
            **(_key(surface) if keyed else {}),
            **({"Idempotency-Key": _name(method, path)} if keyed and method in CHANGING else {}),
            **({"Content-Type": JSON} if body is not None else {}),
        },
        body=body,
        form={name: value for name, value in fields.items() if not value.startswith(FILE)},
        files={name: value.removeprefix(FILE) for name, value in fields.items() if value.startswith(FILE)},
    )


def filled(path: str) -> str:
    """The path with an example for each of its variables."""
    for name, parameter in PATH_PARAMETERS.items():
        path = path.replace(f"{{{name}}}", parameter.example)
    if "{" in path:
        raise BadCall(path)
    return path


def _key(surface: Surface) -> dict[str, str]:
    key = terms.key(surface, "")
    return {"X-API-Key": key} if surface is WORKSPACE else {"Authorization": f"Bearer {key}"}


def _name(method: str, path: str) -> str:
    """A name for the request that a reader would choose: post-customers-1."""
    words = [word for word in path.split("?")[0].split("/") if word and not word.startswith("{")]
    return "-".join([method.lower(), *words, "1"])


def _parts(argument: str) -> tuple[str, str, str]:
    """Method, path, and what is sent."""
    method, _, rest = argument.partition(" ")
    path, _, content = rest.partition(" ")
    return method, path, content
