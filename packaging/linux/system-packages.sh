#!/bin/bash
# system-packages.sh runtime | test | venv [VERSION]
# Makes sure that the system packages for running or testing Galla are there. Installs what is missing where it may
# (as root, or with sudo that asks nothing), and otherwise prints the command and fails.
set -eu

# What PySide6 needs to start at all, and the xcb platform on top of it.
runtime="libglib2.0-0 libgssapi-krb5-2 libegl1 libgl1 libfontconfig1 libfreetype6 libdbus-1-3 libxkbcommon0
    libx11-6 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render0 libxcb-render-util0
    libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1 libxkbcommon-x11-0 libx11-xcb1"
# Fonts, without which the pictures of a machine without a screen would show boxes.
fonts="fonts-dejavu-core fonts-noto-core"
# A whole desktop: X server, window manager, three tray hosts, two notification daemons, a Secret Service.
desktop="xvfb openbox lxqt-panel xfce4-panel trayer dunst xfce4-notifyd gnome-keyring libsecret-tools xdotool
    imagemagick x11-utils x11-xserver-utils libglib2.0-bin dbus dbus-x11 hicolor-icon-theme"

case ${1:-} in
    runtime) wanted="$runtime $fonts" ;;
    test) wanted="$runtime $fonts $desktop" ;;
    venv) wanted="python${2:-3}-venv" ;;
    *) sed -n '2,5p' "$0"; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null; then
    [ "$1" = runtime ] && exit 0 # another distribution: its own packages serve, and the program says what fails
    echo "These are Debian's names; install what your distribution calls: $(echo $wanted)" >&2
    exit 1
fi

here() { dpkg-query --show --showformat='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }
missing=
for package in $wanted; do
    # Debian 13 and Ubuntu 24.04 renamed some libraries for 64-bit time: libglib2.0-0 became libglib2.0-0t64.
    here "$package" || here "${package}t64" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

install="apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=sudo
else
    echo "Galla needs system packages that are not here. Please run:" >&2
    echo "    sudo $install" >&2
    exit 1
fi
echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive $install >/dev/null
