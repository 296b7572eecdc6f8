"""The system account that PostgreSQL runs as when root starts it: PostgreSQL refuses to be root."""

import os
import pwd
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from config.launch.refusal import Refusal

ACCOUNT_NAME = "tollgate"


class OfProcess(TypedDict, total=False):
    """The arguments of subprocess.Popen that make a child run as an account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A user and a group of this machine."""

    uid: int
    gid: int

    @property
    def of_process(self) -> OfProcess:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, directory: Path) -> None:
        os.chown(directory, self.uid, self.gid)


def account_for(directory: Path) -> Account | None:
    """Who runs the server over this data directory: None for whoever we are. Data keeps the owner that it has."""
    if os.geteuid() != 0:
        return None
    if directory.exists() and directory.stat().st_uid != 0:
        return Account(directory.stat().st_uid, directory.stat().st_gid)
    entry = named_account() or make_account()
    return Account(entry.pw_uid, entry.pw_gid)


def named_account() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        return None


def make_account() -> pwd.struct_passwd:
    """Creates an account without a home, a shell or a password."""
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", ACCOUNT_NAME], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as failure:
        raise Refusal(
            f"PostgreSQL does not run as root, and the account {ACCOUNT_NAME} could not be made ({failure}); "
            "run as another user, or set DATABASE_URL"
        ) from failure
    return pwd.getpwnam(ACCOUNT_NAME)


def make_passable(path: Path) -> None:
    """Lets other accounts walk through (not list) the directories above ``path``, such as a root's home."""
    for directory in path.parents:
        mode = stat.S_IMODE(directory.stat().st_mode)
        if not mode & stat.S_IXOTH:
            directory.chmod(mode | stat.S_IXOTH)
            note = f"note: others may now pass through {directory}, not list it: PostgreSQL's account must get below it"
            print(note, file=sys.stderr, flush=True)


def make_readable(tree: Path) -> None:
    """Lets other accounts read a tree and run its programs; an installation under umask 077 would forbid it."""
    for path in [tree, *tree.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)
