"""aiLensMedical has a price for a month, as add-ons do; customers.0005 says what happens to running subscriptions."""

from pathlib import Path

from django.core.validators import MinValueValidator
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("credits", "0002_charge_and_append_only")]

    operations = [
        migrations.AlterField(
            "plan",
            "ai_lens_medical_price",
            models.BigIntegerField(
                "wholesale price of aiLensMedical for one seat and month",
                default=0,
                validators=[MinValueValidator(0)],
            ),
        ),
        migrations.RunSQL(
            (SQL / "monthly_lens_prices.sql").read_text(encoding="utf-8"),
            (SQL / "monthly_lens_prices_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
