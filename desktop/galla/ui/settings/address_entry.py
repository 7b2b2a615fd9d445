"""Where an address with credentials is entered: hidden unless the owner looks, and wiped when the dialog closes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from galla.domain.model import Secret

translate = QCoreApplication.translate

_LONGEST = 2000
"""Signs; Windows keeps no more in its keyring."""


class AddressEntry(QWidget):
    """A password field with a button that shows what is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setMaxLength(_LONGEST)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
            | Qt.InputMethodHint.ImhUrlCharactersOnly
        )
        self._reveal = QPushButton()
        self._reveal.setCheckable(True)
        self._reveal.setAutoDefault(False)
        self._reveal.toggled.connect(self._on_toggled)
        self._on_toggled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self._reveal)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.line)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return not self.line.text().strip()

    def secret(self) -> Secret:
        """What was entered."""
        return Secret(self.line.text().strip())

    def wipe(self) -> None:
        """Forgets what was entered, and how it could be brought back."""
        self.line.setText("")  # unlike clear(), this leaves nothing to be undone
        self._reveal.setChecked(False)

    def _on_toggled(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        self._reveal.setText(
            translate("Settings", "Hide", "an address that is shown")
            if shown
            else translate("Settings", "Show", "an address that is hidden")
        )
