"""What is shipped: Galla's wheel in an environment of its own, without development tools.

click, rich and pygments are not there, which httpx would load where they are.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / "build" / "bench-venv"
PYTHON = ENVIRONMENT / "bin" / "python"
GALLA = ENVIRONMENT / "bin" / "galla"


def make() -> None:
    """Builds the wheel of the checkout as it is and installs it; packages that are there already stay.

    Raises CalledProcessError where building or installing fails.
    """
    if not PYTHON.exists():
        _run(sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT))
    wheels = ROOT / "build" / "bench-wheel"
    shutil.rmtree(wheels, ignore_errors=True)
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    _run(sys.executable, *pip, "wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
    (wheel,) = wheels.glob("galla-*.whl")
    constraints = ("--constraint", str(ROOT / "constraints.txt"))
    _run(str(PYTHON), *pip, "install", *constraints, str(wheel))
    # The same version may be installed already, from an older checkout.
    _run(str(PYTHON), *pip, "install", "--no-deps", "--force-reinstall", str(wheel))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
