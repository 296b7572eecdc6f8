"""Endpoints of the account, its ledger and its plans."""

from django.urls import URLPattern

partner_api: list[URLPattern] = []
