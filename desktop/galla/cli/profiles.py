"""`galla profiles list|show|check`: the suppliers that Galla can ask, and the trial of a file for another one."""

from __future__ import annotations

import sys
from pathlib import Path

from galla.adapters.profiles import load_file, own_profile_ids, profile_ids
from galla.cli.context import Context
from galla.domain.errors import EXIT_CODES, Problem, ProblemKind, SettingsError, SettingsReason
from galla.domain.profiles.examples import differences, read_answer
from galla.domain.profiles.model import Profile
from galla.texts import problems
from galla.texts import profile_commands as words

LARGEST_ANSWER = 1024 * 1024


def show_all(here: Context) -> int:
    """Prints one line for each profile; a broken file of the owner's is told, and no reason to hide the others."""
    own = own_profile_ids(here.paths.profiles_folder)
    worst = 0
    for profile_id in profile_ids(here.paths.profiles_folder):
        try:
            print(words.line(profile_id, here.profiles.get(profile_id), is_own=profile_id in own))
        except SettingsError as error:
            print(words.broken_line(profile_id, problems.sentence(error.problem)))
            worst = EXIT_CODES[error.problem.kind]
    return worst


def show(here: Context, profile_id: str) -> int:
    """Prints what the profile says. Raises SettingsError where there is none, or it is broken."""
    for line in words.details(profile_id, here.profiles.get(profile_id)):
        print(line)
    return 0


def check(here: Context, file: Path, *, answer: str | None, currency: str | None, status: int) -> int:
    """Looks for mistakes in the file, tries it on its own examples, and reads `answer` by it.

    Raises SettingsError, which names file, key and what is allowed.
    """
    profile = load_file(file)
    wrong = [
        words.reads_otherwise(number, difference)
        for number, example in enumerate(profile.examples, 1)
        for difference in differences(profile, example)
    ]
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    if not wrong:
        print(words.sound(file.name, len(profile.examples)))
    outcome = EXIT_CODES[ProblemKind.BAD_ANSWER] if wrong else 0
    if answer is None:
        return outcome
    return max(outcome, _read(here, profile, _bytes_of(answer), currency, status))


def _read(here: Context, profile: Profile, body: bytes, currency: str | None, status: int) -> int:
    if profile.needs_currency and currency is None:
        raise SettingsError(SettingsReason.CURRENCY_REQUIRED, account=profile.name, field="--currency")
    read = read_answer(profile, body, status, currency, here.clock.now())
    if isinstance(read, Problem):
        print(problems.sentence(read), file=sys.stderr)
        return EXIT_CODES[read.kind]
    for line in words.would_read(profile, read, here.zone()):
        print(line)
    return 0


def _bytes_of(answer: str) -> bytes:
    """The recorded answer: a file, or standard input for `-`."""
    try:
        if answer == "-":
            return sys.stdin.buffer.read(LARGEST_ANSWER)
        with Path(answer).open("rb") as stream:
            return stream.read(LARGEST_ANSWER)
    except OSError as error:
        raise SettingsError(SettingsReason.UNREADABLE, path=answer, detail=error.strerror) from None
