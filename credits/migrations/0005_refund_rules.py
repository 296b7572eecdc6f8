"""The refund rule is a property of a plan; the default is what held until now."""

from django.core.validators import MinValueValidator
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("credits", "0004_filters_of_the_history")]

    operations = [
        migrations.AddField(
            "plan",
            "refund_rule",
            models.CharField(
                choices=[
                    ("unused", "unused part of the period"),
                    ("none", "nothing"),
                    ("less_monthly", "what is left after the used months at the monthly price"),
                ],
                db_default="unused",
                default="unused",
                help_text="For periods that begin from now on.",
                max_length=16,
            ),
        ),
        migrations.AddField(
            "plan",
            "monthly_price",
            models.BigIntegerField(
                "wholesale price of a used month for one seat",
                blank=True,
                help_text="Needed if used months count at the monthly price.",
                null=True,
                validators=[MinValueValidator(0)],
            ),
        ),
        migrations.AddConstraint(
            "plan",
            models.CheckConstraint(
                condition=Q(refund_rule__in=["unused", "none"])
                | Q(refund_rule="less_monthly", monthly_price__isnull=False, monthly_price__gte=0),
                name="plan_refund_rule_has_its_price",
                violation_error_message="Give the monthly price that used months count at.",
            ),
        ),
    ]
