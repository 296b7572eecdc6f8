"""Endpoints that manage webhooks."""

from django.urls import URLPattern

partner_api: list[URLPattern] = []
