"""The bare tray icon that Galla is compared with: PySide6 alone, an icon painted in code, nothing behind it."""

import sys

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

application = QApplication(sys.argv)
application.setQuitOnLastWindowClosed(False)
pixmap = QPixmap(22, 22)
pixmap.fill(QColor("green"))
icon = QSystemTrayIcon(QIcon(pixmap))
icon.show()
sys.exit(application.exec())
