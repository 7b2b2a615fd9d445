"""The language of everything that people read: translators on the running application and the default locale."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QTimeZone,
    QTranslator,
    qInstallMessageHandler,
)

from galla.domain.settings import Language
from galla.resource_files import resource_path


def install(language: Language) -> tuple[QTranslator, ...]:
    """The translators now installed on the running application; keep them, and give them to `remove` before another.

    Also sets the default QLocale. Without a QCoreApplication only the locale is set.
    """
    locale = locale_for(language, QLocale.system())
    QLocale.setDefault(locale)
    application = QCoreApplication.instance()
    if application is None:
        return ()
    code = "hi" if locale.language() == QLocale.Language.Hindi else "en"
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    installed: list[QTranslator] = []
    for path in (f"{qt_folder}/qtbase_{code}.qm", str(resource_path("translations", f"galla_{code}.qm"))):
        translator = QTranslator(application)
        if translator.load(path) and QCoreApplication.installTranslator(translator):
            installed.append(translator)
    return tuple(installed)


def remove(translators: tuple[QTranslator, ...]) -> None:
    """Takes back what `install` did, so that another language can follow."""
    for translator in translators:
        QCoreApplication.removeTranslator(translator)


def is_of_the_source() -> bool:
    """Whether the language is the one in which texts are written: what was said before it was installed may stand."""
    return QLocale().language() == QLocale.Language.English


def locale_for(language: Language, system: QLocale) -> QLocale:
    """The locale of words and figures: the chosen language, the system's country.

    Hindi is always India's, because ₹1,00,000.00 belongs to it. A system language that is neither Hindi nor English
    reads English words, with the figures of its own country.
    """
    wants_hindi = language is Language.HINDI or (
        language is Language.SYSTEM and system.language() == QLocale.Language.Hindi
    )
    if wants_hindi:
        return QLocale(QLocale.Language.Hindi, QLocale.Country.India)
    return QLocale(QLocale.Language.English, system.territory())


def start_console(language: Language) -> tuple[QCoreApplication, tuple[QTranslator, ...]]:
    """A Qt application without windows and its translators, for a command; keep both while it runs."""
    application = QCoreApplication.instance()
    if application is None:
        before = qInstallMessageHandler(lambda *_: None)  # under cron Qt remarks at length that the locale is "C"
        application = QCoreApplication([])
        qInstallMessageHandler(before)
    return application, install(language)


def system_timezone() -> str:
    """This machine's time zone by its IANA name; UTC where the system does not know one."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    return name or "UTC"


def system_zone() -> ZoneInfo:
    """This machine's time zone; UTC where there is none of its name."""
    try:
        return ZoneInfo(system_timezone())
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def end_console() -> None:
    """Takes the application without windows away, so that one with windows can follow."""
    application = QCoreApplication.instance()
    if application is not None:
        application.shutdown()
