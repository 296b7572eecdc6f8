"""The subjects of `manage.py check_deployment`: the operator's own settings, database, files, mail and stores."""

from config.deployment.database import check_database
from config.deployment.services import check_services
from config.deployment.values import check_values

__all__ = ["check_database", "check_services", "check_values"]
