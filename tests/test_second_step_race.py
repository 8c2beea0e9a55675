"""The same code sent twice at the same moment: it lets in one session."""

from functools import partial
from typing import Any

import pytest

from articles.models import RecoveryCode, RecoveryCodes
from articles.second_factor.factors import factors_of, remove
from tests.race_kit import at_once
from tests.second_factor_kit import (
    after_password,
    code_of,
    give_app,
    give_codes,
    give_passkey,
    take_step,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("database_for_threads"),
]


def statuses(code: str) -> list[int]:
    clients = [after_password("editor") for _ in range(2)]
    answers = at_once(*[partial(take_step, client, code) for client in clients])
    return sorted(answer.status_code for answer in answers)


def test_one_code_of_the_app_sent_twice_at_once_lets_in_one_session(users: Any) -> None:
    for _ in range(3):
        got = statuses(code_of(give_app(users.editor)))
        assert got[0] == 302
        assert got[1] in (422, 429)
        users.editor.totpdevice_set.all().delete()


def test_one_recovery_code_sent_twice_at_once_lets_in_one_session(users: Any) -> None:
    give_app(users.editor)
    codes = give_codes(users.editor)
    for number, code in enumerate(codes[:5], start=1):
        got = statuses(code)
        assert got[0] == 302
        assert got[1] in (422, 429)
        assert RecoveryCode.objects.count() == 10 - number
        RecoveryCodes.objects.update(throttling_failure_timestamp=None)


def test_of_two_removals_at_once_the_last_factor_stays_where_it_is_required(users: Any) -> None:
    for _ in range(5):
        give_app(users.editor)
        give_passkey(users.editor)
        factors = factors_of(users.editor)
        removed = at_once(
            *[
                partial(remove, users.editor, device, may_be_last=False)
                for device in (factors.app, *factors.passkeys)
            ]
        )
        assert sorted(removed) == [False, True]
        assert factors_of(users.editor).count == 1
        users.editor.totpdevice_set.all().delete()
        users.editor.webauthncredential_set.all().delete()


def test_a_removal_that_is_sent_twice_removes_no_recovery_codes_beside_the_other_factor(
    users: Any,
) -> None:
    give_app(users.editor)
    give_passkey(users.editor)
    give_codes(users.editor)
    app = factors_of(users.editor).app
    assert [remove(users.editor, app, may_be_last=True) for _ in range(2)] == [True, True]
    assert (factors_of(users.editor).count, factors_of(users.editor).codes_left) == (1, 10)
