"""Runs the programs on standard input, a JSON array, each as a program of its own; prints what each printed."""

import contextlib
import io
import json
import sys

printed = []
for source in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(compile(source, source, "exec"), {"__name__": "__main__"})  # noqa: S102  # that is its purpose
    printed.append(output.getvalue())
json.dump(printed, sys.stdout)
