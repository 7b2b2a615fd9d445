"""An example answer as a tree, in which the owner clicks the balance and its currency."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from galla.domain.json_pointer import Pointer

translate = QCoreApplication.translate

_POINTER = Qt.ItemDataRole.UserRole


class AnswerTree(QTreeWidget):
    """Every value of the answer in a line of its own."""

    value_chosen = Signal(object, object)
    """Its Pointer, and the value itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("answer")
        self.setColumnCount(2)
        self.setHeaderLabels(
            [translate("Settings", "Name", "of a value in an answer"), translate("Settings", "Value", "in an answer")]
        )
        self.setAccessibleName(translate("Settings", "The answer, value by value"))
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.setUniformRowHeights(True)
        self._values: dict[tuple[str, ...], object] = {}
        self.itemClicked.connect(self._on_item)
        self.itemActivated.connect(self._on_item)

    def show_document(self, document: object) -> None:
        """Shows the answer, unfolded."""
        self.clear()
        self._values.clear()
        self._add(self.invisibleRootItem(), document, ())
        self.expandAll()

    def mark(self, pointer: Pointer | None) -> None:
        """Selects the value there."""
        self.clearSelection()
        if pointer is None:
            return
        for item in self.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive, 0):
            if item.data(0, _POINTER) == pointer.tokens:
                self.setCurrentItem(item)

    def _add(self, parent: QTreeWidgetItem, node: object, tokens: tuple[str, ...]) -> None:
        if isinstance(node, dict | list):
            members = node.items() if isinstance(node, dict) else ((str(i), item) for i, item in enumerate(node))
            for key, value in members:
                item = QTreeWidgetItem(parent, [str(key), "" if isinstance(value, dict | list) else _shown(value)])
                item.setData(0, _POINTER, (*tokens, str(key)))
                self._add(item, value, (*tokens, str(key)))
            return
        self._values[tokens] = node
        if not tokens:
            item = QTreeWidgetItem(parent, ["", _shown(node)])
            item.setData(0, _POINTER, ())

    def _on_item(self, item: QTreeWidgetItem) -> None:
        tokens = tuple(item.data(0, _POINTER) or ())
        if tokens in self._values:
            self.value_chosen.emit(Pointer(tokens), self._values[tokens])


def _shown(value: object) -> str:
    """As JSON writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | Decimal) else "?"
