"""People who belong to an account, and what they see of it."""

import itertools
import re
from html import unescape
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from partners.models import Account, User
from partners.modes import LIVE
from portal.mail import send_mail
from portal.models import Membership
from portal.roles import Role
from tests.admin import staff

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def make_user(email: str = "", *, verified: bool = True) -> User:
    """Somebody who can sign in."""
    number = next(_numbers)
    address = email or f"member{number}@example.com"
    user = User.objects.create_user(f"member{number}", address, PASSWORD)
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=verified)
    return user


def make_member(account: Account, role: Role = Role.OWNER, **user: Any) -> User:
    """Somebody with a part in the account."""
    made = make_user(**user)
    Membership.objects.create(user=made, account=account, role=role)
    return made


def browser_of(user: User, mode: str = LIVE) -> Client:
    """A browser in which the user is signed in and looks at one mode."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["portal_mode"] = mode
    session.save()
    staff.show_password(client, user)
    return client


def member_browser(account: Account, role: Role = Role.OWNER, mode: str = LIVE) -> Client:
    """A new member's browser."""
    return browser_of(make_member(account, role), mode)


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def send_waiting_mail() -> None:
    """Does what the worker does with the portal's mail."""
    jobs = ProcrastinateJob.objects.filter(task_name="portal.send_mail").order_by("pk")
    for job in jobs[len(mail.outbox) :]:
        send_mail(**job.args)


def text_of(response: Any) -> str:
    """The page's words, blanks folded."""
    return unescape(staff.text_of(response))


def without_chance(response: Any) -> tuple[int, str]:
    """Status and page without what is new in each answer: its request id and the tokens of its forms."""
    page = response.content.decode().replace(response["X-Request-Id"], "")
    return response.status_code, re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", page)
