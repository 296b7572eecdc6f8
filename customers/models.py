"""A partner's customers: who they are, what they subscribe to."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from api.ids import new_id
from credits.models import Plan
from partners.models import Account
from partners.modes import mode_choices


def new_customer_id() -> str:
    return new_id("pc")


def new_organization_id() -> str:
    return new_id("org")


class CustomerStatus(models.TextChoices):
    """Whether a customer may use what it has. Deleted is for ever; its email address is free again."""

    ACTIVE = "active", "active"
    SUSPENDED = "suspended", "suspended"
    DELETED = "deleted", "deleted"


class FocusMode(models.TextChoices):
    """What the customer's workspace is made for."""

    GENERIC = "generic", "generic"
    MEDICAL = "medical", "medical"


class SubscriptionStatus(models.TextChoices):
    """Whether the running period is paid, and if not, why."""

    TRIALING = "trialing", "trialing"
    ACTIVE = "active", "active"
    PAST_DUE = "past_due", "past due"
    SUSPENDED = "suspended", "suspended"
    CANCELLED = "cancelled", "cancelled"


class Customer(models.Model):
    """Belongs to one partner in one mode; another partner's is simply not found."""

    public_id = models.CharField(max_length=40, unique=True, default=new_customer_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="customers", db_index=False)
    mode = models.CharField(max_length=8, choices=mode_choices, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    company_name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, default="en")
    focus_mode = models.CharField(max_length=8, choices=FocusMode, default=FocusMode.GENERIC)
    status = models.CharField(max_length=12, choices=CustomerStatus, default=CustomerStatus.ACTIVE)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Since when it is suspended, and when its partner was told that reading ends soon (customers/access.py).
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    access_notice_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                "account",
                "mode",
                Lower("email"),
                name="one_customer_for_each_email",
                condition=Q(deleted_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(status="deleted", deleted_at__isnull=False)
                | (~Q(status="deleted") & Q(deleted_at__isnull=True)),
                name="customer_is_deleted_at_a_time",
            ),
            models.CheckConstraint(condition=Q(mode__in=["live", "test"]), name="customer_mode_is_known"),
        )
        indexes = (
            models.Index(fields=["account", "mode", "-id"], name="customer_newest_first"),
            models.Index(fields=["suspended_at"], name="customer_suspended", condition=Q(status="suspended")),
        )

    def __str__(self) -> str:
        return self.email


class Organization(models.Model):
    """What a customer's users, servers and studies belong to; made with the customer."""

    public_id = models.CharField(max_length=40, unique=True, default=new_organization_id, editable=False)
    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="organization")
    #: The company's, else the customer's; without either the email address, which may be longer than a name.
    name = models.CharField(max_length=254)

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    """What a customer has, what one period of it costs the partner at wholesale, and which period is running."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="subscription")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="subscriptions")
    status = models.CharField(max_length=12, choices=SubscriptionStatus)
    seats = models.PositiveIntegerField(default=1)
    ai_lens_medical = models.BooleanField(default=False)
    #: {"hotStorageUnits": 2, …}: only what was ordered.
    add_ons = models.JSONField(default=dict)
    #: Hundredths of a credit for one whole period: the running one's, or of what is unpaid the one to be paid.
    cost = models.BigIntegerField()
    #: Unit prices that hold until the period ends, by plan id (customers/held_prices.py).
    prices = models.JSONField(default=dict)
    #: Which period is running, counted from 1, and how often the order was changed in it: together the charge's name.
    period_number = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    #: From where periods are counted (customers/periods.py): the beginning of the first that is to be paid.
    anchor = models.DateTimeField()
    #: The running period is paid; a trial and a period past due are not.
    is_paid = models.BooleanField(default=False)
    #: When to charge next: the period's end, or the next try of what is past due. Empty: not to be charged.
    next_charge_at = models.DateTimeField(null=True, blank=True)
    #: Since when a renewal could not be paid.
    unpaid_since = models.DateTimeField(null=True, blank=True)
    trial_ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(cost__gte=0), name="subscription_cost_is_an_amount"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=1000), name="subscription_seats_are_1_to_1000"),
            models.CheckConstraint(
                condition=Q(period_end__gt=models.F("period_start")), name="subscription_period_has_a_length"
            ),
        )
        indexes = (
            models.Index(
                fields=["next_charge_at"], name="subscription_to_charge", condition=Q(next_charge_at__isnull=False)
            ),
            models.Index(fields=["unpaid_since"], name="subscription_unpaid", condition=Q(unpaid_since__isnull=False)),
            models.Index(
                fields=["trial_ends_at"], name="subscription_trials", condition=Q(trial_ends_at__isnull=False)
            ),
            # For the roll-up, which would read all rows to count these few.
            models.Index(fields=["customer"], name="subscription_past_due", condition=Q(status="past_due")),
        )

    def __str__(self) -> str:
        return f"{self.plan}, {self.seats} seats"


class Trial(models.Model):
    """A mailbox has had its trial with this partner; it stays when the customer is deleted (customers/trials.py)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    mode = models.CharField(max_length=8, choices=mode_choices, editable=False)
    #: As foundation.mail_address.mailbox_key makes it.
    mailbox = models.CharField(max_length=254)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "mode", "mailbox"], name="one_trial_for_each_mailbox"),
        )

    def __str__(self) -> str:
        return f"trial of {self.mailbox}"


class Usage(models.Model):
    """What a customer uses, kept up to date by whatever uses it; no row means nothing yet."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, primary_key=True, related_name="usage")
    storage_bytes = models.BigIntegerField(default=0)
    devices = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    studies = models.PositiveIntegerField(default=0)
    reports = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "usage"
        constraints = (models.CheckConstraint(condition=Q(storage_bytes__gte=0), name="usage_is_not_negative"),)

    def __str__(self) -> str:
        return f"usage of {self.customer_id}"
