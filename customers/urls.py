"""Endpoints of a partner's customers."""

from django.urls import URLPattern

partner_api: list[URLPattern] = []
