"""Who is still at the admin: a session that nobody used ends, and a second factor can be demanded of all staff."""

import logging
import time
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from partners.models import User

logger = logging.getLogger("tollgate.staff")

#: The session's key for the second in which an admin page was last asked for, or the user signed in.
SEEN: Final = "admin_seen"
#: The time is written at most this often, in seconds: each writing is a row in the database.
GRANULARITY: Final = 30


def begin(request: HttpRequest, user: User, **signal: Any) -> None:
    """Receive ``user_logged_in``: the idle time of somebody who has just signed in begins now."""
    if user.is_staff:
        request.session[SEEN] = int(time.time())
        logger.info("staff signed in", extra={"user": user.pk, "address": request.META.get("REMOTE_ADDR")})


def tell_failure(request: HttpRequest | None = None, **signal: Any) -> None:
    """Receive ``user_login_failed``. What was typed for a name may be a password, so the line doesn't have it."""
    if request is not None and request.path.startswith("/admin/"):
        logger.warning("sign-in to the admin failed", extra={"address": request.META.get("REMOTE_ADDR")})


def connect() -> None:
    """Let sign-ins on all ways begin the idle time, and be in the log."""
    user_logged_in.connect(begin, dispatch_uid="config.admin.session")
    user_login_failed.connect(tell_failure, dispatch_uid="config.admin.session")


def end_if_idle(request: HttpRequest) -> None:
    """Sign out a user who has asked for no admin page for ADMIN_IDLE_MINUTES, of the portal as well."""
    if not request.user.is_authenticated:
        return
    now, seen = int(time.time()), request.session.get(SEEN)
    if not isinstance(seen, int) or now - seen > settings.ADMIN_IDLE_MINUTES * 60:
        logout(request)
    elif now - seen >= GRANULARITY:
        request.session[SEEN] = now


def ask_for_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Return the way to a second factor for staff who must have one and haven't shown it in this session."""
    user = request.user
    if not settings.STAFF_SECOND_FACTOR or not isinstance(user, User) or not user.is_staff:
        return None
    if not Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        return redirect("mfa_index")
    if any(record["method"] == "mfa" for record in get_authentication_records(request, user)):
        return None
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
