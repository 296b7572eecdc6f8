"""The server's application: native routes, and behind them Django in the shell's threads."""

import os
import re

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils.module_loading import import_string

from config.health import DatabaseCheck, Readiness, healthz
from config.metrics import MetricsPage
from config.server.clients import Networks, Proxies
from config.server.gateway import Gateway
from config.server.limits import Limits
from config.server.routes import Route
from config.server.shell import Shell
from config.server.worker import Worker
from errors_docs.surfaces import WORKSPACE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

gateway = Gateway(get_wsgi_application(), import_string("config.middleware.answer_surface"))

metrics = MetricsPage(Networks(settings.METRICS_NETWORKS))

# By name, because their models could not be imported before Django was set up.
engine = import_string("generation.engine.engine")
mcp = import_string("generation.mcp.endpoint.McpEndpoint")()

application = Shell(
    gateway,
    limits=Limits.of(settings),
    proxies=Proxies(settings.TRUSTED_PROXIES),
    routes=[
        Route("/healthz", healthz, unlogged=True),
        Route("/readyz", Readiness(DatabaseCheck()), unlogged=True),
        Route("/metrics", metrics, admits=metrics.admits, unlogged=True),
        Route("/mcp", mcp, methods=mcp.methods, lifespan=mcp.running),
        *import_string("config.native.routes")(gateway),
    ],
    beneath=[engine.running],
    patient=re.compile(re.escape(WORKSPACE.base_path) + "/mcp/generate/.*"),
    at_thread_end=connections.close_all,
)
application.accompany(Worker(application).running)
