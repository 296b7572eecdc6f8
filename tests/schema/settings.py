"""The project's settings for a server whose limits of requests are lifted."""

from config.settings import *  # noqa: F403 - this is how one settings module extends another
from config.settings import INSTALLED_APPS as OWN

INSTALLED_APPS = [*OWN, "tests.schema.unlimited.Unlimited"]
