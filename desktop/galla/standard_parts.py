"""The parts that the program runs on: the owner's files, the OS keyring, the desktop's notifications."""

from __future__ import annotations

from galla.adapters.autostart import start_at_login
from galla.adapters.channels import AppriseSender
from galla.adapters.heartbeat_ping import HttpPinger
from galla.adapters.log import Redaction, start_log
from galla.adapters.notifications import platform_notifier
from galla.adapters.paths import Paths
from galla.adapters.profiles import profile_ids
from galla.adapters.secrets import KeyringStore
from galla.adapters.settings_file import SettingsFile
from galla.domain.ports import Clock
from galla.resource_files import resource_path
from galla.texts import language
from galla.watch_parts import Parts


def build(paths: Paths, clock: Clock) -> Parts:
    """Everything composed for the owner's own accounts; the log begins here."""
    from galla.adapters.machine import MachineNews
    from galla.adapters.settings_news import SettingsFileNews
    from galla.adapters.settings_transfer import SettingsTransfer

    redaction = Redaction()
    start_log(paths.log_folder, redaction)
    file = SettingsFile(paths.settings_file, known_profiles=lambda: profile_ids(paths.profiles_folder))
    return Parts(
        paths=paths,
        clock=clock,
        load_settings=file.load,
        change_alerts=file.change_alerts,
        change_account=file.change_account,
        change_general=file.change_general,
        add_account=file.add_account,
        remove_account=file.remove_account,
        secrets=KeyringStore(),
        notifier=platform_notifier(resource_path("icons", "galla.svg")),
        sender=AppriseSender(),
        pinger=HttpPinger(),
        news=MachineNews(),
        settings_news=SettingsFileNews(file),
        start_at_login=start_at_login(),
        transfer=SettingsTransfer(file, paths.profiles_folder),
        zone=language.system_zone,
        secret_seen=redaction.add,
    )
