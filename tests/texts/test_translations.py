from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

import galla
from texts.visible_strings import Finding, marked, sentence_like, unmarked

PACKAGE = Path(galla.__file__).parent
SHOWN_IN = ("ui", "texts", "cli", "demo")
SUPPLIERS_WORDS = PACKAGE / "demo" / "supplier.py"
"""The demo's supplier speaks English to its clients, as suppliers do."""

DEVANAGARI = re.compile("[\u0900-\u097f]")


def shown_files() -> list[Path]:
    inside = [path for folder in SHOWN_IN for path in sorted((PACKAGE / folder).rglob("*.py"))]
    return [path for path in (*inside, *sorted(PACKAGE.glob("*.py"))) if path != SUPPLIERS_WORDS]


def names(findings: list[Finding]) -> list[str]:
    return [str(finding) for finding in findings]


def test_every_visible_string_is_marked_for_translation() -> None:
    found = [
        finding
        for path in shown_files()
        for finding in unmarked(path, returns_are_shown=path.parent.name == "texts" and path.name != "language.py")
    ]
    assert names(found) == []


def test_no_phrase_hides_in_a_variable_or_a_table() -> None:
    assert names([finding for path in shown_files() for finding in sentence_like(path)]) == []


def test_every_mark_is_literal_so_that_it_can_be_collected() -> None:
    assert names([finding for path in shown_files() for finding in marked(path)[1]]) == []


def test_the_collector_sees_every_mark(translations: ModuleType) -> None:
    collected = translations.marked_strings()
    lost = [str(finding) for path in shown_files() for key, finding in marked(path)[0].items() if key not in collected]
    assert lost == []


def test_every_marked_string_is_translated_with_the_same_placeholders(translations: ModuleType) -> None:
    assert translations.problems() == []


def test_no_english_was_left_in_the_hindi_file(translations: ModuleType) -> None:
    def has_words(text: str) -> bool:
        return any(map(str.isalpha, translations.PLACEHOLDER.sub("", text)))

    hindi = translations.read(translations.language_files()["hi"])
    left = [
        key[1]
        for key, message in hindi.items()
        if has_words(key[1]) and key[1] != "Galla" and not all(DEVANAGARI.search(form) for form in message.forms)
    ]
    assert left == []


def test_the_compiled_files_hold_the_translations(hindi: None) -> None:
    from PySide6.QtCore import QCoreApplication

    assert QCoreApplication.translate("Texts", "Top up today.") == "आज ही रिचार्ज करें।"


@pytest.mark.parametrize(
    "source",
    [
        'label.setText("Balance")',
        'label.setText(f"Balance {amount}")',
        'label.setText("Balance" if known else "–")',
        'label.setText("Balance: {}".format(amount))',
        'QPushButton("Top up", self)',
        'sys.stdout.write("Balance")',
        'parser.add_argument("--json", help="print JSON")',
        'print("total", file=sys.stderr)',
    ],
)
def test_an_unmarked_string_is_found(tmp_path: Path, source: str) -> None:
    path = tmp_path / "window.py"
    path.write_text(source, encoding="utf-8")
    assert len(unmarked(path)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'label.setText(self.tr("Balance {amount}").format(amount=money(balance)))',
        'label.setText(QCoreApplication.translate("Panel", "Balance"))',
        'label.setText(fmt.date(day, "d MMM"))',
        'label.setText(names["balance"])',
        'label.setObjectName("balance")',
        'label.setText("–")',
        'log.warning("poll failed")',
    ],
)
def test_what_is_marked_or_not_shown_is_left_alone(tmp_path: Path, source: str) -> None:
    path = tmp_path / "window.py"
    path.write_text(source, encoding="utf-8")
    assert unmarked(path) == []


def test_a_phrase_in_a_table_is_found(tmp_path: Path) -> None:
    path = tmp_path / "window.py"
    path.write_text(
        '"""Shows a label."""\nTITLES = {1: "Top up now"}\nlog.info("Read the balance")\n', encoding="utf-8"
    )
    assert [finding.text for finding in sentence_like(path)] == ["Top up now"]


def test_a_mark_that_is_not_literal_is_found(tmp_path: Path) -> None:
    path = tmp_path / "window.py"
    path.write_text('class Window:\n    def show(self):\n        self.tr(f"Balance {self.amount}")\n', encoding="utf-8")
    assert len(marked(path)[1]) == 1


def test_a_wrong_translation_is_found(translations: ModuleType) -> None:
    mark = translations.Message(("Texts", "Spent {amount}", ""), False, True, ("",))
    faults = {
        text: translations._faults(mark, translations.Message(mark.key, False, False, (text,)))
        for text in ("{amount} खर्च", "{रकम} खर्च", "खर्च", "")
    }
    assert [text for text, found in faults.items() if not found] == ["{amount} खर्च"]
