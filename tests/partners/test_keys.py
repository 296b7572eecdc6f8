"""Making, rotating and revoking keys."""

import datetime
from hashlib import sha256

import pytest
from django.db import connection
from django.utils import timezone

from errors_docs.surfaces import PARTNER
from partners.keys import KeyRefused, create_key, normalised_networks, revoke_key, rotate_key
from partners.models import ApiKey, User
from partners.scopes import scope_names, unknown_scopes
from tests.factories import make_key, make_partner, make_workspace

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def usable_key(**options: object) -> ApiKey:
    return create_key(account=make_partner(), name="Server", mode="live", **options).key  # type: ignore[arg-type]  # options as create_key takes them


def everything_in_the_database() -> str:
    """Every row of every table of ours as text."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith("partners_")]
        rows = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_only_the_hash_and_the_last_four_characters_are_kept() -> None:
    secret = make_key(make_partner())
    key = ApiKey.objects.get()
    assert bytes(key.hash) == sha256(secret.encode()).digest()
    assert key.hint == secret[-4:]
    kept = everything_in_the_database()
    assert key.public_id in kept
    assert secret not in kept
    assert secret[8:-4] not in kept


def test_a_key_has_every_scope_of_its_surface_unless_told_otherwise() -> None:
    assert usable_key().scopes == scope_names(PARTNER)
    assert create_key(account=make_workspace(), name="IDE", mode="live").key.scopes == ["full"]


def test_a_scope_is_kept_once() -> None:
    assert usable_key(scopes=["plans:read", "plans:read"]).scopes == ["plans:read"]


def test_a_misspelt_scope_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(KeyRefused, match=r"no scope customer:read\. Did you mean customers:read\?$"):
        create_key(account=make_partner(), name="x", mode="live", scopes=["customer:read"])


def test_unknown_scopes_are_refused_by_name() -> None:
    with pytest.raises(KeyRefused, match=r"^The Partner API has no scope cake, full\.$"):
        usable_key(scopes=["customers:read", "cake", "full"])
    assert ApiKey.objects.count() == 0
    assert unknown_scopes(PARTNER, ["plans:read", "x"]) == ["x"]


def test_a_key_without_a_scope_is_refused() -> None:
    with pytest.raises(KeyRefused, match=r"^A key needs at least one scope\.$"):
        usable_key(scopes=[])
    assert ApiKey.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("192.0.2.7/24", "192.0.2.0/24"),
        (" 10.0.0.0/255.0.0.0 ", "10.0.0.0/8"),
        ("2001:DB8::1", "2001:db8::1/128"),
        ("2001:db8::1/32", "2001:db8::/32"),
        ("::ffff:192.0.2.1", "192.0.2.1/32"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("::/0", "::/0"),
    ],
)
def test_networks_are_kept_in_one_form(given: str, kept: str) -> None:
    assert normalised_networks([given]) == [kept]
    assert usable_key(allowed_networks=[given]).allowed_networks == [kept]


@pytest.mark.parametrize("given", ["", "example.com", "192.0.2.256", "192.0.2.0/33", "fe80::1%eth0", "fe80::%1/64"])
def test_what_is_no_network_is_refused(given: str) -> None:
    with pytest.raises(KeyRefused, match=r"^Not a network in CIDR notation: "):
        usable_key(allowed_networks=["192.0.2.0/24", given])
    assert ApiKey.objects.count() == 0


def test_rotation_without_overlap_ends_the_old_key_at_once() -> None:
    old = usable_key()
    rotated = rotate_key(key=old, overlap=datetime.timedelta(0))
    old.refresh_from_db()
    assert not old.is_usable()
    assert rotated.key.is_usable()
    assert bytes(rotated.key.hash) == sha256(rotated.secret.encode()).digest() != bytes(old.hash)


def test_rotation_with_30_days_lets_both_keys_work_so_long() -> None:
    old = usable_key()
    before = timezone.now()
    rotate_key(key=old, overlap=30 * DAY)
    old.refresh_from_db()
    assert old.expires_at is not None
    assert before + 30 * DAY <= old.expires_at <= timezone.now() + 30 * DAY
    assert old.is_usable()
    assert not old.is_usable(timezone.now() + 30 * DAY)


@pytest.mark.parametrize("overlap", [30 * DAY + datetime.timedelta(microseconds=1), 31 * DAY, -DAY])
def test_an_overlap_outside_of_0_to_30_days_is_refused(overlap: datetime.timedelta) -> None:
    old = usable_key()
    with pytest.raises(KeyRefused, match=r"^The overlap is 0 to 30 days\.$"):
        rotate_key(key=old, overlap=overlap)
    assert [key.expires_at for key in ApiKey.objects.all()] == [None]


def test_the_successor_has_the_same_name_and_rights_and_names_what_it_replaces() -> None:
    staff = User.objects.create(username="ada", email="ada@example.com")
    old = usable_key(scopes=["plans:read"], allowed_networks=["192.0.2.0/24"], expires_at=timezone.now() + 90 * DAY)
    new = rotate_key(key=old, overlap=DAY, rotated_by=staff).key
    assert (new.name, new.mode, new.account_id) == ("Server", "live", old.account_id)
    assert (new.scopes, new.allowed_networks, new.expires_at) == (["plans:read"], ["192.0.2.0/24"], old.expires_at)
    assert (new.replaces, new.created_by) == (old, staff)


def test_rotation_never_lengthens_a_key_that_expires_sooner() -> None:
    soon = timezone.now() + datetime.timedelta(hours=1)
    old = usable_key(expires_at=soon)
    rotate_key(key=old, overlap=30 * DAY)
    old.refresh_from_db()
    assert old.expires_at == soon


def test_a_revoked_or_expired_key_is_not_rotated() -> None:
    revoked, expired = usable_key(), usable_key(expires_at=timezone.now())
    revoke_key(key=revoked, reason="lost")
    for key in (revoked, expired):
        with pytest.raises(KeyRefused, match=r"^A revoked or expired key can't be rotated; create a new one\.$"):
            rotate_key(key=key, overlap=DAY)
    assert ApiKey.objects.count() == 2


def test_a_key_is_revoked_once_and_the_first_reason_stays() -> None:
    key = usable_key()
    assert revoke_key(key=key, reason="found in a public repository") is True
    key.refresh_from_db()
    first = key.revoked_at
    assert first is not None
    assert not key.is_usable()
    assert revoke_key(key=key, reason="tidying up") is False
    key.refresh_from_db()
    assert (key.revoked_at, key.revoked_reason) == (first, "found in a public repository")


def test_a_key_expires_at_its_moment_and_not_before() -> None:
    end = timezone.now() + DAY
    key = usable_key(expires_at=end)
    assert key.is_usable(end - datetime.timedelta(microseconds=1))
    assert not key.is_usable(end)


def test_an_eleventh_active_workspace_key_is_refused() -> None:
    workspace = make_workspace()
    keys = [create_key(account=workspace, name=f"Key {n}", mode="live").key for n in range(10)]
    with pytest.raises(KeyRefused, match=r"^A workspace has at most 10 active keys; revoke one first\.$"):
        make_key(workspace)
    assert workspace.api_keys.count() == 10
    revoke_key(key=keys[0], reason="room")
    make_key(workspace)
    assert workspace.api_keys.count() == 11


def test_expired_keys_of_a_workspace_leave_room_and_test_keys_count() -> None:
    workspace = make_workspace()
    make_key(workspace, expires_at=timezone.now())
    for mode in ["live", "test"] * 5:
        make_key(workspace, mode)
    with pytest.raises(KeyRefused):
        make_key(workspace)


def test_a_full_workspace_may_still_rotate_a_key() -> None:
    workspace = make_workspace()
    keys = [create_key(account=workspace, name=f"Key {n}", mode="live").key for n in range(10)]
    rotate_key(key=keys[0], overlap=DAY)
    assert workspace.api_keys.count() == 11


def test_a_partner_has_as_many_keys_as_it_likes() -> None:
    partner = make_partner()
    for _ in range(12):
        make_key(partner)
    assert partner.api_keys.count() == 12
