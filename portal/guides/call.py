"""One HTTP call in three languages, made from one description: the languages can't differ from each other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """A request. ``body`` is sent as JSON; ``form`` as multipart/form-data, where ``files`` are names of files."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: Any = None
    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def in_languages(self) -> Mapping[str, str]:
        """The source by language, in the order of the tabs."""
        return {"curl": _curl(self), "python": _python(self), "javascript": _javascript(self)}

    @property
    def markdown(self) -> str:
        """The same as fences."""
        return "\n\n".join(f"```{language}\n{text}\n```" for language, text in self.in_languages.items())


def _curl(call: Call) -> str:
    has_content = call.body is not None or call.form or call.files
    implied = call.method == "GET" or (call.method == "POST" and has_content)
    lines = [f'curl -sS "{call.url}"' if implied else f'curl -sS -X {call.method} "{call.url}"']
    lines += [f'-H "{name}: {value}"' for name, value in call.headers.items()]
    lines += [f'-F "{name}=@{file}"' for name, file in call.files.items()]
    lines += [f'-F "{name}={value}"' for name, value in call.form.items()]
    if call.body is not None:
        lines.append(f"-d '{_json(call.body)}'")
    return " \\\n  ".join(lines)


def _python(call: Call) -> str:
    sent = {name: value for name, value in call.headers.items() if name != "Content-Type"}
    arguments = [
        f"headers={_literal(sent, 4)}," if sent else "",
        f"json={_literal(call.body, 4)}," if call.body is not None else "",
        f"data={_literal(call.form, 4)}," if call.form else "",
        "files={" + ", ".join(f'"{name}": {name}' for name in call.files) + "}," if call.files else "",
        "timeout=30,",
    ]
    asked = [
        f"answer = requests.{call.method.lower()}(",
        f'    "{call.url}",',
        *(f"    {each}" for each in arguments if each),
        ")",
    ]
    for name, file in call.files.items():
        asked = [f'with open("{file}", "rb") as {name}:', *("    " + line.replace("\n", "\n    ") for line in asked)]
    return "\n".join(["import requests", "", *asked, "print(answer.text)"])


def _javascript(call: Call) -> str:
    content = ""
    if call.body is not None:
        content = f"JSON.stringify({_indented(call.body, 2)})"
    elif call.form or call.files:
        content = "form"
    lines = [
        *_form_in_javascript(call),
        f'const answer = await fetch("{call.url}", {{',
        *([f'  method: "{call.method}",'] if call.method != "GET" else []),
        *([f"  headers: {_indented(call.headers, 2)},"] if call.headers else []),
        *([f"  body: {content},"] if content else []),
        "});",
        "console.log(await answer.text());",
    ]
    return "\n".join(lines)


def _form_in_javascript(call: Call) -> list[str]:
    if not (call.form or call.files):
        return []
    return [
        'import { readFile } from "node:fs/promises";',
        "",
        "const form = new FormData();",
        *(
            f'form.append("{name}", new Blob([await readFile("{file}")]), "{file}");'
            for name, file in call.files.items()
        ),
        *(f"form.append({json.dumps(name)}, {_indented(value, 0)});" for name, value in call.form.items()),
        "",
    ]


def _json(value: Any) -> str:
    """JSON within single quotes of a shell: what an apostrophe would end is written as an escape."""
    return _indented(value, 2).replace("'", "\\u0027")


def _indented(value: Any, by: int) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False).replace("\n", "\n" + " " * by)


def _literal(value: Any, by: int) -> str:
    """A Python literal over several lines; JSON but for its three words."""
    inner = " " * (by + 4)
    if isinstance(value, Mapping):
        rows = [f"{inner}{json.dumps(name)}: {_literal(part, by + 4)},\n" for name, part in value.items()]
        return "{\n" + "".join(rows) + " " * by + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_literal(part, by + 4) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
