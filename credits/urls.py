"""Endpoints of the account, its ledger and its plans."""

from django.urls import URLPattern, path

from credits.views import AccountView, HistoryView, PlansView, PlanView

partner_api: list[URLPattern] = [
    path("account", AccountView.as_view()),
    path("account/credits/history", HistoryView.as_view()),
    path("plans", PlansView.as_view()),
    path("plans/<str:plan_id>", PlanView.as_view()),
]
