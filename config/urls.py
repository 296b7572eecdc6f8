"""Every URL of the site. Each app lists its own endpoints; here they get their surface's base path."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

import api.urls
import credits.urls
import customers.urls
import errors_docs.urls
import generation.urls
import imaging.urls
import partners.urls
import portal.guides.urls
import portal.reference.urls
import portal.urls
import webhooks.urls
from errors_docs.surfaces import PARTNER, WORKSPACE

partner_api: list[URLPattern | URLResolver] = [
    # First: pages that show a call for any purpose take the first that needs nothing but a key, GET /account.
    *credits.urls.partner_api,
    *partners.urls.partner_api,
    *customers.urls.partner_api,
    *imaging.urls.partner_api,
    *webhooks.urls.partner_api,
    *api.urls.partner_api,
]

workspace_api: list[URLPattern | URLResolver] = [
    *generation.urls.workspace_api,
    *api.urls.workspace_api,
]

urlpatterns: list[URLPattern | URLResolver] = [
    *api.urls.bare,
    path(PARTNER.base_path.lstrip("/") + "/", include((partner_api, "partner"))),
    path(WORKSPACE.base_path.lstrip("/") + "/", include((workspace_api, "workspace"))),
    path("admin", RedirectView.as_view(url="/admin/", permanent=True)),
    path("admin/", admin.site.urls),
    *imaging.urls.site,
    *portal.urls.site,
    *portal.guides.urls.site,
    *portal.reference.urls.site,
    *errors_docs.urls.site,
]

handler400 = "errors_docs.handler.bad_request"
handler403 = "errors_docs.handler.permission_denied"
handler404 = "errors_docs.handler.not_found"
handler500 = "errors_docs.handler.server_error"
