"""What is to be started where: read once from the environment, .env and the defaults of `make run`."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from config import environment, weakness
from config.environment import Environment
from config.launch.dotenv import read_dotenv

ROOT = Path(__file__).resolve().parent.parent.parent
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


@dataclass(frozen=True)
class Plan:
    """Addresses, places, and the variables that every child gets; DATABASE_URL joins them once a server is chosen."""

    host: str
    port: int
    var: Path
    variables: Mapping[str, str]

    @property
    def base_url(self) -> str:
        return self.variables["BASE_URL"].rstrip("/")

    @property
    def database_url(self) -> str:
        """The server that the operator named; empty if we bring our own."""
        return self.variables.get("DATABASE_URL", "").strip()

    @property
    def demo_file(self) -> Path:
        return self.var / "demo.env"

    @property
    def postgres_directory(self) -> Path:
        return self.var / "postgres"

    def log(self, name: str) -> Path:
        """Where the child of this name writes what it has to say."""
        return self.var / "log" / f"{name}.log"

    def environment_with(self, database_url: str) -> dict[str, str]:
        """The variables of a child that uses this database."""
        return {**self.variables, "DATABASE_URL": database_url}


def read_plan(variables: Mapping[str, str] | None = None) -> Plan:
    """The plan from these variables, by default .env and over it the environment. A wrong one ends the process."""
    given = {**read_dotenv(ROOT / ".env"), **os.environ} if variables is None else dict(variables)
    reader = Environment(given)
    host = reader.text("HOST", "127.0.0.1")
    port = reader.read(
        "PORT", 8000, environment.integer(1, 65535), id="tollgate.E019", hint="a free port, e.g. make run PORT=9000"
    )
    base_url = reader.read(
        "BASE_URL",
        f"http://localhost:{port}",
        environment.web_address,
        id="tollgate.E003",
        hint="the address that clients use, without a path: https://api.example.com",
    )
    reader.refuse_if_wrong()
    var = (ROOT / reader.text("VAR_DIR", "var")).resolve()
    # Webhooks may go to programs of the same machine as long as nobody else reaches the site.
    local = weakness.is_local(base_url, host)
    hosts = dict.fromkeys([*LOCAL_HOSTS, urlsplit(base_url).hostname or "localhost"])
    own = {
        "HOST": host,
        "PORT": str(port),
        "VAR_DIR": str(var),
        "BASE_URL": base_url,
        "ALLOWED_HOSTS": reader.text("ALLOWED_HOSTS", ",".join(hosts)),
        "STOP_TIMEOUT_SECONDS": reader.text("STOP_TIMEOUT_SECONDS", "40"),
        "SECRET_KEY": reader.text("SECRET_KEY", "") or kept_secret(var / "secret_key"),
        "WEBHOOKS_ALLOW_PRIVATE": reader.text("WEBHOOKS_ALLOW_PRIVATE", str(local).lower()),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    return Plan(host=host, port=port, var=var, variables={**given, **own})


def kept_secret(path: Path) -> str:
    """The secret in a file that only we may read, made when it's first asked for."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48) + "\n")
    return path.read_text().strip()


def close_to_others(directory: Path) -> None:
    """Make a directory that only its owner may enter, and close one that an older version left open."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)


def shown(path: Path) -> str:
    """A path as people read it: relative to the project where it lies inside."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def write_private(path: Path, text: str) -> None:
    """Replaces a file at once and whole; at no moment may anybody else read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
