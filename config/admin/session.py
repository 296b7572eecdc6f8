"""Sessions of staff: one that nobody used ends, and a second factor can be demanded.

The site imports this, and Django imports the site at its start, so the receivers are connected in every process.
"""

import logging
import time
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils.http import urlencode

from partners.models import User

logger = logging.getLogger("tollgate.staff")

#: The session's key for the second of the last page of the admin, or of the sign-in.
SEEN: Final = "admin_seen"
#: The time is written at most this often, in seconds: each writing is a row in the database.
GRANULARITY: Final = 30


@receiver(user_logged_in, dispatch_uid="config.admin.session")
def begin(request: HttpRequest, user: User, **signal: Any) -> None:
    """Let the idle time of staff begin with the sign-in, on whichever page that was, and log it."""
    if user.is_staff:
        request.session[SEEN] = int(time.time())
        logger.info("staff signed in", extra={"user": user.pk, "address": request.META.get("REMOTE_ADDR")})


@receiver(user_login_failed, dispatch_uid="config.admin.session")
def log_failure(request: HttpRequest | None = None, **signal: Any) -> None:
    """Log a failed sign-in. What was typed for a name may be a password, so the line doesn't have it."""
    if request is not None and request.path.startswith("/admin/"):
        logger.warning("sign-in to the admin failed", extra={"address": request.META.get("REMOTE_ADDR")})


def end_if_idle(request: HttpRequest) -> None:
    """Sign staff out, of the portal as well, who have opened no page of the admin for ADMIN_IDLE_MINUTES."""
    if not isinstance(request.user, User) or not request.user.is_staff:
        return
    now, seen = int(time.time()), request.session.get(SEEN)
    if not isinstance(seen, int) or now - seen > settings.ADMIN_IDLE_MINUTES * 60:
        logout(request)
        minutes = settings.ADMIN_IDLE_MINUTES
        messages.info(request, f"You were signed out: no page was opened for {minutes} minute{pluralize(minutes)}.")
    elif now - seen >= GRANULARITY:
        request.session[SEEN] = now


def ask_for_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect for staff that must have a second factor and haven't shown it in this session."""
    user = request.user
    if not settings.STAFF_SECOND_FACTOR or not isinstance(user, User) or not user.is_staff:
        return None
    if not Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        return redirect("mfa_index")
    if any(record["method"] == "mfa" for record in get_authentication_records(request, user)):
        return None
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
