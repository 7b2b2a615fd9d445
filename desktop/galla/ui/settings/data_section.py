"""The owner's data as a whole: where it is, settings to take along and back, and its end."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QPushButton

from galla.ui import save_dialog
from galla.ui.settings.dialog import Question
from galla.ui.settings.notes import Note, Tone
from galla.ui.settings.rows import Card, FieldRow, Section, beside
from galla.ui.settings.state import SettingsView

translate = QCoreApplication.translate

_FILE_NAME = "galla-settings.zip"


class DataWishes(QObject):
    """What the owner wants of his data."""

    folder_wanted = Signal()
    export_requested = Signal(str)
    import_requested = Signal(str)
    erase_requested = Signal()


class DataSection(Section):
    """Asks where to and where from, and before anything is lost."""

    def __init__(self, wishes: DataWishes) -> None:
        super().__init__(translate("Settings", "Your data", "heading of settings"))
        self._wishes = wishes
        self.open = QPushButton(translate("Settings", "Open folder"))
        self.open.clicked.connect(wishes.folder_wanted)
        self.export = QPushButton(translate("Settings", "Export…", "the settings"))
        self.export.clicked.connect(self._on_export)
        self.take_in = QPushButton(translate("Settings", "Import…", "the settings"))
        self.take_in.clicked.connect(self._on_import)
        self.erase = QPushButton(translate("Settings", "Delete…", "everything"))
        self.erase.setObjectName("danger")
        self.erase.clicked.connect(self._on_erase)
        self._folder = FieldRow("data_folder", translate("Settings", "Kept on this computer"), self.open)
        self._note = Note()
        card = Card()
        card.add(self._folder, *self._build_rows())
        self.add(card)
        self.add(self._note)

    def show_view(self, view: SettingsView) -> None:
        """Shows where the data are; hidden where none are the owner's."""
        self.setVisible(bool(view.machine.data_folder))
        self._folder.set_hint(view.machine.data_folder)

    def show_answer(self, sentence: str, *, good: bool) -> None:
        """Says what came of a wish."""
        self._note.say(sentence, Tone.INFO if good else Tone.ALARM)

    def _build_rows(self) -> tuple[FieldRow, ...]:
        settings = FieldRow(
            "transfer",
            translate("Settings", "Settings, without keys"),
            beside(self.export, self.take_in),
            translate("Settings", "For another computer, or to keep. Keys stay in the keyring."),
        )
        settings.name_entries(
            (self.export, translate("Settings", "export", "read aloud: the settings")),
            (self.take_in, translate("Settings", "import", "read aloud: the settings")),
        )
        end = FieldRow(
            "erase",
            translate("Settings", "Delete everything", "the name of a field"),
            self.erase,
            translate("Settings", "Nothing of Galla stays on this computer, and Galla quits."),
        )
        return settings, end

    def _on_export(self) -> None:
        self._note.say("")
        title = translate("Settings", "Export the settings")
        path = save_dialog.chosen_path(self.window(), title, _FILE_NAME, _kinds("*.zip"))
        if path:
            self._wishes.export_requested.emit(path)

    def _on_import(self) -> None:
        self._note.say("")
        path, _ = QFileDialog.getOpenFileName(
            self.window(), translate("Settings", "Import settings"), "", _kinds("*.zip *.toml")
        )
        if not path:
            return
        question = Question(
            translate("Settings", "Replace the settings?"),
            translate(
                "Settings",
                "Accounts, alerts, channels and all else are then set as in the file. The settings of now stay beside"
                " them, as settings.toml.before-import; history and keys stay as they are.",
            ),
            translate("Settings", "Replace", "a button: the settings"),
            self.window(),
        )
        question.accepted.connect(lambda: self._wishes.import_requested.emit(path))
        question.open()

    def _on_erase(self) -> None:
        self._note.say("")
        question = Question(
            translate("Settings", "Delete everything?"),
            translate(
                "Settings",
                "All accounts and channels with their keys and addresses, the history of balances and alerts with its"
                " copies, your own supplier profiles, the settings and the log are deleted. That cannot be undone.",
            ),
            translate("Settings", "Delete everything", "a button"),
            self.window(),
        )
        question.accepted.connect(self._wishes.erase_requested)
        question.open()


def _kinds(pattern: str) -> str:
    return translate("Settings", "Settings ({pattern})", "kinds of files").format(pattern=pattern)
