"""People who sign in: the operator's staff in the admin, later the members of an account in the portal."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from foundation.mail_address import mailable


class UserManager(DjangoUserManager["User"]):
    """Makes users with the one spelling of their address."""

    use_in_migrations = False

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return an address as it is stored: Django asks for it wherever it makes or checks a user."""
        return mailable(email or "").lower()


class User(AbstractUser):
    """Django's user with a unique email address: it is what people sign in and are invited with.

    All spellings of an address are stored as one, in lower case (foundation/mail_address.py).
    """

    email = models.EmailField("email address", unique=True)

    objects: ClassVar[UserManager] = UserManager()

    class Meta(AbstractUser.Meta):
        constraints: ClassVar[Any] = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_in_lower_case"),
        )
