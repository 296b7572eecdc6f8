"""Plans and prices. Wholesale is what a partner pays before its tier's discount; retail is what its customer pays it.

All amounts in hundredths of a credit.
"""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from credits.add_ons import add_on_choices
from partners.models import Account


class Period(models.TextChoices):
    """How long one charge lasts, in calendar terms."""

    MONTH = "month", "month"
    YEAR = "year", "year"

    @property
    def months(self) -> int:
        """How often a price for a month counts in it."""
        return 12 if self is Period.YEAR else 1


class RefundRule(models.TextChoices):
    """What comes back of a paid period that is given up, whole or in part, before it ends."""

    UNUSED = "unused", "unused part of the period"
    NONE = "none", "nothing"
    LESS_MONTHLY = "less_monthly", "what is left after the used months at the monthly price"


class Plan(models.Model):
    """What is sold. Inactive: nobody can order it any more; who has it keeps it."""

    slug = models.CharField(
        "plan id",
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9_-]*$", "lower case, - and _")],
    )
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    open_to_all = models.BooleanField(default=False, help_text="Open to every partner without an opening of its own.")
    period = models.CharField(max_length=8, choices=Period, default=Period.MONTH)
    price = models.BigIntegerField("wholesale price for one seat and period", validators=[MinValueValidator(0)])
    ai_lens_medical_price = models.BigIntegerField(
        "wholesale price of aiLensMedical for one seat and month", default=0, validators=[MinValueValidator(0)]
    )
    refund_rule = models.CharField(
        max_length=16,
        choices=RefundRule,
        default=RefundRule.UNUSED,
        db_default=RefundRule.UNUSED,
        help_text="For periods that begin from now on.",
    )
    monthly_price = models.BigIntegerField(
        "wholesale price of a used month for one seat",
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Needed if used months count at the monthly price.",
    )
    included_storage_gb = models.PositiveIntegerField(default=0)
    included_servers = models.PositiveIntegerField(default=0)
    included_databases = models.PositiveIntegerField(default=0)
    included_workspaces = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower comes first in lists.")

    class Meta:
        ordering = ("position", "slug")
        constraints = (
            models.CheckConstraint(
                condition=Q(price__gte=0, ai_lens_medical_price__gte=0), name="plan_prices_are_amounts"
            ),
            models.CheckConstraint(
                condition=Q(refund_rule__in=["unused", "none"])
                | Q(refund_rule="less_monthly", monthly_price__isnull=False, monthly_price__gte=0),
                name="plan_refund_rule_has_its_price",
                violation_error_message="Give the monthly price that used months count at.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PlanOpening(models.Model):
    """The platform lets one partner sell one plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="openings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="plan_openings")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "plan"], name="one_opening_for_each_plan"),)

    def __str__(self) -> str:
        return f"{self.plan} for {self.account}"


class AddOnPrice(models.Model):
    """The wholesale price of one unit of an add-on for one month, the same in every plan."""

    add_on = models.CharField(max_length=40, unique=True, choices=add_on_choices)
    price = models.BigIntegerField(validators=[MinValueValidator(0)])

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(price__gte=0), name="add_on_price_is_an_amount"),)

    def __str__(self) -> str:
        return self.add_on


class RetailPrice(models.Model):
    """A partner's retail pricing of a plan: a seat for a period, aiLensMedical for a month.

    A price that is empty is missing: an order that needs it is refused.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="retail_prices")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="retail_prices")
    is_enabled = models.BooleanField(default=True)
    price = models.BigIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    ai_lens_medical_price = models.BigIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "plan"], name="one_retail_price_for_each_plan"),
            models.CheckConstraint(
                condition=(Q(price__isnull=True) | Q(price__gte=0))
                & (Q(ai_lens_medical_price__isnull=True) | Q(ai_lens_medical_price__gte=0)),
                name="retail_prices_are_amounts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan} at {self.account}"


class RetailAddOnPrice(models.Model):
    """A partner's retail price of one unit of an add-on for one month."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="retail_add_on_prices")
    add_on = models.CharField(max_length=40, choices=add_on_choices)
    price = models.BigIntegerField(validators=[MinValueValidator(0)])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "add_on"], name="one_retail_price_for_each_add_on"),
            models.CheckConstraint(condition=Q(price__gte=0), name="retail_add_on_price_is_an_amount"),
        )

    def __str__(self) -> str:
        return f"{self.add_on} at {self.account}"
