"""The project's settings with two plain views instead of the site."""

from config.settings import *  # noqa: F403 - this is how one settings module extends another

ROOT_URLCONF = "benchmarks.site_urls"
