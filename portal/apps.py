from django.apps import AppConfig
from django.utils.module_loading import import_string


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        """By name, because models can't be imported before the apps are ready."""
        added = import_string("allauth.mfa.signals.authenticator_added")
        added.connect(import_string("portal.first_code.use_up"), dispatch_uid="portal.first_code")
        members = import_string("partners.mail.members")
        members.register(import_string("portal.members.is_verified_address"))
