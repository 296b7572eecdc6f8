"""The demo account: loaded once, its keys kept in var/demo.env because the database keeps only their hashes."""

import json
import shlex
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass

from config.launch.children import Pause
from config.launch.commands import django_command
from config.launch.plan import Plan, write_private
from config.launch.refusal import Refusal


@dataclass(frozen=True)
class Demo:
    """What `manage.py load_demo` prints as JSON. An empty workspace key means that there is none."""

    live_key: str
    test_key: str
    admin_user: str
    admin_password: str
    workspace_key: str = ""


def load_demo(plan: Plan, variables: Mapping[str, str], pause: Pause) -> Demo:
    """Loads demo data that isn't there yet. What still works of the kept file is kept; the rest is issued anew."""
    with tempfile.TemporaryFile() as output:
        words = ("load_demo", "--env-file", str(plan.demo_file))
        django_command(plan, variables, *words, output=output).run_to_end(pause)
        output.seek(0)
        printed = output.read()
    try:
        demo = Demo(**json.loads(printed))
    except (ValueError, TypeError) as failure:
        raise Refusal(f"load_demo printed no demo keys ({failure})", log=plan.log("setup")) from failure
    write_private(plan.demo_file, demo_lines(plan.base_url, demo))
    return demo


def demo_lines(base_url: str, demo: Demo) -> str:
    """The file that scripts source: one assignment a line, quoted for a shell where needed."""
    values = {
        "BASE_URL": base_url,
        "LIVE_KEY": demo.live_key,
        "TEST_KEY": demo.test_key,
        "ADMIN_URL": f"{base_url}/admin/",
        "ADMIN_USER": demo.admin_user,
        "ADMIN_PASSWORD": demo.admin_password,
        "WORKSPACE_KEY": demo.workspace_key,
    }
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items() if value)
