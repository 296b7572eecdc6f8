"""Take what is held out of the grants, and tell heirs from grants that were given.

What runs between the two versions would spend what is held: web servers and workers are stopped meanwhile.
"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import F, Q

SQL = Path(__file__).resolve().parent.parent / "sql"


def text_of(name: str) -> str:
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("credits", "0006_holds_know_their_grants")]

    operations = [
        migrations.RunSQL(text_of("running_holds.sql"), text_of("running_holds_reverse.sql")),
        migrations.RunSQL(text_of("early_heirs.sql"), migrations.RunSQL.noop),
        migrations.AddConstraint(
            "wallet",
            models.CheckConstraint(
                condition=Q(draw_left__lte=F("balance") - F("held")), name="wallet_keeps_what_is_held"
            ),
        ),
        migrations.AddConstraint(
            "hold",
            models.CheckConstraint(condition=~Q(allocations=[], state="open"), name="open_hold_knows_its_grants"),
        ),
        migrations.AddConstraint(
            "grant",
            models.CheckConstraint(
                condition=Q(heir_of__isnull=True) | Q(expires_at__isnull=False), name="grant_of_an_heir_expires"
            ),
        ),
    ]
