"""The project's settings with the views of these tests; a started server gets it as DJANGO_SETTINGS_MODULE."""

from config.settings import *  # noqa: F403 - this is how one settings module extends another

ROOT_URLCONF = "tests.server.urls"
