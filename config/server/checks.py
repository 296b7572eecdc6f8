"""Settings that are each right and together wrong. ``manage.py check`` tells them, the server's start refuses them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage

from config.weakness import admits_everybody

TAG: Final = "server"


def check_server(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Every contradiction."""
    return [*_check_stop(), *_check_proxies(), *_check_metrics()]


def _check_stop() -> Iterable[CheckMessage]:
    if settings.STOP_TIMEOUT_SECONDS <= settings.BODY_TIMEOUT_SECONDS:
        yield checks.Error(
            "STOP_TIMEOUT_SECONDS is not more than BODY_TIMEOUT_SECONDS: a stop would cut requests that arrive in time",
            hint="raise STOP_TIMEOUT_SECONDS, or lower BODY_TIMEOUT_SECONDS",
            id="tollgate.E022",
        )


def _check_proxies() -> Iterable[CheckMessage]:
    if admits_everybody(settings.TRUSTED_PROXIES):
        yield checks.Error(
            "TRUSTED_PROXIES holds every address: any client could say that it is another",
            hint="name only the networks of your own proxies",
            id="tollgate.E023",
        )
    if settings.BASE_URL.startswith("https://") and not settings.TRUSTED_PROXIES:
        yield checks.Warning(
            "BASE_URL is https but TRUSTED_PROXIES is empty: every request seems to come from your proxy, over http",
            hint="the server speaks plain HTTP; name the network of the proxy that ends TLS before it",
            id="tollgate.W024",
        )


def _check_metrics() -> Iterable[CheckMessage]:
    if admits_everybody(settings.METRICS_NETWORKS):
        yield checks.Warning(
            "METRICS_NETWORKS holds every address: anybody may read /metrics",
            hint="name only the networks of your monitoring",
            id="tollgate.W025",
        )
