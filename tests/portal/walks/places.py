"""Every page of the signed-in area and of signing in, by the name of its URL.

A place is an address, and the links to follow from there: ids are found as a person finds them.
"""

from typing import Final

Place = tuple[str, ...]

ENDPOINT: Final[Place] = ("/portal/webhooks", "tbody a")
#: The portal of a partner in which a little has happened.
PARTNER: Final[dict[str, Place]] = {
    "overview": ("/portal/",),
    "welcome": ("/portal/welcome",),
    "keys": ("/portal/keys",),
    "new_key": ("/portal/keys/new",),
    "rotate_key": ("/portal/keys", "text=Rotate"),
    "revoke_key": ("/portal/keys", "text=Revoke"),
    "requests": ("/portal/requests",),
    "request": ("/portal/requests?code=INSUFFICIENT_CREDITS", "tbody th a"),
    "credits": ("/portal/credits",),
    "customers": ("/portal/customers",),
    "customer": ("/portal/customers", "tbody a"),
    "plans": ("/portal/plans",),
    "add_on_price": ("/portal/plans/add-ons",),
    "plan_price": ("/portal/plans/starter/prices",),
    "webhooks": ("/portal/webhooks",),
    "new_webhook": ("/portal/webhooks/new",),
    "webhook": ENDPOINT,
    "edit_webhook": (*ENDPOINT, "text=Edit"),
    "rotate_webhook": (*ENDPOINT, "text=Rotate secret"),
    "delete_webhook": (*ENDPOINT, "text=Delete"),
    "delivery": (*ENDPOINT, "tbody a"),
    "settings": ("/portal/settings",),
    "remove_member": ("/portal/settings", "text=Remove"),
    "account_email": ("/accounts/email/",),
    "account_change_password": ("/accounts/password/change/",),
    "account_logout": ("/accounts/logout/",),
    "account_reauthenticate": ("/accounts/reauthenticate/",),
    "mfa_index": ("/accounts/2fa/",),
    "mfa_list_webauthn": ("/accounts/2fa/webauthn/",),
}
#: Pages of a partner that no list leads to, and lists in which nothing is found.
BARE: Final[list[Place]] = [
    ("/portal/requests/req_nothing",),
    ("/portal/requests?code=NONE",),
    ("/portal/credits?kind=release",),
    ("/portal/customers?search=nobody",),
    ("/portal/customers/pc_nothing",),
    ("/portal/nothing",),
]
WORKSPACE: Final[dict[str, Place]] = {
    **{name: PARTNER[name] for name in ("overview", "welcome", "keys", "new_key", "requests", "credits", "settings")},
    "generations": ("/portal/generations",),
    "generation": ("/portal/generations", "tbody a"),
}
ENTRANCE: Final[dict[str, Place]] = {
    "account_login": ("/accounts/login/",),
    "account_signup": ("/accounts/signup/",),
    "account_inactive": ("/accounts/inactive/",),
    "account_email_verification_sent": ("/accounts/confirm-email/",),
    "account_reset_password": ("/accounts/password/reset/",),
    "account_reset_password_done": ("/accounts/password/reset/done/",),
    "account_reset_password_from_key": ("/accounts/password/reset/key/1-x-y/",),
    "account_reset_password_from_key_done": ("/accounts/password/reset/key/done/",),
}
#: Opened on the way by the walk of somebody who sets up second factors and invites somebody.
ON_THE_WAY: Final = {
    "account_confirm_email",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_authenticate",
    "invitation",
    "no_account",
}
#: They answer with a file, with data, with part of a page, or send on to another page.
NO_PAGES: Final = {
    "sample_keys",
    "request_rows",
    "statement_csv",
    "statement_pdf",
    "chain",
    "customer_file",
    "check_program",
    "switch_mode",
    "switch_account",
    "new_sample_key",
    "test_webhook",
    "switch_webhook",
    "replay_delivery",
    "rename",
    "send_invitation",
    "withdraw_invitation",
    "set_role",
    "account_set_password",
    "account_confirm_login_code",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",
}
#: Forms that are sent empty: a place, and the button.
FAULTY: Final[list[tuple[Place, str]]] = [
    (PARTNER["new_key"], "Create key"),
    (PARTNER["revoke_key"], "Revoke permanently"),
    (PARTNER["new_webhook"], "Add endpoint"),
    (PARTNER["settings"], "Rename"),
    (PARTNER["account_email"], "Change email"),
    (PARTNER["account_change_password"], "Change password"),
    (PARTNER["account_reauthenticate"], "Confirm"),
]
FAULTY_ENTRANCE: Final[list[tuple[Place, str]]] = [
    (ENTRANCE["account_login"], "Sign in"),
    (ENTRANCE["account_signup"], "Get my key"),
    (ENTRANCE["account_reset_password"], "Send the link"),
]
