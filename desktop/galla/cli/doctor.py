"""`galla doctor`: says in words what works here, and what to do about what does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator

from galla.adapters import desktop_probe
from galla.cli import doctor_channels, doctor_machine
from galla.cli.context import Context
from galla.cli.finding import Finding
from galla.domain.channel import ChannelHealth
from galla.domain.errors import EXIT_CODES, GallaError, Problem, ProblemKind
from galla.domain.model import SecretName, StorageState
from galla.domain.settings import Account, Settings
from galla.texts import checkup, locale_format, problems
from galla.texts import commands as words
from galla.texts.commands import Health


def run(here: Context) -> int:
    """Prints one line for each thing looked at; the exit code is the highest of what failed."""
    code = 0
    for finding in asyncio.run(_examine(here)):
        print(words.check_line(finding.health, finding.sentence))
        if finding.problem_kind is not None:
            code = max(code, EXIT_CODES[finding.problem_kind])
    return code


async def _examine(here: Context) -> list[Finding]:
    findings: list[Finding] = [*doctor_machine.machine(here)]
    settings = Settings()
    try:
        settings = here.settings()
        findings.append(_settings(here, settings))
        findings += [Finding(Health.MIND, words.settings_warning(item)) for item in settings.warnings]
    except GallaError as error:
        findings.append(_failed(error.problem, checkup.settings_fail))
    findings += doctor_machine.profiles(here)
    ledger, health = await _ledger(here)
    findings.append(ledger)
    keyring, addresses = await _keyring(here, settings)
    findings.append(keyring)
    findings += _desktop(await desktop_probe.probe())
    findings += doctor_channels.channels(settings.alerts, addresses, health)
    findings += [await _supplier(here, account) for account in settings.accounts]
    return findings


def _settings(here: Context, settings: Settings) -> Finding:
    path = str(here.paths.settings_file)
    if not settings.accounts:
        return Finding(Health.MIND, checkup.settings_missing(path))
    return Finding(Health.WORKS, checkup.settings_read(path, len(settings.accounts)))


async def _ledger(here: Context) -> tuple[Finding, tuple[ChannelHealth, ...]]:
    """And how delivering to the channels went."""
    path, health = str(here.paths.ledger_folder), tuple[ChannelHealth, ...]()
    try:
        async with here.ledger() as ledger:
            storage, health = ledger.storage, await ledger.channel_health()
    except GallaError as error:
        return _failed(error.problem, checkup.ledger_fails), health
    if storage is StorageState.MEMORY_ONLY:
        return Finding(Health.FAILS, checkup.ledger_in_memory(path), ProblemKind.LEDGER), health
    return Finding(Health.WORKS, checkup.ledger_writes(path)), health


async def _keyring(here: Context, settings: Settings) -> tuple[Finding, Collection[SecretName] | None]:
    """Asks for all keys and addresses at once, as each look may prompt; gives those that are there, None if unknown."""
    wanted = [name for account in settings.accounts for name in doctor_machine.secret_names(here, account)]
    wanted += doctor_channels.secret_names(settings.alerts)
    try:
        found = await here.secrets().read(wanted or [SecretName("doctor", "api_key")])
    except GallaError as error:
        return _failed(error.problem, checkup.keyring_fails), None
    return Finding(Health.WORKS, checkup.keyring_works()), set(found)


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
    if account.paused:  # perhaps because an import has changed where its keys would go
        return Finding(Health.MIND, checkup.supplier_paused(account.name))
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
