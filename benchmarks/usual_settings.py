"""The project's settings with the stack that one would pick without much thought: see benchmarks/usual_urls.py."""

from config.settings import *  # noqa: F403 - this is how one settings module extends another

ROOT_URLCONF = "benchmarks.usual_urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    "procrastinate.contrib.django",
    "partners",
    "webhooks",
    "credits",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
REST_FRAMEWORK = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"], "UNAUTHENTICATED_USER": None}
