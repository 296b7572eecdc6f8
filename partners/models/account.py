"""An account is who calls. What only a partner has hangs on it one to one."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from api.ids import new_id
from errors_docs.surfaces import SURFACES

#: Beyond it the row of a rate window (partners/sql/window.sql) is rewritten more slowly than requests come.
MOST_REQUESTS_PER_MINUTE = 10_000


def new_account_id() -> str:
    return new_id("acc")


def account_kinds() -> list[tuple[str, str]]:
    return [(surface.account_kind, surface.account_kind) for surface in SURFACES.values()]


class AccountStatus(models.TextChoices):
    """An inactive account's keys are refused and its renewals pause; nothing of it is lost."""

    ACTIVE = "active", "active"
    INACTIVE = "inactive", "inactive"


class Account(models.Model):
    """Keys, wallets, webhook endpoints and logged requests belong to it, whatever its kind."""

    public_id = models.CharField(max_length=40, unique=True, default=new_account_id, editable=False)
    kind = models.CharField(max_length=16, choices=account_kinds)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=16, choices=AccountStatus, default=AccountStatus.ACTIVE)
    #: When it was last made inactive, and last made active again; of an inactive account without a time, the first
    #: look of the hourly task sets it (customers/access.py).
    deactivated_at = models.DateTimeField(null=True, blank=True, editable=False)
    reactivated_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(status__in=["active", "inactive"]), name="account_status_is_known"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.status == AccountStatus.ACTIVE


class Tier(models.Model):
    """The terms that a class of partners has. Changing one changes all its partners from the next request on."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    discount_percent = models.DecimalField(
        "wholesale discount in percent",
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    may_sell = models.BooleanField(default=True, help_text="Without it creating a customer answers CANNOT_SELL.")
    trial_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="A partner that starts in this tier has a trial of so many days."
    )
    customer_trial_days = models.PositiveSmallIntegerField(
        "longest trial of a customer in days",
        default=90,
        db_default=90,
        validators=[MaxValueValidator(90)],
        help_text="0: customers have no trials.",
    )
    customer_trial_seats = models.PositiveSmallIntegerField(
        "seats in a customer's trial", default=10, db_default=10, validators=[MinValueValidator(1)]
    )
    customer_trial_units = models.PositiveSmallIntegerField(
        "units of each add-on in a customer's trial",
        default=5,
        db_default=5,
        help_text="Of servers, databases and workspaces. A trial has the storage of its plan, and no more.",
    )
    open_customer_trials = models.PositiveIntegerField(
        "trials of customers that run at once", default=20, db_default=20, help_text="In each mode."
    )
    requests_per_minute = models.PositiveIntegerField(
        default=120,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_REQUESTS_PER_MINUTE)],
        help_text="Each request of the last minute is a number in one row, so a very high limit costs speed.",
    )

    class Meta:
        ordering = (F("discount_percent").asc(), "slug")
        constraints = (
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=100), name="tier_discount_is_a_percentage"
            ),
            models.CheckConstraint(condition=Q(requests_per_minute__gte=1), name="tier_admits_requests"),
        )

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    """The profile of an account of kind partner."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True)
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT)
    contact_email = models.EmailField(blank=True)
    trial_ends_at = models.DateTimeField(
        null=True, blank=True, help_text="After it, new customers answer TRIAL_EXPIRED; empty: no trial."
    )

    def __str__(self) -> str:
        return self.account.name
