"""What somebody with all rights over the database can do to a ledger. The test's transaction undoes it."""

from typing import Final

from django.db import connection

from credits.models import Wallet

#: Constraints that would stand in the way.
CONSTRAINTS: Final = {
    "credits_entry": [
        "entry_sequence_is_unique",
        "one_movement_for_each_reference",
        "entry_moves_on_a_legal_route",
    ],
    "credits_wallet": ["wallet_holds_no_more_than_it_has", "wallet_keeps_what_is_held"],
    "credits_grant": ["grant_remains_within_amount", "grant_of_an_heir_expires"],
    "credits_hold": ["open_hold_knows_its_grants"],
    "credits_seal": [],
}


def tamper(statement: str, wallet: Wallet) -> None:
    """Runs a statement without triggers and constraints; %(wallet)s in it is the wallet. It must change something."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, constraints in CONSTRAINTS.items():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            for constraint in constraints:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        cursor.execute(statement, {"wallet": wallet.pk})
        assert cursor.rowcount > 0
