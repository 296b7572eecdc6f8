"""What guards the sign-in holds over all processes: a code is used once, tries are counted together."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from partners.models import User
from portal.models import CachedValue
from tests.factories import make_partner
from tests.portal.conftest import UNCHANGING
from tests.portal.members import code_of, make_member
from tests.portal.sign_in_once import sign_in
from tests.portal.test_second_factor import with_totp
from tests.processes import Processes, processes

PROCESSES = 4
#: As this process has them.
SETTINGS = {
    "MFA_TOTP_PERIOD": UNCHANGING,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unchanging_codes")]


@pytest.fixture(scope="module")
def four(django_db_setup: None) -> Iterator[Processes]:
    with processes(PROCESSES) as running:
        yield running


@pytest.fixture
def user() -> tuple[User, str]:
    """Somebody with an authenticator app, and the code that it shows."""
    user = make_member(make_partner())
    code = code_of(with_totp(user))
    # As if it had been set up with the code before this one.
    CachedValue.objects.all().delete()
    return user, code


def test_of_processes_that_use_a_code_at_once_one_may(four: Processes, user: tuple[User, str]) -> None:
    someone, code = user
    assert sorted(four.run("tests.portal.sign_in_once:use", someone.pk, code, settings=SETTINGS)) == [False] * 3 + [
        True
    ]
    assert four.run("tests.portal.sign_in_once:use", someone.pk, code, settings=SETTINGS) == [False] * 4


def test_a_code_signs_in_once_however_many_processes_it_is_sent_to(four: Processes, user: tuple[User, str]) -> None:
    someone, code = user
    answers = four.run("tests.portal.sign_in_once:sign_in", someone.email, code, settings=SETTINGS)
    assert sorted(answers) == [[200, 302]] * 3 + [[302, 200]]


def test_the_code_of_the_set_up_signs_nobody_in() -> None:
    user = make_member(make_partner())
    code = code_of(with_totp(user))
    assert sign_in(user.email, code) == (200, 302)


def test_an_expired_mark_is_taken_over_by_one(four: Processes) -> None:
    for number in range(25):
        cache.set(f"mark{number}", "y", 0)
        assert sorted(four.run("tests.portal.sign_in_once:add", f"mark{number}")) == [False] * 3 + [True]


def test_five_tries_at_a_code_are_five_over_all_processes(four: Processes, user: tuple[User, str]) -> None:
    tries = [*four.run("tests.portal.sign_in_once:may_try", user[0].pk)]
    tries += four.run("tests.portal.sign_in_once:may_try", user[0].pk)
    assert tries.count(True) == 5
