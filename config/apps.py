from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import import_string

from config.server.checks import TAG, check_server


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Registers the checks and signals that belong to no app of the column."""
        register(check_server, TAG)
        # By name, because models can't be imported before the apps are ready.
        import_string("config.admin.session.connect")()
