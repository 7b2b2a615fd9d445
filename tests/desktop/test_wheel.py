"""The program as a wheel in an environment of its own, started from a folder that has nothing of it."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from desktop.real_session import Session, Supplier
from desktop.waiting import eventually
from galla import __version__

pytestmark = pytest.mark.timeout(240)

PROJECT = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `galla` of a fresh environment that has the wheel, and the dependencies of the one that runs this test.

    Those are taken from where they are, so that no network is needed: a path in a .pth file brings packages, but not
    the .pth files beside them, by which the checkout itself would come in.
    """
    folder = tmp_path_factory.mktemp("w")
    run(*PIP, "wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", folder, PROJECT)
    (wheel,) = folder.glob("galla-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "env")
    python = folder / "env" / "bin" / "python"
    run(*PIP, "--python", python, "install", "--no-index", "--no-deps", wheel)
    (packages,) = (folder / "env" / "lib").glob("python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    done = subprocess.run(
        [str(python), "-c", "import galla; print(galla.__file__)"],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
    )
    assert Path(done.stdout.strip()).is_relative_to(packages)
    return folder / "env" / "bin" / "galla"


def test_the_wheel_reads_a_balance_in_hindi_with_its_own_profile(
    installed: Path, session: Session, supplier: Supplier
) -> None:
    assert session.tool(installed, "--version") == f"galla {__version__}\n"
    session.home.mkdir()
    (session.home / "settings.toml").write_text('version = 1\n[general]\nlanguage = "hi"\n', encoding="utf-8")
    account = ("--id", "main", "--name", "FoxReload", "--base-url", supplier.address, "--currency", "USD")
    added = session.run(installed, "accounts", "add", *account, words="sk-live-4711-hush-hush\n")
    assert added.returncode == 0, added.stderr
    assert session.run(installed, "poll").returncode == 0
    shown = session.tool(installed, "status")
    assert "FoxReload: $150.00" in shown
    assert any("\u0900" <= letter <= "\u097f" for letter in shown)


def test_the_wheels_tray_shows_its_icon_and_balance(installed: Path, session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    tray = session.start(installed)
    icon = session.icon_of(tray)
    eventually(lambda: icon.tooltip.startswith("FoxReload: $150.00"))
    icon.choose("Show chart")
    eventually(lambda: any("FoxReload" in title for title in session.windows(tray)))
    assert tray.end() == 0
