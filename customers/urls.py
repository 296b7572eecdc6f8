"""Endpoints of a partner's customers."""

from django.urls import URLPattern, path

from customers.state_views import ReactivateView, ResendWelcomeView, SuspendView
from customers.usage_views import UsageSummaryView, UsageView
from customers.views import CustomersView, CustomerView, QuoteView

partner_api: list[URLPattern] = [
    path("customers", CustomersView.as_view()),
    path("customers/quote", QuoteView.as_view()),
    path("customers/<str:customer_id>", CustomerView.as_view()),
    path("customers/<str:customer_id>/usage", UsageView.as_view()),
    path("usage/summary", UsageSummaryView.as_view()),
    path("customers/<str:customer_id>/suspend", SuspendView.as_view()),
    path("customers/<str:customer_id>/reactivate", ReactivateView.as_view()),
    path("customers/<str:customer_id>/resend-welcome", ResendWelcomeView.as_view()),
]
