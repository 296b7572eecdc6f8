"""Credits moved by hand: through the ledger, with who did it, once for each form, and said in the account's history."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from credits import ledger
from credits.admin.money_forms import AdjustCredits, GrantCredits, MovementForm
from credits.approvals import needs_approval
from credits.models import Approval, GrantKind, Wallet
from credits.wallets import open_wallets
from errors_docs.exceptions import InsufficientCredits
from errors_docs.money import format_credits
from partners.admin.base import OperatorAdmin, operator
from partners.models import Account


def may_move_credits(request: HttpRequest) -> bool:
    """Who may move credits by hand: whoever may add ledger entries, which no page but ours does."""
    return request.user.has_perm("credits.add_entry")


def grant_once(admin: OperatorAdmin, request: HttpRequest, form: GrantCredits, account: Account) -> bool:
    """Grants what a valid form says. False if it now has an error, and nothing moved."""
    given = form.cleaned_data
    amount: int = given["amount"]
    try:
        with transaction.atomic():
            if waits_for_approval(admin, request, form, account):
                return True
            movement = ledger.grant(
                wallet_id=wallet_id(account, form),
                amount=amount,
                kind=GrantKind(given["kind"]),
                note=note_of(request, form, given["description"]),
                expires_at=given["expires_at"],
            )
            said = f"Granted {format_credits(amount)} {given['kind']} credits in {given['mode']} mode"
            tell(admin, request, account, movement, f"{said}: {given['description']}")
    except ledger.LedgerConflict:
        return refused(form)
    return True


def adjust_once(admin: OperatorAdmin, request: HttpRequest, form: AdjustCredits, account: Account) -> bool:
    """Adjusts by what a valid form says. False if it now has an error, and nothing moved."""
    given = form.cleaned_data
    amount: int = given["amount"]
    try:
        with transaction.atomic():
            if waits_for_approval(admin, request, form, account):
                return True
            movement = ledger.adjust(
                wallet_id=wallet_id(account, form), amount=amount, note=note_of(request, form, given["reason"])
            )
            said = f"Adjusted by {format_credits(amount)} credits in {given['mode']} mode"
            tell(admin, request, account, movement, f"{said}: {given['reason']}")
    except InsufficientCredits as short:
        form.add_error("amount", f"Only {format_credits(short.current)} credits are available.")
        return False
    except ledger.LedgerConflict:
        return refused(form)
    return True


def waits_for_approval(admin: OperatorAdmin, request: HttpRequest, form: MovementForm, account: Account) -> bool:
    """Ask for a second approval of a valid form's movement, if it needs one. False if it may move at once."""
    given, actor = form.cleaned_data, operator(request)
    # Locked, so that two forms that are sent together are counted together.
    wallet = Wallet.objects.select_for_update(no_key=True).get(pk=wallet_id(account, form))
    if form_has_moved(wallet, form) or not needs_approval(wallet=wallet, actor=actor, amount=given["amount"]):
        return False
    approval, asked = Approval.objects.get_or_create(
        reference=form.reference,
        defaults={
            "wallet": wallet,
            "amount": given["amount"],
            "grant_kind": given.get("kind", ""),
            "expires_at": given.get("expires_at"),
            "description": given["description"] if "description" in given else given["reason"],
            "asked_by": actor,
        },
    )
    if not asked:
        admin.message_user(request, "This form was sent before; nothing moved again.", messages.WARNING)
        return True
    said = f"Asked for approval: {approval.kind} of {format_credits(approval.amount)} credits in {wallet.mode} mode"
    admin.log_change(request, account, f"{said}: {approval.description}")
    admin.message_user(request, f"{said}. Nothing has moved: somebody else must approve it.", messages.WARNING)
    return True


def form_has_moved(wallet: Wallet, form: MovementForm) -> bool:
    """Whether the form was sent before and has moved credits. The ledger then answers with the first movement."""
    return wallet.ledger.filter(reference=form.reference).exists()


def tell(admin: OperatorAdmin, request: HttpRequest, account: Account, movement: ledger.Movement, said: str) -> None:
    """Says it to the operator and, unless it is a repetition, to the account's history."""
    if movement.replayed:
        admin.message_user(request, "This form was sent before; nothing moved again.", messages.WARNING)
        return
    admin.log_change(request, account, said)
    admin.message_user(request, f"{said}. The balance is {format_credits(movement.balance_after)}.", messages.SUCCESS)


def refused(form: MovementForm) -> bool:
    """The form was sent before and then changed: what it did stays, and what it says now is not done."""
    form.add_error(None, "This form was sent before with another amount. See the ledger, then open it afresh.")
    return False


def wallet_id(account: Account, form: MovementForm) -> int:
    """The wallet that the form names, opened if the account has none yet."""
    open_wallets(account)
    return Wallet.objects.only("pk").get(account=account, mode=form.cleaned_data["mode"]).pk


def note_of(request: HttpRequest, form: MovementForm, description: str) -> ledger.Note:
    """What the ledger keeps beside the amount."""
    return ledger.Note(reference=form.reference, description=description, actor=operator(request))
