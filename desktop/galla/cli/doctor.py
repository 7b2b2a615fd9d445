"""`galla doctor`: says in words what works here, and what to do about what does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from galla.adapters import desktop_probe
from galla.cli.context import Context
from galla.domain.errors import EXIT_CODES, GallaError, Problem, ProblemKind
from galla.domain.model import SecretName, StorageState
from galla.domain.settings import Account, Settings
from galla.texts import checkup, locale_format, problems
from galla.texts import commands as words
from galla.texts.commands import Health


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the answer."""

    health: Health
    sentence: str
    problem_kind: ProblemKind | None = None
    """Decides the exit code, where something fails."""


def run(here: Context) -> int:
    """Prints one line for each thing looked at; the exit code is the highest of what failed."""
    code = 0
    for finding in asyncio.run(_examine(here)):
        print(words.check_line(finding.health, finding.sentence))
        if finding.problem_kind is not None:
            code = max(code, EXIT_CODES[finding.problem_kind])
    return code


async def _examine(here: Context) -> list[Finding]:
    findings: list[Finding] = []
    settings = Settings()
    try:
        settings = here.settings()
        findings.append(_settings(here, settings))
        findings += [Finding(Health.MIND, words.settings_warning(item)) for item in settings.warnings]
    except GallaError as error:
        findings.append(_failed(error.problem, checkup.settings_fail))
    findings.append(await _ledger(here))
    findings.append(await _keyring(here, settings))
    findings += _desktop(await desktop_probe.probe())
    findings += [await _supplier(here, account) for account in settings.accounts]
    return findings


def _settings(here: Context, settings: Settings) -> Finding:
    path = str(here.paths.settings_file)
    if not settings.accounts:
        return Finding(Health.MIND, checkup.settings_missing(path))
    return Finding(Health.WORKS, checkup.settings_read(path, len(settings.accounts)))


async def _ledger(here: Context) -> Finding:
    path = str(here.paths.ledger_folder)
    try:
        async with here.ledger() as ledger:
            storage = ledger.storage
    except GallaError as error:
        return _failed(error.problem, checkup.ledger_fails)
    if storage is StorageState.MEMORY_ONLY:
        return Finding(Health.FAILS, checkup.ledger_in_memory(path), ProblemKind.LEDGER)
    return Finding(Health.WORKS, checkup.ledger_writes(path))


async def _keyring(here: Context, settings: Settings) -> Finding:
    """Asks for the accounts' keys (or for one that is not there): the answer is thrown away."""
    wanted = [SecretName(account.id, "api_key") for account in settings.accounts] or [SecretName("doctor", "api_key")]
    try:
        await here.secrets().read(wanted)
    except GallaError as error:
        return _failed(error.problem, checkup.keyring_fails)
    return Finding(Health.WORKS, checkup.keyring_works())


def _desktop(desktop: desktop_probe.Desktop) -> Iterator[Finding]:
    if desktop.has_tray:
        yield Finding(Health.WORKS, checkup.tray_works())
    elif desktop.has_bus:
        yield Finding(Health.MIND, checkup.tray_absent())
    else:
        yield Finding(Health.MIND, checkup.tray_unasked())
    server = desktop.notification_server
    if server is None:
        yield Finding(Health.MIND, checkup.notifications_absent())
    elif desktop.do_not_disturb:
        yield Finding(Health.MIND, checkup.notifications_silenced(server))
    elif not desktop.shows_buttons:
        yield Finding(Health.MIND, checkup.notifications_without_buttons(server))
    else:
        yield Finding(Health.WORKS, checkup.notifications_work(server))


async def _supplier(here: Context, account: Account) -> Finding:
    try:
        await here.obey_silence(account)
        async with here.source() as source:
            secrets = await here.credentials().of(account)
            answer = await source.fetch(account, secrets)
    except GallaError as error:
        return Finding(Health.FAILS, problems.sentence(error.problem, account.name), error.problem.kind)
    amount = locale_format.money(answer.reading.balance)
    return Finding(Health.WORKS, checkup.supplier_works(account.name, amount))


def _failed(problem: Problem, headed: Callable[[str], str]) -> Finding:
    return Finding(Health.FAILS, headed(problems.sentence(problem)), problem.kind)
