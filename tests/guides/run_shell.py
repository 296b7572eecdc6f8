"""Runs the shell lines on standard input, a JSON array, each in a shell of its own; prints what each printed."""

import json
import subprocess
import sys

printed = []
for source in json.load(sys.stdin):
    done = subprocess.run(["bash", "-c", source], capture_output=True, text=True, check=False)
    if done.returncode or done.stderr:
        sys.exit(f"{source}\n{done.stdout}\n{done.stderr}")
    printed.append(done.stdout)
json.dump(printed, sys.stdout)
