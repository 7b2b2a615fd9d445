"""What can go wrong, as types. No words for people: `texts` turns a `Problem` into a sentence.

Adapters translate library exceptions into these at their boundary. An exception never travels into a snapshot
(its traceback would hold frames, and frames hold secrets); its `problem`, plain immutable data, does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ProblemKind(StrEnum):
    """The `kind` of section 8's JSON; the exit code follows from it."""

    KEY_REJECTED = "key_rejected"
    ACCESS_DENIED = "access_denied"
    RATE_LIMITED = "rate_limited"
    UNREACHABLE = "unreachable"
    SUPPLIER_FAILING = "supplier_failing"
    BAD_ANSWER = "bad_answer"
    KEYRING = "keyring"
    SETTINGS = "settings"
    LEDGER = "ledger"


class UnreachableReason(StrEnum):
    """Why no answer came; each is worded differently, because the owner does something different about it."""

    OFFLINE = "offline"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    CUT = "cut"
    CAPTIVE_PORTAL = "captive_portal"


class BadAnswerReason(StrEnum):
    """What is wrong with an answer that did arrive."""

    NOT_JSON = "not_json"
    NOT_FORM = "not_form"
    NOT_TEXT = "not_text"
    LIST_MISSING = "list_missing"
    ITEM_MISSING = "item_missing"
    TOKEN_MISSING = "token_missing"  # noqa: S105 - the name of a reason
    AMOUNT_MISSING = "amount_missing"
    AMOUNT_NOT_A_NUMBER = "amount_not_a_number"
    AMOUNT_OUT_OF_RANGE = "amount_out_of_range"
    CURRENCY_MISSING = "currency_missing"
    CURRENCY_UNKNOWN = "currency_unknown"
    CURRENCY_MISMATCH = "currency_mismatch"
    REPORTED_AT_UNREADABLE = "reported_at_unreadable"
    TOO_LARGE = "too_large"
    CROSS_HOST_REDIRECT = "cross_host_redirect"
    REDIRECT_LOOP = "redirect_loop"
    INSECURE_REDIRECT = "insecure_redirect"
    UNEXPECTED_STATUS = "unexpected_status"
    REFUSED_BY_RULE = "refused_by_rule"


class KeyringReason(StrEnum):
    """Why a secret could not be had. Locked is not missing: the first is no reason to ask for the key again."""

    NO_BACKEND = "no_backend"
    LOCKED = "locked"
    MISSING = "missing"
    DENIED = "denied"
    TIMEOUT = "timeout"
    FAILED = "failed"


class SettingsReason(StrEnum):
    """What is wrong with settings, a profile or an argument that becomes a setting."""

    UNREADABLE = "unreadable"
    NOT_TOML = "not_toml"
    WRONG_TYPE = "wrong_type"
    MISSING_FIELD = "missing_field"
    BAD_VALUE = "bad_value"
    NEWER_VERSION = "newer_version"
    DUPLICATE_ACCOUNT = "duplicate_account"
    UNKNOWN_ACCOUNT = "unknown_account"
    NO_ACCOUNTS = "no_accounts"
    DUPLICATE_CHANNEL = "duplicate_channel"
    UNKNOWN_CHANNEL = "unknown_channel"
    UNKNOWN_PROFILE = "unknown_profile"
    UNKNOWN_CURRENCY = "unknown_currency"
    CURRENCY_REQUIRED = "currency_required"
    UNKNOWN_TIMEZONE = "unknown_timezone"
    BAD_URL = "bad_url"
    INSECURE_URL = "insecure_url"
    UNWRITABLE = "unwritable"
    NOT_AN_EXPORT = "not_an_export"


class LedgerReason(StrEnum):
    """Why the ledger cannot be used as it should."""

    CORRUPT = "corrupt"
    FULL = "full"
    READ_ONLY = "read_only"
    LOCKED = "locked"
    NEWER_VERSION = "newer_version"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Problem:
    """One failure as plain data: its kind, its reason, and the facts that a sentence about it needs.

    `facts` are short strings by name (never a secret, a header or a body), such as
    `status`, `host`, `expected`, `found`, `field`, `line`, `path`, `allowed`, `account`, `channel`, `zone`.
    """

    kind: ProblemKind
    reason: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    retry_at: datetime | None = None

    def fact(self, name: str) -> str:
        """The fact called `name`, or an empty string."""
        return dict(self.facts).get(name, "")


class GallaError(Exception):
    """Base of all our errors; `problem` says all there is to say, and is safe to show and to store."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.kind}:{problem.reason}" if problem.reason else str(problem.kind))
        self.problem = problem


def _facts(facts: dict[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in facts.items() if value is not None)


UNFIT_KEY = "characters"
"""The detail of a KeyRejected that never left the machine: no header can carry such a key."""


class SupplierError(GallaError):
    """A poll gave no balance."""


class KeyRejected(SupplierError):
    """401: the supplier does not know this key."""

    def __init__(self, **facts: object) -> None:
        super().__init__(Problem(ProblemKind.KEY_REJECTED, "", _facts(facts)))


class AccessDenied(SupplierError):
    """403: the key is known but this address, key type or account may not ask."""

    def __init__(self, **facts: object) -> None:
        super().__init__(Problem(ProblemKind.ACCESS_DENIED, "", _facts(facts)))


class RateLimited(SupplierError):
    """429: too many requests; `retry_at` is when the supplier allows the next, if it said so."""

    def __init__(self, retry_at: datetime | None = None, **facts: object) -> None:
        super().__init__(Problem(ProblemKind.RATE_LIMITED, "", _facts(facts), retry_at))


class Unreachable(SupplierError):
    """No whole answer came."""

    def __init__(self, reason: UnreachableReason, **facts: object) -> None:
        super().__init__(Problem(ProblemKind.UNREACHABLE, reason.value, _facts(facts)))


class SupplierFailing(SupplierError):
    """5xx: the supplier answered that it cannot; `retry_at` from a 503's Retry-After."""

    def __init__(self, retry_at: datetime | None = None, **facts: object) -> None:
        super().__init__(Problem(ProblemKind.SUPPLIER_FAILING, "", _facts(facts), retry_at))


class BadAnswer(SupplierError):
    """An answer came from which no balance can be trusted."""

    def __init__(self, reason: BadAnswerReason, **facts: object) -> None:
        super().__init__(Problem(ProblemKind.BAD_ANSWER, reason.value, _facts(facts)))


class KeyringError(SupplierError):
    """The secret of an account could not be read or written, so its supplier was not asked."""

    def __init__(self, reason: KeyringReason, **facts: object) -> None:
        super().__init__(Problem(ProblemKind.KEYRING, reason.value, _facts(facts)))


class SettingsError(GallaError):
    """Settings, a profile or an argument cannot be used; nothing was changed."""

    def __init__(self, reason: SettingsReason, **facts: object) -> None:
        super().__init__(Problem(ProblemKind.SETTINGS, reason.value, _facts(facts)))


class LedgerError(GallaError):
    """The ledger could not be read or written."""

    def __init__(self, reason: LedgerReason, **facts: object) -> None:
        super().__init__(Problem(ProblemKind.LEDGER, reason.value, _facts(facts)))


EXIT_CODES: dict[ProblemKind, int] = {
    ProblemKind.SETTINGS: 2,
    ProblemKind.LEDGER: 2,
    ProblemKind.KEY_REJECTED: 3,
    ProblemKind.ACCESS_DENIED: 3,
    ProblemKind.RATE_LIMITED: 4,
    ProblemKind.UNREACHABLE: 5,
    ProblemKind.SUPPLIER_FAILING: 5,
    ProblemKind.BAD_ANSWER: 6,
    ProblemKind.KEYRING: 7,
}
"""Exit code of a command by the kind of its problem; of several accounts, the highest."""

FAULT_EXIT_CODE = 70
"""A fault of ours (sysexits' EX_SOFTWARE), told apart from every code that a problem has."""
