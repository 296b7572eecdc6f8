"""The site as it is, and beside it views that a test can crash, hold and look into."""

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt

from config import urls
from tests.server import views

NAMES = (
    "cookies crash database echo endless file hold language large leave stream".split()  # noqa: SIM905 - reads better
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"api/partner/v1/test/{name}", csrf_exempt(getattr(views, name))) for name in NAMES),
    path("test/echo", views.echo),
    *urls.urlpatterns,
]

handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500
