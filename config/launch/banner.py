"""What the person who typed `make run` needs to know next."""

import shlex

from config.launch.demo import Demo
from config.launch.plan import Plan, shown

PARTNER_API = "/api/partner/v1"
WORKSPACE_API = "/api/v1"


def banner(plan: Plan, demo: Demo) -> str:
    """Addresses, keys, and two commands that work when pasted, as often as one likes."""
    base = plan.base_url
    lines = [
        "",
        "Tollgate is ready.",
        "",
        f"  Docs      {base}/docs/",
        f"  MCP       {base}/mcp, see {base}/docs/workspace/mcp",
        f"  Admin     {base}/admin/  user {demo.admin_user}  password {demo.admin_password}",
        f"  Live key  {demo.live_key}",
        f"  Test key  {demo.test_key}",
        *([f"  Workspace key  {demo.workspace_key}"] if demo.workspace_key else []),
        f"  The same for scripts: {shown(plan.demo_file)}. Logs: {shown(plan.var / 'log')}/",
        "",
        "Create a customer:",
        create_customer(base, demo.live_key),
        "",
        "See what it cost:",
        history(base, demo.live_key),
        "",
        *(["Plan a product:", research(base, demo.workspace_key), ""] if demo.workspace_key else []),
        "Ctrl-C ends everything; the data stays.",
    ]
    return "\n".join(lines)


def create_customer(base_url: str, key: str) -> str:
    """A curl line for the plan of the demo data. The shell puts the time into the address, so each one is new."""
    body = """'{"email":"ada.'$(date +%s)'@example.com","name":"Ada Example","planId":"starter"}'"""
    return f'{_curl(base_url + PARTNER_API + "/customers", key)} -H "Content-Type: application/json" -d {body}'


def history(base_url: str, key: str) -> str:
    """A curl line for the newest movements of the wallet."""
    return _curl(f"{base_url}{PARTNER_API}/account/credits/history", key)


def research(base_url: str, key: str) -> str:
    """A curl line that generates; the shell puts the time into the idea, or the plan's regenerations would end it."""
    body = """'{"idea":"A booking app for dog groomers, opened at '$(date +%s)'"}'"""
    address = f"{base_url}{WORKSPACE_API}/mcp/generate/research"
    return f'{_curl(address, key)} -H "Content-Type: application/json" -d {body}'


def _curl(url: str, key: str) -> str:
    return f'curl -sS {shlex.quote(url)} -H "Authorization: Bearer {key}"'
