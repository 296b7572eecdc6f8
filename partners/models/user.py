"""People who sign in: the operator's staff in the admin, later the members of an account in the portal."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Django's user with a unique email address: it is what people sign in and are invited with."""

    email = models.EmailField("email address", unique=True)
