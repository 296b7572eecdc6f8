from django.apps import AppConfig


class ErrorsDocsConfig(AppConfig):
    name = "errors_docs"
