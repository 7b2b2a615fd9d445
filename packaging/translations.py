"""Keeps the translation sources in step with the program.

python packaging/translations.py update    new strings into resources/translations/*.ts
python packaging/translations.py check     says what is missing, unfinished or stale; exit code 1 if anything is
python packaging/translations.py compile   the .qm files, as the build does
"""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "desktop" / "galla"
FOLDER = ROOT / "resources" / "translations"
LUPDATE = "from PySide6.scripts.pyside_tool import lupdate; lupdate()"
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%n|%L?\d|\*\.\w+")
"""What the program fills in or reads: named values, plurals, patterns of file names."""
MNEMONIC = re.compile(r"&\w")
HEADER = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'

Key = tuple[str, str, str]
"""Context, source text, note for the translator."""


@dataclass(frozen=True, slots=True)
class Message:
    """One string of a .ts file; `forms` has one text, or one per plural form."""

    key: Key
    plural: bool
    unfinished: bool
    forms: tuple[str, ...]


def language_files() -> dict[str, Path]:
    """The .ts files by language code."""
    return {path.stem.removeprefix("galla_"): path for path in sorted(FOLDER.glob("galla_*.ts"))}


def read(path: Path) -> dict[Key, Message]:
    """The messages of a .ts file; obsolete ones are left out."""
    messages: dict[Key, Message] = {}
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314
        name = context.findtext("name") or ""
        for element in context.iter("message"):
            message = _message(name, element)
            if message is not None:
                messages[message.key] = message
    return messages


def marked_strings(package: Path = PACKAGE) -> dict[Key, Message]:
    """What lupdate finds in the program, now."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "galla_fresh.ts"
        _lupdate(package, fresh)
        return read(fresh)


def problems() -> list[str]:
    """One line for each string that is missing from a language, unfinished, or differs in its placeholders."""
    marked = marked_strings()
    found: list[str] = []
    for code, path in language_files().items():
        known = read(path)
        found.extend(f"{path.name}: no longer in the program: {key[1]!r}" for key in known.keys() - marked.keys())
        for key, mark in marked.items():
            if code == "en" and not _is_plural(mark):
                continue  # the source is English
            found.extend(f"{path.name}: {line}: {key[1]!r}" for line in _faults(mark, known.get(key)))
    return sorted(found)


def update() -> None:
    """Merges new strings into each language; English keeps the plural forms only."""
    marked = marked_strings()
    for code, path in language_files().items():
        known = read(path)
        wanted = {key: mark for key, mark in marked.items() if code != "en" or _is_plural(mark)}
        path.write_text(_document(code, wanted, known), encoding="utf-8")


def _faults(mark: Message, translation: Message | None) -> list[str]:
    if translation is None:
        return ["not in the file"]
    if translation.unfinished or not all(form.strip() for form in translation.forms):
        return ["not translated"]
    wanted = _placeholders(mark.key[1])
    faults = [f"placeholders {wanted} became {form!r}" for form in translation.forms if _placeholders(form) != wanted]
    if _is_plural(mark) and len(translation.forms) != 2:
        faults.append("needs two plural forms")
    return faults


def _placeholders(text: str) -> list[str]:
    return sorted([*PLACEHOLDER.findall(text), *("&" for _ in MNEMONIC.finditer(text))])


def _is_plural(message: Message) -> bool:
    """By its text: lupdate does not see that `translate(…, count)` is a plural when the count is a variable."""
    return message.plural or "%n" in message.key[1]


def _message(context: str, element: ET.Element) -> Message | None:
    translation = element.find("translation")
    kind = "" if translation is None else translation.get("type", "")
    if translation is None or kind in {"obsolete", "vanished"}:
        return None
    plural = element.get("numerus") == "yes"
    forms = [form.text or "" for form in translation.findall("numerusform")] if plural else [translation.text or ""]
    key = (context, element.findtext("source") or "", element.findtext("comment") or "")
    return Message(key, plural, kind == "unfinished", tuple(forms))


def _document(code: str, wanted: dict[Key, Message], known: dict[Key, Message]) -> str:
    """The .ts text: sorted and without line numbers, so that a change of code changes no translation file."""
    root = ET.Element("TS", version="2.1", language={"hi": "hi_IN", "en": "en_US"}.get(code, code), sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    for key in sorted(wanted):
        context = contexts.get(key[0])
        if context is None:
            context = contexts[key[0]] = ET.SubElement(root, "context")
            ET.SubElement(context, "name").text = key[0]
        _write_message(context, wanted[key], known.get(key))
    ET.indent(root, "    ")
    return HEADER + ET.tostring(root, encoding="unicode") + "\n"


def _write_message(context: ET.Element, mark: Message, translation: Message | None) -> None:
    plural = _is_plural(mark)
    element = ET.SubElement(context, "message", {"numerus": "yes"} if plural else {})
    ET.SubElement(element, "source").text = mark.key[1]
    if mark.key[2]:
        ET.SubElement(element, "comment").text = mark.key[2]
    target = ET.SubElement(element, "translation")
    forms = () if translation is None else translation.forms
    if not forms or not all(forms) or (translation is not None and translation.unfinished):
        target.set("type", "unfinished")
    if not plural:
        target.text = forms[0] if forms else ""
        return
    for index in range(2):
        ET.SubElement(target, "numerusform").text = forms[index] if index < len(forms) else ""


def _lupdate(package: Path, target: Path) -> None:
    sources = [str(path) for path in sorted(package.rglob("*.py"))]
    command = [sys.executable, "-c", LUPDATE, "-silent", *sources, "-ts", str(target)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def compile_all() -> None:
    """Writes the .qm files beside their sources."""
    sys.path.insert(0, str(ROOT))
    from hatch_build import compile_translations

    compile_translations(FOLDER)


def main(arguments: list[str]) -> int:
    """Runs one command; 1 where `check` finds something, 2 for an unknown command."""
    match arguments:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case ["check"]:
            found = problems()
            sys.stdout.writelines(f"{line}\n" for line in found)
            return 1 if found else 0
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
