"""Stored attempts told the partner the addresses that names resolved to.

A sender of the version before still writes such ones until it is stopped. They are removed after 30 days.
"""

from django.db import migrations

HIDE = """
UPDATE webhooks_attempt
SET detail = CASE outcome
    WHEN 'address_refused' THEN regexp_replace(detail, ' resolves to .*$', ' resolves to an address that is not public')
    ELSE 'no connection'
END
WHERE (outcome = 'address_refused' AND detail LIKE '% resolves to %, which is not a public address')
    OR (outcome = 'unreachable' AND detail LIKE '%Error: %');
"""


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0004_delivery_id")]

    operations = [migrations.RunSQL(HIDE, migrations.RunSQL.noop)]
