from django.apps import AppConfig
from django.core.checks import register

from config.server.checks import TAG, check_server


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Registers the checks that belong to no app of the column."""
        register(check_server, TAG)
