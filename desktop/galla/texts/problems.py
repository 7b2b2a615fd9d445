"""One sentence for every problem: what happened, and what the owner does about it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.errors import (
    BadAnswerReason,
    KeyringReason,
    LedgerReason,
    Problem,
    ProblemKind,
    SettingsReason,
    UnreachableReason,
)
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate


def sentence(problem: Problem, account_name: str | None = None, zone: ZoneInfo | None = None) -> str:
    """What went wrong and what to do, naming the account if given; clock times in `zone`, else the machine's."""
    text = _sentence(problem, zone)
    if account_name is None:
        return text
    return translate("Texts", "{account}: {sentence}", "a problem of an account").format(
        account=account_name, sentence=text
    )


def short_name(kind: ProblemKind) -> str:
    """The problem in two or three words, for a badge or a table."""
    match kind:
        case ProblemKind.KEY_REJECTED:
            return translate("Texts", "Key rejected")
        case ProblemKind.ACCESS_DENIED:
            return translate("Texts", "Access denied")
        case ProblemKind.RATE_LIMITED:
            return translate("Texts", "Asked to wait", "the supplier limits requests")
        case ProblemKind.UNREACHABLE:
            return translate("Texts", "Not reachable")
        case ProblemKind.SUPPLIER_FAILING:
            return translate("Texts", "Supplier failing")
        case ProblemKind.BAD_ANSWER:
            return translate("Texts", "Unusable answer")
        case ProblemKind.KEYRING:
            return translate("Texts", "Keyring not available")
        case ProblemKind.SETTINGS:
            return translate("Texts", "Settings not usable")
        case ProblemKind.LEDGER:
            return translate("Texts", "History not usable")


def _sentence(problem: Problem, zone: ZoneInfo | None) -> str:
    match problem.kind:
        case ProblemKind.KEY_REJECTED:
            return translate(
                "Texts", "The supplier rejected the API key. Enter a valid one in the settings, under Accounts."
            )
        case ProblemKind.ACCESS_DENIED:
            return translate(
                "Texts",
                "The supplier knows the key but denies access. Ask them whether this internet address, this kind "
                "of key and the account are allowed.",
            )
        case ProblemKind.RATE_LIMITED:
            return _rate_limited(problem, zone)
        case ProblemKind.UNREACHABLE:
            return _unreachable(UnreachableReason(problem.reason), _host(problem))
        case ProblemKind.SUPPLIER_FAILING:
            return _supplier_failing(problem, zone)
        case ProblemKind.BAD_ANSWER:
            return _bad_answer(BadAnswerReason(problem.reason), problem)
        case ProblemKind.KEYRING:
            return _keyring(KeyringReason(problem.reason))
        case ProblemKind.SETTINGS:
            return _place(problem, _settings(SettingsReason(problem.reason), problem))
        case ProblemKind.LEDGER:
            return _ledger(LedgerReason(problem.reason), problem)


def _rate_limited(problem: Problem, zone: ZoneInfo | None) -> str:
    if problem.retry_at is None:
        return translate("Texts", "The supplier got too many requests. Galla waits and asks again by itself.")
    return translate("Texts", "The supplier got too many requests. Galla asks again at {time}.").format(
        time=fmt.clock_time(problem.retry_at, zone)
    )


def _supplier_failing(problem: Problem, zone: ZoneInfo | None) -> str:
    status = problem.fact("status") or "5xx"
    if problem.retry_at is None:
        return translate(
            "Texts", "The supplier's service is failing (status {status}). Galla asks again by itself."
        ).format(status=status)
    return translate(
        "Texts", "The supplier's service is failing (status {status}). Galla asks again at {time}."
    ).format(status=status, time=fmt.clock_time(problem.retry_at, zone))


def _unreachable(reason: UnreachableReason, host: str) -> str:
    match reason:
        case UnreachableReason.OFFLINE:
            return translate("Texts", "This computer is offline. Check its network or Wi-Fi.")
        case UnreachableReason.DNS:
            text = translate("Texts", "The name {host} cannot be found. Check the address of the account.")
        case UnreachableReason.CONNECT:
            text = translate(
                "Texts", "{host} does not accept connections. The supplier may be down; check the address."
            )
        case UnreachableReason.TLS:
            text = translate(
                "Texts",
                "The certificate of {host} cannot be trusted, so the key was not sent. Check the address and the "
                "clock of this computer.",
            )
        case UnreachableReason.TIMEOUT:
            text = translate("Texts", "{host} did not answer in time. Galla asks again by itself.")
        case UnreachableReason.CUT:
            text = translate("Texts", "{host} broke off in the middle of its answer. Galla asks again by itself.")
        case UnreachableReason.CAPTIVE_PORTAL:
            text = translate("Texts", "This network wants you to sign in first. Open a web page and sign in.")
    return text.format(host=host)


def _bad_answer(reason: BadAnswerReason, problem: Problem) -> str:
    match reason:
        case BadAnswerReason.NOT_JSON:
            text = translate("Texts", "The supplier's answer is not data but something else. Check the address.")
        case BadAnswerReason.NOT_TEXT:
            text = translate("Texts", "The supplier's answer cannot be read as text. Check the address.")
        case BadAnswerReason.NOT_FORM:
            text = translate("Texts", "The supplier's answer is not of the kind that the supplier profile expects.")
        case BadAnswerReason.LIST_MISSING:
            text = translate(
                "Texts", "The supplier's answer has no list of balances. Check that the supplier profile fits."
            )
        case BadAnswerReason.ITEM_MISSING if problem.fact("expected"):
            text = translate("Texts", "The supplier's answer has no balance in {expected}. Correct the currency.")
        case BadAnswerReason.ITEM_MISSING:
            text = translate("Texts", "The balance that is looked for is not in the supplier's answer.")
        case BadAnswerReason.TOKEN_MISSING:
            text = translate("Texts", "The supplier let us sign in, but gave no token to ask with. Ask the supplier.")
        case BadAnswerReason.AMOUNT_MISSING:
            text = translate("Texts", "The supplier's answer has no amount. Check that the supplier profile fits.")
        case BadAnswerReason.AMOUNT_NOT_A_NUMBER:
            text = translate(
                "Texts", "The amount in the supplier's answer is not a number. Check that the supplier profile fits."
            )
        case BadAnswerReason.AMOUNT_OUT_OF_RANGE:
            text = translate("Texts", "The amount in the supplier's answer is impossibly large. Ask the supplier.")
        case BadAnswerReason.CURRENCY_MISSING:
            text = translate("Texts", "The supplier's answer names no currency. Set the currency of the account.")
        case BadAnswerReason.CURRENCY_UNKNOWN:
            text = translate("Texts", "The supplier answered in a currency that does not exist: {found}.")
        case BadAnswerReason.CURRENCY_MISMATCH:
            text = translate(
                "Texts", "The supplier answered in {found}, but the account is in {expected}. Correct the currency."
            )
        case BadAnswerReason.REPORTED_AT_UNREADABLE:
            text = translate(
                "Texts", "The time in the supplier's answer cannot be read. Check that the supplier profile fits."
            )
        case BadAnswerReason.TOO_LARGE:
            text = translate("Texts", "The supplier's answer is far too large for a balance. Check the address.")
        case BadAnswerReason.CROSS_HOST_REDIRECT:
            text = translate(
                "Texts", "The supplier sends us to another host, so the key was not sent there. Check the address."
            )
        case BadAnswerReason.REDIRECT_LOOP:
            text = translate("Texts", "The supplier sends us round in circles. Check the address.")
        case BadAnswerReason.INSECURE_REDIRECT:
            text = translate(
                "Texts", "The supplier sends us to an unencrypted address, so the key was not sent. Check the address."
            )
        case BadAnswerReason.UNEXPECTED_STATUS:
            text = translate("Texts", "The supplier answered with status {status} instead of a balance.")
        case BadAnswerReason.REFUSED_BY_RULE:
            text = translate("Texts", "The supplier answered that it could not give the balance.")
    return text.format(
        found=problem.fact("found") or "?",
        expected=problem.fact("expected") or "?",
        status=problem.fact("status") or "?",
    )


def _keyring(reason: KeyringReason) -> str:
    match reason:
        case KeyringReason.NO_BACKEND:
            return translate(
                "Texts",
                "This system has no keyring to keep the API key in. Install one, such as GNOME Keyring or KWallet.",
            )
        case KeyringReason.LOCKED:
            return translate("Texts", "The keyring is locked; the API key in it is safe. Unlock it, then check again.")
        case KeyringReason.MISSING:
            return translate(
                "Texts", "No API key is stored for this account. Enter it in the settings, under Accounts."
            )
        case KeyringReason.DENIED:
            return translate("Texts", "The keyring did not let Galla read the API key. Allow it, then check again.")
        case KeyringReason.TIMEOUT:
            return translate(
                "Texts", "The keyring did not answer. Look for its window and answer it, then check again."
            )
        case KeyringReason.FAILED:
            return translate("Texts", "The keyring failed. Unlock it or sign in again, then check again.")


def _settings(reason: SettingsReason, problem: Problem) -> str:
    match reason:
        case SettingsReason.UNREADABLE:
            text = translate("Texts", "This file cannot be read. Check its permissions.")
        case SettingsReason.NOT_TOML:
            text = translate("Texts", "This file is not written correctly. Mend that line; nothing was changed.")
        case SettingsReason.WRONG_TYPE:
            text = translate("Texts", "“{field}” has the wrong kind of value: {expected} is expected.")
        case SettingsReason.MISSING_FIELD:
            text = translate("Texts", "“{field}” is missing. Add it.")
        case SettingsReason.BAD_VALUE:
            text = translate("Texts", "“{field}” cannot be “{found}”. Allowed: {allowed}.")
        case SettingsReason.NEWER_VERSION:
            text = translate("Texts", "The settings were written by a newer Galla. Update this one.")
        case SettingsReason.DUPLICATE_ACCOUNT:
            text = translate("Texts", "There is already an account with the id “{account}”. Choose another id.")
        case SettingsReason.UNKNOWN_ACCOUNT:
            text = translate("Texts", "There is no account with the id “{account}”.")
        case SettingsReason.NO_ACCOUNTS:
            text = translate("Texts", "There is no account yet. Add one with: galla accounts add")
        case SettingsReason.DUPLICATE_CHANNEL:
            text = translate("Texts", "There is already a channel with the id “{channel}”. Choose another id.")
        case SettingsReason.UNKNOWN_CHANNEL:
            text = translate("Texts", "There is no channel with the id “{channel}”.")
        case SettingsReason.UNKNOWN_PROFILE:
            text = translate("Texts", "There is no supplier profile called “{found}”. Known: {allowed}.")
        case SettingsReason.UNKNOWN_CURRENCY:
            text = translate("Texts", "“{found}” is no currency code. Use one such as USD, EUR or INR.")
        case SettingsReason.CURRENCY_REQUIRED:
            text = translate("Texts", "This supplier does not name its currency. Say which one the account is in.")
        case SettingsReason.UNKNOWN_TIMEZONE:
            text = translate("Texts", "“{found}” is no time zone. Use one such as Asia/Kolkata.")
        case SettingsReason.BAD_URL:
            text = translate("Texts", "“{found}” is no web address. Use one such as https://api.example.com.")
        case SettingsReason.INSECURE_URL:
            text = translate("Texts", "“{found}” is not encrypted. Use an address that begins with https://.")
        case SettingsReason.UNWRITABLE:
            text = translate("Texts", "The settings cannot be saved. Check the disk and the folder's permissions.")
        case SettingsReason.NOT_AN_EXPORT:
            text = translate("Texts", "This is no export of Galla's settings. Choose another file.")
    return text.format(
        field=problem.fact("field") or "?",
        found=problem.fact("found") or problem.fact("zone") or "?",
        expected=problem.fact("expected") or problem.fact("allowed") or "?",
        allowed=problem.fact("allowed") or "?",
        account=problem.fact("account") or "?",
        channel=problem.fact("channel") or "?",
    )


def _place(problem: Problem, text: str) -> str:
    """`text` after the file and line that it is about, where they are known."""
    path, line = problem.fact("path"), problem.fact("line")
    if path and line:
        return translate("Texts", "{path}, line {line}: {sentence}").format(path=path, line=line, sentence=text)
    if path:
        return translate("Texts", "{path}: {sentence}").format(path=path, sentence=text)
    return text


def _ledger(reason: LedgerReason, problem: Problem) -> str:
    match reason:
        case LedgerReason.CORRUPT:
            text = translate("Texts", "The history file is damaged. It was set aside; nothing in it was deleted.")
        case LedgerReason.FULL:
            text = translate("Texts", "The disk is full, so the history cannot be saved. Free some space.")
        case LedgerReason.READ_ONLY:
            text = translate("Texts", "The history cannot be saved: its folder is read-only. Allow writing to it.")
        case LedgerReason.LOCKED:
            text = translate("Texts", "Another program holds the history file. Close it and try again.")
        case LedgerReason.NEWER_VERSION:
            text = translate("Texts", "The history was written by a newer Galla. Update this one.")
        case LedgerReason.FAILED:
            text = translate("Texts", "The history could not be read or saved. Check the disk.")
    return _place(problem, text)


def _host(problem: Problem) -> str:
    return problem.fact("host") or translate("Texts", "The supplier", "stands where a host's name would")
