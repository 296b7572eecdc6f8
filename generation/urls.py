"""Endpoints of the Workspace API."""

from django.urls import URLPattern

workspace_api: list[URLPattern] = []
