"""`galla doctor`: says in words what works here, and what to do about what does not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from galla.adapters import desktop_probe
from galla.cli.context import Context
from galla.domain.errors import EXIT_CODES, GallaError, Problem, ProblemKind
from galla.domain.model import SecretName, StorageState
from galla.domain.settings import Account, Settings
from galla.engine.credentials import Credentials
from galla.texts import checkup, locale_format, problems
from galla.texts import commands as words
from galla.texts.commands import Health


def run(here: Context) -> int:
    """Prints one line for each thing looked at; the exit code is the highest of what failed."""
    code = 0
    for health, sentence, problem_kind in asyncio.run(_examine(here)):
        print(words.check_line(health, sentence))
        if problem_kind is not None:
            code = max(code, EXIT_CODES[problem_kind])
    return code


Finding = tuple[Health, str, ProblemKind | None]


async def _examine(here: Context) -> list[Finding]:
    findings: list[Finding] = []
    settings = Settings()
    try:
        settings = here.settings()
        findings.append(_settings(here, settings))
        findings += [(Health.MIND, words.settings_warning(item), None) for item in settings.warnings]
    except GallaError as error:
        findings.append(_failed(error.problem))
    findings.append(await _ledger(here))
    findings.append(await _keyring(here, settings))
    findings += _desktop(await desktop_probe.probe())
    findings += [await _supplier(here, account) for account in settings.accounts]
    return findings


def _settings(here: Context, settings: Settings) -> Finding:
    path = str(here.paths.settings_file)
    if not settings.accounts:
        return Health.MIND, checkup.settings_missing(path), None
    return Health.WORKS, checkup.settings_read(path, len(settings.accounts)), None


async def _ledger(here: Context) -> Finding:
    path = str(here.paths.ledger_folder)
    try:
        async with here.ledger() as ledger:
            storage = ledger.storage
    except GallaError as error:
        return _failed(error.problem)
    if storage is StorageState.MEMORY_ONLY:
        return Health.FAILS, checkup.ledger_in_memory(path), ProblemKind.LEDGER
    return Health.WORKS, checkup.ledger_writes(path), None


async def _keyring(here: Context, settings: Settings) -> Finding:
    """Asks for the accounts' keys (or for one that is not there): the answer is thrown away."""
    wanted = [SecretName(account.id, "api_key") for account in settings.accounts] or [SecretName("doctor", "api_key")]
    try:
        await here.secrets().read(wanted)
    except GallaError as error:
        return _failed(error.problem)
    return Health.WORKS, checkup.keyring_works(), None


def _desktop(desktop: desktop_probe.Desktop) -> Iterator[Finding]:
    if desktop.has_tray:
        yield Health.WORKS, checkup.tray_works(), None
    elif desktop.has_bus:
        yield Health.MIND, checkup.tray_absent(), None
    else:
        yield Health.MIND, checkup.tray_unasked(), None
    server = desktop.notification_server
    if server is None:
        yield Health.MIND, checkup.notifications_absent(), None
    elif desktop.do_not_disturb:
        yield Health.MIND, checkup.notifications_silenced(server), None
    elif not desktop.shows_buttons:
        yield Health.MIND, checkup.notifications_without_buttons(server), None
    else:
        yield Health.WORKS, checkup.notifications_work(server), None


async def _supplier(here: Context, account: Account) -> Finding:
    try:
        async with here.source() as source:
            secrets = await Credentials(here.secrets(), here.profiles.secret_names).of(account)
            answer = await source.fetch(account, secrets)
    except GallaError as error:
        return Health.FAILS, problems.sentence(error.problem, account.name), error.problem.kind
    amount = locale_format.money(answer.reading.balance)
    return Health.WORKS, checkup.supplier_works(account.name, amount), None


def _failed(problem: Problem) -> Finding:
    return Health.FAILS, problems.sentence(problem), problem.kind
