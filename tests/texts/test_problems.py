from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

from galla.domain.errors import (
    BadAnswerReason,
    KeyringReason,
    LedgerReason,
    Problem,
    ProblemKind,
    SettingsReason,
    UnreachableReason,
)
from galla.domain.settings import Language
from galla.texts import problems

REASONS: dict[ProblemKind, type[StrEnum] | None] = {
    ProblemKind.KEY_REJECTED: None,
    ProblemKind.ACCESS_DENIED: None,
    ProblemKind.RATE_LIMITED: None,
    ProblemKind.UNREACHABLE: UnreachableReason,
    ProblemKind.SUPPLIER_FAILING: None,
    ProblemKind.BAD_ANSWER: BadAnswerReason,
    ProblemKind.KEYRING: KeyringReason,
    ProblemKind.SETTINGS: SettingsReason,
    ProblemKind.LEDGER: LedgerReason,
}
FACTS = tuple(
    (name, f"«{name}»")
    for name in ("host", "status", "found", "expected", "field", "allowed", "account", "channel", "zone")
)


def every_problem() -> list[Problem]:
    return [
        Problem(kind, reason, FACTS)
        for kind, reasons in REASONS.items()
        for reason in (["" ] if reasons is None else [str(reason) for reason in reasons])
    ]  # fmt: skip


def test_the_list_of_reasons_is_complete() -> None:
    assert set(REASONS) == set(ProblemKind)


@pytest.mark.parametrize("chosen", [Language.ENGLISH, Language.HINDI])
def test_every_problem_has_a_sentence_of_its_own(speak: Callable[[Language], None], chosen: Language) -> None:
    speak(chosen)
    sentences = [problems.sentence(problem) for problem in every_problem()]
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        assert len(sentence) > 10
        assert "{" not in sentence
        assert "?" not in sentence, "a fact that was given is used"


@pytest.mark.parametrize("chosen", [Language.ENGLISH, Language.HINDI])
def test_a_sentence_holds_without_any_fact(speak: Callable[[Language], None], chosen: Language) -> None:
    speak(chosen)
    for problem in every_problem():
        sentence = problems.sentence(Problem(problem.kind, problem.reason))
        assert "{" not in sentence
        assert "None" not in sentence


def test_the_account_is_named_where_it_is_known(english: None) -> None:
    assert problems.sentence(Problem(ProblemKind.KEY_REJECTED), "FoxReload").startswith("FoxReload: The supplier")


def test_a_mismatch_names_both_currencies(english: None) -> None:
    facts = (("expected", "USD"), ("found", "EUR"))
    sentence = problems.sentence(Problem(ProblemKind.BAD_ANSWER, "currency_mismatch", facts))
    assert sentence == "The supplier answered in EUR, but the account is in USD. Correct the currency."


def test_a_limit_says_when_the_next_request_goes(english: None) -> None:
    until = datetime(2026, 11, 12, 9, 2, tzinfo=UTC)
    for kind in (ProblemKind.RATE_LIMITED, ProblemKind.SUPPLIER_FAILING):
        assert "14:32" in problems.sentence(Problem(kind, retry_at=until), zone=ZoneInfo("Asia/Kolkata"))


def test_a_settings_mistake_names_file_and_line(english: None) -> None:
    facts = (("path", "settings.toml"), ("line", "12"), ("field", "currency"), ("found", "DOLLAR"))
    sentence = problems.sentence(Problem(ProblemKind.SETTINGS, "unknown_currency", facts))
    assert sentence == "settings.toml, line 12: “DOLLAR” is no currency code. Use one such as USD, EUR or INR."


def test_every_kind_has_a_short_name(english: None) -> None:
    assert len({problems.short_name(kind) for kind in ProblemKind}) == len(ProblemKind)


def test_a_broken_profile_is_not_called_the_settings(english: None) -> None:
    broken = Problem(ProblemKind.SETTINGS, SettingsReason.NOT_TOML, (("path", "shop.toml"), ("line", "3")))
    assert problems.sentence(broken) == (
        "shop.toml, line 3: This file is not written correctly. Mend that line; nothing was changed."
    )
