"""What the tests of the docs site share."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def static_files_where_they_lie(settings: Settings) -> None:
    """Nothing is collected in a test run, so names of static files are taken as they are, without a hash."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
