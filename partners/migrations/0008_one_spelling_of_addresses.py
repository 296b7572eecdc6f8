"""All spellings of a sign-in's address are stored as one, and only one sign-in has it."""

from typing import Any

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Lower

from foundation.mail_address import mailable


def respell(apps: Any, schema_editor: Any) -> None:
    """Store what the rule makes of each address: where two become one, the last that signed in keeps it.

    The others get it with their number under .invalid, a name that is never looked up (RFC 2606): their account stays,
    an operator finds them by it, and no mail of one person goes to another.
    """
    users = apps.get_model("partners", "User").objects
    spellings: dict[str, list[Any]] = {}
    for user in users.order_by(F("last_login").desc(nulls_last=True), "pk"):
        spellings.setdefault(mailable(user.email).lower(), []).append(user)
    for address, (kept, *others) in spellings.items():
        for user in others:
            users.filter(pk=user.pk).update(email=f"{address}.{user.pk}.invalid"[-254:])
        users.filter(pk=kept.pk).update(email=address)
    partners = apps.get_model("partners", "Partner").objects
    for partner in partners.exclude(contact_email=""):
        partners.filter(pk=partner.pk).update(contact_email=mailable(partner.contact_email))


class Migration(migrations.Migration):
    dependencies = [("partners", "0007_refused_requests")]

    operations = [
        migrations.AlterModelManagers("user", []),
        migrations.RunPython(respell, migrations.RunPython.noop),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_in_lower_case"),
        ),
    ]
