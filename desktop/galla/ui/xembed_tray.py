"""Whether an XEmbed tray is there, told by the X server itself: no polling, and without touching Qt's tray.

A tray owns the selection `_NET_SYSTEM_TRAY_S<screen>`, and when it takes it, it announces so with a MANAGER message
to the root window (System Tray Protocol Specification 0.3). Asking Qt instead would settle its choice of tray
protocol for good, so this listens on a connection of its own.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_CW_EVENT_MASK = 1 << 11
_STRUCTURE_NOTIFY = 1 << 17


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screen(ctypes.Structure):
    """The first field of `xcb_screen_t`; the rest is not needed."""

    _fields_ = (("root", ctypes.c_uint32),)


class _ScreenIterator(ctypes.Structure):
    _fields_ = (("data", ctypes.POINTER(_Screen)), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class _AtomReply(ctypes.Structure):
    """`xcb_intern_atom_reply_t` and `xcb_get_selection_owner_reply_t`: both answer with one 32-bit id."""

    _fields_ = (
        ("response_type", ctypes.c_uint8),
        ("pad0", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("length", ctypes.c_uint32),
        ("id", ctypes.c_uint32),
    )


class XcbUnavailable(Exception):
    """There is no X server to talk to, or no libxcb."""


class XEmbedTray(QObject):
    """Says when an XEmbed tray may have appeared. Raises XcbUnavailable."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._xcb = _load()
        number = ctypes.c_int()
        self._connection = self._xcb.xcb_connect(None, ctypes.byref(number))
        if self._xcb.xcb_connection_has_error(self._connection):
            self._xcb.xcb_disconnect(self._connection)
            raise XcbUnavailable
        self._selection = self._atom(f"_NET_SYSTEM_TRAY_S{number.value}")
        self._listen(number.value)
        self._notifier: QSocketNotifier | None = QSocketNotifier(
            self._xcb.xcb_get_file_descriptor(self._connection), QSocketNotifier.Type.Read, self
        )
        self._notifier.activated.connect(self._on_readable)

    def is_present(self) -> bool:
        """Whether a tray owns the selection now: one round trip to the X server."""
        if self._notifier is None:
            return False
        xcb = self._xcb
        return (
            self._reply(
                xcb.xcb_get_selection_owner(self._connection, self._selection), xcb.xcb_get_selection_owner_reply
            )
            != 0
        )

    def close(self) -> None:
        """Ends the connection; nothing is announced any more."""
        if self._notifier is None:
            return
        self._notifier.setEnabled(False)
        self._notifier.deleteLater()
        self._notifier = None
        self._xcb.xcb_disconnect(self._connection)

    def _atom(self, name: str) -> int:
        cookie = self._xcb.xcb_intern_atom(self._connection, 0, len(name), name.encode())
        return self._reply(cookie, self._xcb.xcb_intern_atom_reply)

    def _reply(self, cookie: _Cookie, wait: Callable[..., ctypes._Pointer[_AtomReply]]) -> int:
        reply = wait(self._connection, cookie, None)
        if not reply:
            return 0
        number = int(reply.contents.id)
        _free(reply)
        return number

    def _listen(self, screen: int) -> None:
        xcb = self._xcb
        screens = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(self._connection))
        for _ in range(screen):
            xcb.xcb_screen_next(ctypes.byref(screens))
        mask = ctypes.c_uint32(_STRUCTURE_NOTIFY)
        xcb.xcb_change_window_attributes(
            self._connection, screens.data.contents.root, _CW_EVENT_MASK, ctypes.byref(mask)
        )
        xcb.xcb_flush(self._connection)

    def _on_readable(self) -> None:
        heard = False
        while event := self._xcb.xcb_poll_for_event(self._connection):
            _free(event)
            heard = True
        if self._xcb.xcb_connection_has_error(self._connection):
            self.close()
        elif heard:
            # Whatever happened to the root window: the owner is looked up again, which costs nothing.
            self.changed.emit()


def _free(pointer: object) -> None:
    libc = ctypes.CDLL(None)
    libc.free.argtypes = [ctypes.c_void_p]
    libc.free(pointer)


def _load() -> ctypes.CDLL:
    """libxcb with its signatures; it is in memory already wherever Qt's xcb platform runs."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise XcbUnavailable from error
    connection, integer = ctypes.c_void_p, ctypes.c_uint32
    signatures: dict[str, tuple[object, list[object]]] = {
        "xcb_connect": (connection, [ctypes.c_char_p, ctypes.POINTER(ctypes.c_int)]),
        "xcb_connection_has_error": (ctypes.c_int, [connection]),
        "xcb_disconnect": (None, [connection]),
        "xcb_get_file_descriptor": (ctypes.c_int, [connection]),
        "xcb_flush": (ctypes.c_int, [connection]),
        "xcb_poll_for_event": (ctypes.c_void_p, [connection]),
        "xcb_get_setup": (ctypes.c_void_p, [connection]),
        "xcb_setup_roots_iterator": (_ScreenIterator, [ctypes.c_void_p]),
        "xcb_screen_next": (None, [ctypes.POINTER(_ScreenIterator)]),
        "xcb_change_window_attributes": (
            _Cookie,
            [connection, integer, integer, ctypes.POINTER(ctypes.c_uint32)],
        ),
        "xcb_intern_atom": (_Cookie, [connection, ctypes.c_uint8, ctypes.c_uint16, ctypes.c_char_p]),
        "xcb_intern_atom_reply": (ctypes.POINTER(_AtomReply), [connection, _Cookie, ctypes.c_void_p]),
        "xcb_get_selection_owner": (_Cookie, [connection, integer]),
        "xcb_get_selection_owner_reply": (ctypes.POINTER(_AtomReply), [connection, _Cookie, ctypes.c_void_p]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(xcb, name)
        function.restype = result
        function.argtypes = arguments
    return xcb
