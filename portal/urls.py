"""The addresses of the signed-in area, and of signing in."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from portal.views import customers, generations, keys, ledger, overview, plans, requests, settings, switches, webhooks

portal: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("welcome", overview.welcome, name="welcome"),
    path("sample-keys.json", overview.sample_keys, name="sample_keys"),
    path("mode", switches.switch_mode, name="switch_mode"),
    path("account", switches.switch_account, name="switch_account"),
    path("no-account", switches.no_account, name="no_account"),
    path("keys", keys.keys, name="keys"),
    path("keys/new", keys.new_key, name="new_key"),
    path("keys/sample", keys.new_sample_key, name="new_sample_key"),
    path("keys/<str:key_id>/rotate", keys.rotate, name="rotate_key"),
    path("keys/<str:key_id>/revoke", keys.revoke, name="revoke_key"),
    path("requests", requests.requests, name="requests"),
    path("requests/rows", requests.request_rows, name="request_rows"),
    path("requests/<str:request_id>", requests.request_page, name="request"),
    path("credits", ledger.ledger, name="credits"),
    path("credits/statement.csv", ledger.statement_file, {"form": "csv"}, name="statement_csv"),
    path("credits/statement.pdf", ledger.statement_file, {"form": "pdf"}, name="statement_pdf"),
    path("credits/chain.jsonl", ledger.chain_proof, name="chain"),
    path("credits/customers.csv", ledger.customer_file, name="customer_file"),
    path("credits/check_ledger.py", ledger.check_program, name="check_program"),
    path("customers", customers.customers, name="customers"),
    path("customers/<str:customer_id>", customers.customer, name="customer"),
    path("plans", plans.plans, name="plans"),
    path("plans/add-ons", plans.add_on_price, name="add_on_price"),
    path("plans/<str:slug>/prices", plans.plan_price, name="plan_price"),
    path("generations", generations.generations, name="generations"),
    path("generations/<str:generation_id>", generations.generation, name="generation"),
    path("webhooks", webhooks.webhooks, name="webhooks"),
    path("webhooks/new", webhooks.new_webhook, name="new_webhook"),
    path("webhooks/<str:endpoint_id>", webhooks.webhook, name="webhook"),
    path("webhooks/<str:endpoint_id>/edit", webhooks.edit_webhook, name="edit_webhook"),
    path("webhooks/<str:endpoint_id>/rotate", webhooks.rotate_webhook, name="rotate_webhook"),
    path("webhooks/<str:endpoint_id>/test", webhooks.test_webhook, name="test_webhook"),
    path("webhooks/<str:endpoint_id>/status", webhooks.switch_webhook, name="switch_webhook"),
    path("webhooks/<str:endpoint_id>/delete", webhooks.delete_webhook, name="delete_webhook"),
    path("webhooks/<str:endpoint_id>/deliveries/<str:delivery_id>", webhooks.delivery, name="delivery"),
    path(
        "webhooks/<str:endpoint_id>/deliveries/<str:delivery_id>/replay",
        webhooks.replay_delivery,
        name="replay_delivery",
    ),
    path("settings", settings.settings, name="settings"),
    path("settings/name", settings.rename, name="rename"),
    path("settings/invitations", settings.send_invitation, name="send_invitation"),
    path("settings/invitations/<str:invitation_id>/withdraw", settings.withdraw_invitation, name="withdraw_invitation"),
    path("settings/members/<int:member_id>/role", settings.set_role, name="set_role"),
    path("settings/members/<int:member_id>/remove", settings.remove, name="remove_member"),
    path("invitations/<str:token>", settings.invitation, name="invitation"),
]

site: list[URLPattern | URLResolver] = [
    path("portal", RedirectView.as_view(pattern_name="portal:overview", permanent=True)),
    path("portal/", include((portal, "portal"))),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
