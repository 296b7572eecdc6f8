"""One call in three languages, made from one line: they can't differ from each other, and tests run each of them."""

import json
from collections.abc import Mapping
from typing import Any, Final

from api.openapi.path_parameters import PATH_PARAMETERS
from errors_docs.surfaces import WORKSPACE, Surface
from portal.guides.directives import terms

CHANGING: Final = ("POST", "PATCH", "DELETE")


class BadCall(Exception):
    """A sample that is no call."""


def call(surface: Surface, argument: str) -> str:
    """``POST /customers {"email": …}``: the same request for curl, Python and JavaScript.

    Variables of the path get their documented example. What changes something carries an Idempotency-Key.
    """
    method, _, rest = argument.partition(" ")
    path, _, body_text = rest.partition(" ")
    body = json.loads(body_text) if body_text else None
    url = terms.api(surface, "") + filled(path)
    headers = _headers(surface, method, path, body)
    samples = {
        "curl": _curl(method, url, headers, body),
        "python": _python(method, url, headers, body),
        "javascript": _javascript(method, url, headers, body),
    }
    return "\n\n".join(f"```{language}\n{text}\n```" for language, text in samples.items())


def filled(path: str) -> str:
    """The path with an example for each of its variables."""
    for name, parameter in PATH_PARAMETERS.items():
        path = path.replace(f"{{{name}}}", parameter.example)
    if "{" in path:
        raise BadCall(path)
    return path


def _headers(surface: Surface, method: str, path: str, body: Any) -> dict[str, str]:
    key = terms.key(surface, "")
    headers = {"X-API-Key": key} if surface is WORKSPACE else {"Authorization": f"Bearer {key}"}
    if method in CHANGING:
        headers["Idempotency-Key"] = _name(method, path)
    if body is not None:
        headers["Content-Type"] = "application/json"
    return headers


def _name(method: str, path: str) -> str:
    """A name for the request that a reader would choose: post-customers-1."""
    words = [word for word in path.split("?")[0].split("/") if word and not word.startswith("{")]
    return "-".join([method.lower(), *words, "1"])


def _curl(method: str, url: str, headers: Mapping[str, str], body: Any) -> str:
    lines = [f'curl -sS "{url}"' if method in ("GET", "POST") else f'curl -sS -X {method} "{url}"']
    if method == "POST" and body is None:
        lines[0] = f'curl -sS -X POST "{url}"'
    lines += [f'-H "{name}: {value}"' for name, value in headers.items()]
    if body is not None:
        lines.append(f"-d '{_json(body)}'")
    return " \\\n  ".join(lines)


def _python(method: str, url: str, headers: Mapping[str, str], body: Any) -> str:
    sent = {name: value for name, value in headers.items() if name != "Content-Type"}
    lines = [
        "import requests",
        "",
        f"answer = requests.{method.lower()}(",
        f'    "{url}",',
        f"    headers={_python_value(sent, 4)},",
        *([f"    json={_python_value(body, 4)},"] if body is not None else []),
        "    timeout=30,",
        ")",
        "print(answer.text)",
    ]
    return "\n".join(lines)


def _javascript(method: str, url: str, headers: Mapping[str, str], body: Any) -> str:
    lines = [
        f'const answer = await fetch("{url}", {{',
        *([f'  method: "{method}",'] if method != "GET" else []),
        f"  headers: {_indented(headers, 2)},",
        *([f"  body: JSON.stringify({_indented(body, 2)}),"] if body is not None else []),
        "});",
        "console.log(await answer.text());",
    ]
    return "\n".join(lines)


def _json(value: Any) -> str:
    """JSON within single quotes of a shell: what an apostrophe would end is written as an escape."""
    return _indented(value, 2).replace("'", "\\u0027")


def _indented(value: Any, by: int) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False).replace("\n", "\n" + " " * by)


def _python_value(value: Any, by: int) -> str:
    """A Python literal over several lines; JSON but for its three words."""
    return _literal(value, by)


def _literal(value: Any, by: int) -> str:
    inner = " " * (by + 4)
    if isinstance(value, Mapping):
        rows = [f"{inner}{json.dumps(name)}: {_literal(part, by + 4)},\n" for name, part in value.items()]
        return "{\n" + "".join(rows) + " " * by + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_literal(part, by + 4) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
