"""The HTTP library is imported with the first request: also where several accounts make theirs at once."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import pytest

from galla.adapters import httpx_loading


class SlowImports:
    """Takes its time for the first import, as a disk does: long enough for a second account to begin as well."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._second_came = threading.Event()

    def import_module(self, name: str) -> ModuleType:
        self.names.append(name)
        if self.names.count("httpx") > 1:
            self._second_came.set()
        self._second_came.wait(0.2)
        return sys.modules.setdefault(name, ModuleType(name))


def test_accounts_that_ask_at_once_load_the_library_once(monkeypatch: pytest.MonkeyPatch) -> None:
    imports, modules = SlowImports(), dict(sys.modules)
    for name in [name for name in modules if name.partition(".")[0] == "httpx"]:
        del modules[name]
    monkeypatch.setattr(sys, "modules", modules)
    monkeypatch.setattr(httpx_loading, "importlib", imports)
    with ThreadPoolExecutor(2) as threads:
        for loading in [threads.submit(httpx_loading.load_httpx) for _ in range(2)]:
            loading.result(30)
    assert imports.names.count("httpx") == 1
    assert "httpx._main" not in modules
