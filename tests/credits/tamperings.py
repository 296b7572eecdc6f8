"""What somebody with all rights may do to a ledger, by its name, and the invariants that it breaks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tampering:
    """A statement of somebody with all rights, and the invariants that it breaks."""

    statement: str
    breaks: set[str]


def entry(kind: str, change: str) -> str:
    """Changes the wallet's first entry of a kind."""
    return (
        f"UPDATE credits_entry SET {change} WHERE id ="
        f" (SELECT min(id) FROM credits_entry WHERE wallet_id = %(wallet)s AND kind = '{kind}')"
    )


def of_wallet(change: str) -> str:
    return f"UPDATE credits_wallet SET {change} WHERE id = %(wallet)s"


def grant(change: str) -> str:
    """Changes the wallet's grant that is not drawn on."""
    return (
        f"UPDATE credits_grant SET {change} WHERE wallet_id = %(wallet)s AND id ="
        " (SELECT max(id) FROM credits_grant WHERE wallet_id = %(wallet)s AND remaining > 0)"
    )


def held(state: str, change: str) -> str:
    return f"UPDATE credits_hold SET {change} WHERE wallet_id = %(wallet)s AND state = '{state}'"


def heir(change: str) -> str:
    """Changes the wallet's grant that came back."""
    return f"UPDATE credits_grant SET {change} WHERE id = (SELECT id FROM ({AN_HEIR}) AS heir)"


#: The busy wallet's grant that a refund made, and the one that nothing has touched but its own entry.
AN_HEIR = "SELECT * FROM credits_grant WHERE wallet_id = %(wallet)s AND heir_of_id IS NOT NULL"
A_BOUGHT_GRANT = "SELECT to_jsonb(id) FROM credits_grant WHERE wallet_id = %(wallet)s AND amount = 3000"

TAMPERINGS = {
    "more in the wallet": Tampering(
        of_wallet("balance = balance + 1"), {"balance_is_sum", "sides_sum_to_zero", "grants_cover_balance"}
    ),
    "more in the wallet, and in a grant": Tampering(
        of_wallet("balance = balance + 1, draw_left = draw_left + 1"),
        {"balance_is_sum", "sides_sum_to_zero", "grant_remaining_is_explained"},
    ),
    "less held": Tampering(of_wallet("held = held - 1"), {"held_is_sum", "holds_match_held", "grants_cover_balance"}),
    "a charge made smaller": Tampering(
        entry("charge", "amount = amount - 1"),
        {
            "balance_is_sum",
            "balance_after_continues",
            "totals_continue",
            "sides_sum_to_zero",
            "allocations_match_amount",
        },
    ),
    "another balance after an entry": Tampering(
        entry("charge", "balance_after = balance_after + 1"), {"balance_after_continues"}
    ),
    "another held amount after an entry": Tampering(
        entry("hold", "held_after = held_after - 1"), {"balance_after_continues"}
    ),
    "a gap in the numbers": Tampering(
        "UPDATE credits_entry SET sequence = sequence + 1 WHERE wallet_id = %(wallet)s AND sequence > 3",
        {"sequence_has_no_gap"},
    ),
    "an entry more than the wallet counts": Tampering(of_wallet("entries = entries - 1"), {"sequence_has_no_gap"}),
    "a charge that went nowhere": Tampering(
        entry("charge", "destination = 'elsewhere'"), {"routes_are_legal", "sides_sum_to_zero", "totals_continue"}
    ),
    "a charge booked as lapsed": Tampering(
        entry("charge", "destination = 'breakage'"), {"routes_are_legal", "totals_continue"}
    ),
    "a sum of charges that grew": Tampering(entry("charge", "charged_after = charged_after + 1"), {"totals_continue"}),
    "a wallet that was charged more": Tampering(of_wallet("charged = charged + 1"), {"totals_continue"}),
    "a wallet that was refunded more": Tampering(of_wallet("refunded = refunded + 1"), {"totals_continue"}),
    "an entry from the past": Tampering(
        entry("charge", "created_at = created_at - interval '1 day'"), {"totals_continue"}
    ),
    "a reference used twice": Tampering(entry("charge", "reference = 'once'"), {"references_are_unique"}),
    "allocations that don't add up": Tampering(
        entry("charge", "allocations = jsonb_set(allocations, '{0,1}', '1')"),
        {"allocations_match_amount", "grant_remaining_is_explained"},
    ),
    "allocations to a grant that never was": Tampering(
        entry("charge", "allocations = jsonb_set(allocations, '{0,0}', '0')"),
        {"grant_remaining_is_explained", "returns_go_back"},
    ),
    "more left of a grant": Tampering(
        grant("remaining = remaining + 1"), {"grants_cover_balance", "grant_remaining_is_explained"}
    ),
    "a larger grant": Tampering(grant("amount = amount + 1"), {"grant_amount_was_given"}),
    "a grant out of nothing": Tampering(
        "INSERT INTO credits_grant (wallet_id, kind, priority, amount, remaining)"
        " VALUES (%(wallet)s, 'purchased', 30, 5, 5)",
        {"grants_cover_balance", "grant_remaining_is_explained", "grant_amount_was_given"},
    ),
    "a drawn grant that lives longer": Tampering(
        of_wallet("draw_until = now() + interval '9 years'"), {"draw_is_of_its_grant"}
    ),
    "a drawn grant that isn't the wallet's": Tampering(
        of_wallet("draw_grant_id = (SELECT min(id) FROM credits_grant WHERE wallet_id <> %(wallet)s)"),
        {"draw_is_of_its_grant", "grant_remaining_is_explained"},
    ),
    "a refund of more than was charged": Tampering(
        entry(
            "refund", "related_id = (SELECT id FROM credits_entry WHERE wallet_id = %(wallet)s AND reference = 'small')"
        ),
        {"refunds_within_charges"},
    ),
    "a refund of nothing": Tampering(entry("refund", "related_id = NULL"), {"refunds_within_charges"}),
    "a reversal of nothing": Tampering(entry("reversal", "related_id = NULL"), {"reversals_happen_once"}),
    "a reversal of another amount": Tampering(
        entry("reversal", "related_id = (SELECT min(id) FROM credits_entry WHERE wallet_id = %(wallet)s)"),
        {"reversals_happen_once"},
    ),
    "a hold opened again": Tampering(
        held("captured", "state = 'open', settled_at = NULL"), {"holds_match_held", "holds_settle_once"}
    ),
    "a hold that took less": Tampering(
        held("open", "allocations = jsonb_set(allocations, '{0,1}', '1')"),
        {"holds_know_their_grants", "grant_remaining_is_explained"},
    ),
    "a hold whose entry says less": Tampering(
        entry("hold", "allocations = jsonb_set(allocations, '{0,1}', '1')"),
        {"holds_know_their_grants", "allocations_match_amount"},
    ),
    "a hold that took from another grant than its entry says": Tampering(
        f"""UPDATE credits_entry e SET allocations = jsonb_set(e.allocations, '{{0,0}}', ({A_BOUGHT_GRANT}))
        FROM credits_hold h WHERE h.entry_id = e.id AND h.state = 'open' AND h.wallet_id = %(wallet)s""",
        {"holds_know_their_grants"},
    ),
    "an open hold that took nothing": Tampering(
        held("open", "allocations = '[]'"), {"holds_know_their_grants", "grant_remaining_is_explained"}
    ),
    "a capture of another grant than the hold's": Tampering(
        entry("capture", f"allocations = jsonb_set(allocations, '{{0,0}}', ({A_BOUGHT_GRANT}))"),
        {"holds_know_their_grants"},
    ),
    "a release to another grant than the hold's": Tampering(
        entry("release", f"allocations = jsonb_set(allocations, '{{0,0}}', ({A_BOUGHT_GRANT}))"),
        {"returns_go_back", "grant_remaining_is_explained"},
    ),
    "a refund to another grant than the charge's": Tampering(
        entry("refund", f"allocations = jsonb_set(allocations, '{{0,0}}', ({A_BOUGHT_GRANT}))"),
        {"returns_go_back", "grant_remaining_is_explained"},
    ),
    "an heir said to be given": Tampering(heir("heir_of_id = NULL"), {"heirs_live_once", "returns_go_back"}),
    "an heir of nothing": Tampering(heir("heir_of_id = 0"), {"heirs_live_once", "returns_go_back"}),
    "an heir of itself": Tampering(heir("heir_of_id = id"), {"heirs_live_once", "returns_go_back"}),
    "an heir that lives longer than the grace": Tampering(
        heir("expires_at = created_at + interval '30 days 1 microsecond'"), {"heirs_live_once"}
    ),
    "an heir that never expires": Tampering(heir("expires_at = NULL"), {"heirs_live_once"}),
    "an heir of another kind": Tampering(heir("kind = 'purchased'"), {"heirs_live_once"}),
    "an heir of another priority": Tampering(heir("priority = 30"), {"heirs_live_once"}),
    "an heir of a grant that lived then": Tampering(
        f"UPDATE credits_grant g SET expires_at = h.created_at + interval '1 microsecond' FROM ({AN_HEIR}) AS h"
        " WHERE g.id = h.heir_of_id",
        {"heirs_live_once"},
    ),
    "an heir of a grant without an end": Tampering(
        f"UPDATE credits_grant g SET expires_at = NULL FROM ({AN_HEIR}) AS h WHERE g.id = h.heir_of_id",
        {"heirs_live_once"},
    ),
    "a given grant said to be an heir": Tampering(
        f"UPDATE credits_grant g SET heir_of_id = h.heir_of_id FROM ({AN_HEIR}) AS h"
        f" WHERE to_jsonb(g.id) = ({A_BOUGHT_GRANT})",
        {"heirs_live_once"},
    ),
    "a capture called a release": Tampering(held("captured", "state = 'released'"), {"holds_settle_once"}),
    "a smaller hold": Tampering(
        held("released", "amount = amount - 1"), {"holds_settle_once", "holds_know_their_grants"}
    ),
    "a hold without its row": Tampering(
        "DELETE FROM credits_hold WHERE wallet_id = %(wallet)s AND state = 'captured'",
        {"holds_settle_once", "settlements_have_holds"},
    ),
    "a removed reversal": Tampering(
        "DELETE FROM credits_entry WHERE wallet_id = %(wallet)s AND kind = 'reversal'",
        {
            "balance_is_sum",
            "balance_after_continues",
            "sequence_has_no_gap",
            "sides_sum_to_zero",
            "grant_remaining_is_explained",
        },
    ),
}
