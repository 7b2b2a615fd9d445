"""PySide6 kept from reading the source of every module that is imported."""

from __future__ import annotations


def read_no_sources() -> None:
    """From now on nothing that is imported is searched for PySide6's name; call it before other imports.

    PySide6 hooks into `import` and searches each module's source, to know where its `from __feature__ import
    snake_case` may take effect. `linecache` keeps all that text: 9 MiB in the idle tray, 19 MiB once the chart was
    open, and 100 ms of its first opening (medians of 4, Python 3.11, PySide6 6.11). We switch no features, so each
    module may count as one that uses PySide6 and switches none.
    """
    import PySide6.QtCore  # noqa: F401  # it brings shibokensupport

    try:
        from shibokensupport import feature  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return  # another PySide6, which weighs what it weighs
    feature._mod_uses_pyside = lambda module: True
