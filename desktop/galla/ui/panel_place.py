"""Where the glance panel goes: beside the tray if the click tells where that is, else into the panel's corner.

The icon's own geometry is empty under StatusNotifierItem, so it is not asked.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize

GAP = 8
NEAR_EDGE = 96
"""A click on a tray is at most so far from the edge of the screen: panels are narrower."""


def beside_tray(point: QPoint, size: QSize, screen: QRect, available: QRect) -> QPoint | None:
    """The window's top left so that it stands centred by `point` on the free part of the screen.

    None where `point` is in the middle of the screen: then it was no click on a tray (a keyboard or a remote call
    activated the icon) and says nothing.
    """
    to_edges = (
        point.x() - screen.left(),
        screen.right() - point.x(),
        point.y() - screen.top(),
        screen.bottom() - point.y(),
    )
    if not screen.contains(point) or min(to_edges) > NEAR_EDGE:
        return None
    free = available.adjusted(GAP, GAP, -GAP, -GAP)
    wanted = QPoint(point.x() - size.width() // 2, point.y() - size.height() // 2)
    nearest = to_edges.index(min(to_edges[2:])) if min(to_edges[2:]) <= NEAR_EDGE else to_edges.index(min(to_edges))
    match nearest:
        case 2:
            wanted.setY(max(free.top(), point.y() + GAP if available.top() == screen.top() else free.top()))
        case 3:
            wanted.setY(free.bottom() - size.height())
        case 0:
            wanted.setX(free.left())
        case _:
            wanted.setX(free.right() - size.width())
    return _inside(wanted, size, free)


def in_corner(size: QSize, screen: QRect, available: QRect) -> QPoint:
    """The top left corner of a window in the corner where trays are: at the right, on the panel's side."""
    free = available.adjusted(GAP, GAP, -GAP, -GAP)
    panel_on_top = available.top() - screen.top() > screen.bottom() - available.bottom()
    top = free.top() if panel_on_top else free.bottom() - size.height()
    return _inside(QPoint(free.right() - size.width(), top), size, free)


def _inside(corner: QPoint, size: QSize, free: QRect) -> QPoint:
    x = max(free.left(), min(corner.x(), free.right() - size.width()))
    y = max(free.top(), min(corner.y(), free.bottom() - size.height()))
    return QPoint(x, y)
