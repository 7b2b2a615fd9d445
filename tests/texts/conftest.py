from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from galla.domain.settings import Language
from galla.texts import language

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def translations() -> ModuleType:
    """packaging/translations.py, which is no package."""
    path = Path(__file__).resolve().parents[2] / "packaging" / "translations.py"
    spec = importlib.util.spec_from_file_location("galla_translations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def compiled(translations: ModuleType) -> None:
    translations.compile_all()


@pytest.fixture
def speak(qapp: object, compiled: None) -> Iterator[Callable[[Language], None]]:
    """Installs a language for the length of a test."""
    installed: list[tuple[object, ...]] = []

    def install(chosen: Language) -> None:
        while installed:
            language.remove(installed.pop())
        installed.append(language.install(chosen))

    yield install
    while installed:
        language.remove(installed.pop())
    install(Language.ENGLISH)
    while installed:
        language.remove(installed.pop())


@pytest.fixture
def english(speak: Callable[[Language], None]) -> None:
    speak(Language.ENGLISH)


@pytest.fixture
def hindi(speak: Callable[[Language], None]) -> None:
    speak(Language.HINDI)
