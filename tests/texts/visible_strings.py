"""Finds strings that a person would read and that are not marked for translation.

By the syntax tree: a literal with letters that reaches a call which shows text (`setText`, `QLabel`, `print` …), or is
returned by `texts`, must come out of `tr` or `translate`; and what is marked must be literal, or lupdate misses it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHOWING = frozenset(
    """
    setText setPlainText setHtml setTitle setWindowTitle setToolTip setStatusTip setWhatsThis setPlaceholderText
    setAccessibleName setAccessibleDescription setSuffix setPrefix setSpecialValueText setLabel setLabelText
    setInformativeText setDetailedText setHeaderLabels setHorizontalHeaderLabels setVerticalHeaderLabels
    setCancelButtonText setButtonText setApplicationDisplayName addAction addMenu addItem addItems addTab addRow
    addButton insertItem drawText drawStaticText showMessage
    QLabel QPushButton QToolButton QAction QCheckBox QRadioButton QGroupBox QMenu QDockWidget QStaticText
    QTableWidgetItem QListWidgetItem QTreeWidgetItem QMessageBox QProgressDialog QErrorMessage
    print input getpass set_whole_text set_text set_title set_label TextItem
    """.split()
)
SHOWING_OF = frozenset(
    {(owner, name) for owner in ("stdout", "stderr") for name in ("write", "writelines")}
    | {("QMessageBox", name) for name in ("about", "critical", "information", "question", "warning")}
    | {("QInputDialog", name) for name in ("getText", "getItem", "getInt", "getDouble")}
    | {("QFileDialog", name) for name in ("getSaveFileName", "getOpenFileName", "getExistingDirectory")}
    | {("save_dialog", "chosen_path")}
)
SHOWN_KEYWORDS = frozenset({"help", "description", "epilog", "usage"})
"""Not `metavar`: ID and URL are symbols of the command line, as its options are."""
MARKING = frozenset({"tr", "translate"})
NOT_WORDS = frozenset({"https://", "Galla"})
"""The product's name is the same in every language."""
PHRASE = re.compile(r"&?[A-Z][a-z&]*'?[a-z]* [a-z]+\b(?![(\[{:])")
"""A capital, then a second word in small letters."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One string and where it is."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}: {self.text!r}"


def unmarked(path: Path, *, returns_are_shown: bool = False) -> list[Finding]:
    """Literals that are shown without having been marked."""
    found: list[Finding] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call):
            values += [keyword.value for keyword in node.keywords if keyword.arg in SHOWN_KEYWORDS]
            if _shows(node):
                values += [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg in {None, "text"})]
        elif isinstance(node, ast.Return) and returns_are_shown and node.value is not None:
            values.append(node.value)
        for value in values:
            found.extend(Finding(path, literal.lineno, literal.value) for literal in _literals(value))
    return found


def sentence_like(path: Path) -> list[Finding]:
    """Literals that read like a phrase in English, wherever they go, except marks, docstrings, logs and errors."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    excused: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            excused.add(node.value)
        elif isinstance(node, ast.Raise | ast.Assert) or (isinstance(node, ast.Call) and _speaks_elsewhere(node)):
            excused.update(ast.walk(node))
    return [
        Finding(path, node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node not in excused and isinstance(node.value, str) and _reads(node.value)
    ]


def marked(path: Path) -> tuple[dict[Key, Finding], list[Finding]]:
    """What `path` marks, by context, text and note; and the marks that are not literal."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    keys: dict[Key, Finding] = {}
    faulty: list[Finding] = []
    for owner, call in _marking_calls(tree, ""):
        arguments = [_constant(argument) for argument in call.args[:3]]
        if _name(call) == "tr":
            arguments = [owner, *arguments[:2]]
        context, text = (*arguments, None, None)[:2]
        if context is None or text is None:
            faulty.append(Finding(path, call.lineno, ast.unparse(call)))
            continue
        note = arguments[2] if len(arguments) > 2 else ""
        keys[context, text, note or ""] = Finding(path, call.lineno, text)
    return keys, faulty


def _speaks_elsewhere(call: ast.Call) -> bool:
    """Marks, logs, the developer's asserts: not shown as they stand."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return _name(call) in MARKING or (isinstance(owner, ast.Name) and owner.id in {"log", "logger", "warnings", "re"})


def _reads(text: str) -> bool:
    return PHRASE.match(text) is not None


def _shows(call: ast.Call) -> bool:
    name = _name(call)
    if name in SHOWING:
        return True
    if isinstance(call.func, ast.Attribute):
        owner = call.func.value
        owner_name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
        return (owner_name, name) in SHOWING_OF
    return False


def _literals(node: ast.expr) -> Iterator[ast.Constant]:
    """String literals with letters in an expression whose value is shown, except those that are marked."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and node.value not in NOT_WORDS and any(map(str.isalpha, node.value)):
            yield node
        return
    if isinstance(node, ast.Call):
        if _name(node) in {"format", "join"} and isinstance(node.func, ast.Attribute):
            yield from _literals(node.func.value)
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from _literals(argument)
        return
    if isinstance(node, ast.Subscript | ast.Attribute | ast.Compare | ast.Lambda | ast.Dict):
        return
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
        return
    if isinstance(node, ast.FormattedValue):
        yield from _literals(node.value)
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from _literals(child)


def _marking_calls(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.ClassDef) else owner
        if isinstance(child, ast.Call) and _name(child) in MARKING:
            yield inner, child
        yield from _marking_calls(child, inner)


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
