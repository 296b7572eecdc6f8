"""Django's synchronous stack. The server's shell (config/asgi.py) calls it; any WSGI server could."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
