"""Endpoints of studies and reports."""

from django.urls import URLPattern

partner_api: list[URLPattern] = []
