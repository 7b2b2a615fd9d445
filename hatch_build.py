"""Build hook: compiles the translations, and puts the resources into the wheel beside the package.

An editable install reads the checkout's `resources/`, so there the compiled files only appear beside their sources.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LRELEASE = "from PySide6.scripts.pyside_tool import lrelease; lrelease()"
"""PySide6 knows where its lrelease is on each platform."""


class ResourcesHook(BuildHookInterface[Any]):
    """Compiles `resources/translations/*.ts` and includes what the program reads at run time."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before each build; `version` is "editable" for an editable install."""
        resources = Path(self.root) / "resources"
        compiled = compile_translations(resources / "translations")
        if self.target_name != "wheel" or version == "editable":
            return
        included: dict[str, str] = build_data["force_include"]
        for folder in ("icons", "profiles"):
            for path in sorted((resources / folder).rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    included[str(path)] = f"galla/resources/{path.relative_to(resources).as_posix()}"
        for path in compiled:
            included[str(path)] = f"galla/resources/translations/{path.name}"


def compile_translations(folder: Path) -> list[Path]:
    """The .qm files that now lie beside the .ts files of `folder`; raises CalledProcessError if one is malformed."""
    compiled = []
    for source in sorted(folder.glob("*.ts")):
        target = source.with_suffix(".qm")
        subprocess.run(
            [sys.executable, "-c", LRELEASE, "-silent", str(source), "-qm", str(target)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        compiled.append(target)
    return compiled
