"""One of each thing, and files of the test's own."""

from pathlib import Path

import pytest
from pytest_django import Settings

from config.environment import storage_settings
from tests.hostile.everything import Everything, make_everything


@pytest.fixture
def everything(transactional_db: None, settings: Settings, tmp_path: Path) -> Everything:
    """Committed: a statement that the database refuses would end the transaction that a test is in."""
    settings.VAR_DIR = tmp_path
    settings.STORAGES = {**settings.STORAGES, "default": storage_settings(None, tmp_path / "files")}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_everything()
