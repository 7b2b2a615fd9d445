"""The libraries that Galla is built from, imported together beside a tray icon: what it would weigh without care."""

import sys

import desktop_notifier
import httpx
import keyring
import qasync
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

application = QApplication(sys.argv)
application.setQuitOnLastWindowClosed(False)
loop = qasync.QEventLoop(application)
pixmap = QPixmap(22, 22)
pixmap.fill(QColor("green"))
icon = QSystemTrayIcon(QIcon(pixmap))
icon.show()
client = httpx.AsyncClient()
keyring.get_keyring()
notifier = desktop_notifier.DesktopNotifier(app_name="bench")
with loop:
    loop.run_forever()
