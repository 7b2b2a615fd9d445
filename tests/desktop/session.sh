#!/bin/bash
# session.sh COMMAND [ARG...]: runs COMMAND in a real desktop session of its own, which ends with it.
#
# Starts an X server, a D-Bus session bus, a window manager, a notification daemon, a Secret Service and a tray host,
# and ends each by its process id. Nothing listens on TCP. By hand: tests/desktop/session.sh galla demo
#
# Settings (environment):
#   SESSION_DIR      folder for everything of the session (default: temporary, removed at the end)
#   SESSION_TRAY     lxqt (default) | xfce | trayer | none
#   SESSION_NOTIFY   dunst (default) | none
#   SESSION_KEYRING  unlocked (default) | locked | none
#   SESSION_BUS      1 (default) | 0: no session bus at all
# Inside, beside the usual variables:
#   $SESSION_DIR/env can be sourced from another shell, $SESSION_DIR/log has the daemons' words;
#   session-tray, session-notify and session-keyring, with one of the words above, replace what runs;
#   the word in $SESSION_DIR/pick is the button that `dunstctl context` presses.
set -u
[ $# -gt 0 ] || { sed -n '2,17p' "$0"; exit 2; }

tray=${SESSION_TRAY:-lxqt} notify=${SESSION_NOTIFY:-dunst} keyring=${SESSION_KEYRING:-unlocked} bus=${SESSION_BUS:-1}
die() { echo "session: $*" >&2; exit 97; }

for program in Xvfb openbox dbus-daemon gdbus gnome-keyring-daemon dunst dunstctl lxqt-panel xfce4-panel trayer \
    secret-tool xdotool xprop import; do
    command -v "$program" >/dev/null || die "$program is missing; packaging/linux/system-packages.sh test installs it"
done

keep=1
if [ -z "${SESSION_DIR:-}" ]; then SESSION_DIR=$(mktemp -d -t session.XXXXXX); keep=0; fi
mkdir -p "$SESSION_DIR"/{log,pid,bin,services,home/.config,home/.local/share,home/.cache} || die "cannot make $SESSION_DIR"
mkdir -p -m 700 "$SESSION_DIR/run"

cat >"$SESSION_DIR/bin/functions" <<'X'
# a zombie is not alive
alive() { case "$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null)" in '' | Z*) return 1 ;; esac; }
within() { # SECONDS COMMAND...: true as soon as COMMAND is
    local end=$(($(date +%s) + $1))
    shift
    until "$@" >/dev/null 2>&1; do [ "$(date +%s)" -le $end ] || return 1; sleep 0.02; done
}
gone() { ! alive "$1"; }
end_process() { # NAME: ends the daemon that was started under NAME, if it runs
    local process
    [ -s "$SESSION_DIR/pid/$1" ] || return 0
    process=$(cat "$SESSION_DIR/pid/$1")
    : >"$SESSION_DIR/pid/$1"
    kill "$process" 2>/dev/null
    within 3 gone "$process" || kill -KILL "$process" 2>/dev/null
}
start() { # NAME COMMAND...: starts a daemon with our standard input
    local name=$1
    shift
    "$@" <&0 >>"$SESSION_DIR/log/$name" 2>&1 &
    echo $! >"$SESSION_DIR/pid/$name"
}
on_bus() {
    gdbus call --session -d org.freedesktop.DBus -o /org/freedesktop/DBus \
        -m org.freedesktop.DBus.NameHasOwner "$1" | grep -q true
}
X
cat >"$SESSION_DIR/bin/session-keyring" <<'X'
#!/bin/bash
# session-keyring unlocked|locked|none
. "$SESSION_DIR/bin/functions"
end_process keyring
case $1 in
    unlocked)
        printf test >"$SESSION_DIR/run/password"
        start keyring gnome-keyring-daemon --foreground --unlock --components=secrets <"$SESSION_DIR/run/password"
        ;;
    locked) start keyring gnome-keyring-daemon --foreground --start --components=secrets </dev/null ;;
    none) exit 0 ;;
esac
within 20 on_bus org.freedesktop.secrets || { echo "session: no Secret Service" >&2; exit 1; }
X
cat >"$SESSION_DIR/bin/session-tray" <<'X'
#!/bin/bash
# session-tray lxqt|xfce|trayer|none
. "$SESSION_DIR/bin/functions"
end_process tray
hosted() {
    gdbus call --session -d org.kde.StatusNotifierWatcher -o /StatusNotifierWatcher \
        -m org.freedesktop.DBus.Properties.Get org.kde.StatusNotifierWatcher IsStatusNotifierHostRegistered |
        grep -q true
}
visible() { xdotool search --onlyvisible --class "$1"; }
start_tray() {
    case $1 in
        lxqt)
            start tray env XDG_CURRENT_DESKTOP=LXQt lxqt-panel </dev/null
            within 12 hosted && within 12 visible '^lxqt-panel$'
            ;;
        xfce)
            start tray env XDG_CURRENT_DESKTOP=XFCE xfce4-panel --disable-wm-check --sm-client-disable </dev/null
            within 12 hosted && within 12 visible '^xfce4-panel$'
            ;;
        trayer)
            start tray trayer --edge bottom --align right --widthtype request --height 32 --SetDockType true </dev/null
            within 12 visible trayer
            ;;
    esac
}
[ "$1" = none ] && exit 0
# Now and then a panel that starts on a busy machine never maps its window: the next one does.
for attempt in 1 2 3; do
    start_tray "$1" && exit 0
    end_process tray
done
echo "session: no tray" >&2
exit 1
X
cat >"$SESSION_DIR/bin/session-notify" <<'X'
#!/bin/bash
# session-notify dunst|none
. "$SESSION_DIR/bin/functions"
end_process notify
[ "$1" = none ] && exit 0
start notify dunst -conf "$SESSION_DIR/dunstrc" </dev/null
within 20 on_bus org.freedesktop.Notifications || { echo "session: no notification daemon" >&2; exit 1; }
X
# dunst has no buttons but a menu by another program: this one chooses the line with the wanted word.
cat >"$SESSION_DIR/bin/session-pick" <<'X'
#!/bin/bash
tee "$SESSION_DIR/offered" | grep -F -m1 -- "$(cat "$SESSION_DIR/pick")"
X
chmod +x "$SESSION_DIR"/bin/session-*
export SESSION_DIR PATH=$SESSION_DIR/bin:$PATH
. "$SESSION_DIR/bin/functions"

child=
clean_up() {
    trap - EXIT INT TERM HUP
    local name
    [ -n "$child" ] && kill "$child" 2>/dev/null
    for name in tray keyring notify wm dbus x; do end_process $name; done
    wait 2>/dev/null
    [ $keep = 0 ] && rm -rf "$SESSION_DIR"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Nothing of the caller's own desktop gets in.
unset WAYLAND_DISPLAY XAUTHORITY SESSION_MANAGER DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL GALLA_HOME
unset QT_QPA_PLATFORM QT_QPA_PLATFORMTHEME QT_STYLE_OVERRIDE XDG_CURRENT_DESKTOP
export HOME=$SESSION_DIR/home XDG_RUNTIME_DIR=$SESSION_DIR/run XDG_SESSION_TYPE=x11
export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share XDG_CACHE_HOME=$HOME/.cache
export NO_AT_BRIDGE=1 GTK_USE_PORTAL=0 LANG=C.UTF-8 LC_ALL=C.UTF-8

# A plain file: a FIFO would lose the number if the server closes its end before we open ours.
Xvfb -displayfd 5 -screen 0 1280x800x24 -nolisten tcp -noreset -dpi 96 >"$SESSION_DIR/log/x" 2>&1 </dev/null \
    5>"$SESSION_DIR/display" &
echo $! >"$SESSION_DIR/pid/x"

if [ "$bus" = 1 ]; then
    # Only the services that we name can be started by a call: no surprises from the machine's own.
    ln -sf /usr/share/dbus-1/services/org.xfce.Xfconf.service "$SESSION_DIR/services/"
    cat >"$SESSION_DIR/dbus.conf" <<X
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type><keep_umask/>
  <listen>unix:path=$SESSION_DIR/run/bus</listen><auth>EXTERNAL</auth>
  <servicedir>$SESSION_DIR/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
X
    start dbus dbus-daemon --nofork --nopidfile --nosyslog --config-file="$SESSION_DIR/dbus.conf" </dev/null
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$SESSION_DIR/run/bus
    within 20 test -S "$SESSION_DIR/run/bus" || die "no session bus"
else
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$SESSION_DIR/run/none
    keyring=none notify=none
fi

within 30 test -s "$SESSION_DIR/display" || die "the X server did not start"
export DISPLAY=:$(cat "$SESSION_DIR/display")
start wm openbox --sm-disable </dev/null
managed() { xprop -root _NET_SUPPORTING_WM_CHECK | grep -q 'window id'; }
within 20 managed || die "no window manager"

mkdir -p "$XDG_CONFIG_HOME/lxqt" "$XDG_CONFIG_HOME/xfce4/xfconf/xfce-perchannel-xml"
cat >"$XDG_CONFIG_HOME/lxqt/panel.conf" <<X
panels=panel1
[panel1]
plugins=statusnotifier,tray
position=Bottom
desktop=0
iconSize=22
panelSize=32
background-color=#e8e8e8
opacity=100
[statusnotifier]
alignment=Right
type=statusnotifier
[tray]
type=tray
X
cat >"$XDG_CONFIG_HOME/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml" <<X
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="icon-size" type="uint" value="22"/><property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"><property name="square-icons" type="bool" value="true"/></property>
  </property>
</channel>
X
cat >"$SESSION_DIR/dunstrc" <<X
[global]
    follow = none
    width = (200, 360)
    origin = top-right
    offset = 12x12
    history_length = 200
    sticky_history = yes
    stack_duplicates = false
    notification_limit = 20
    show_age_threshold = -1
    font = DejaVu Sans 10
    markup = full
    format = "<b>%s</b>\n%b"
    dmenu = $SESSION_DIR/bin/session-pick
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
X
session-notify "$notify" || die "no notification daemon"
session-keyring "$keyring" || die "no Secret Service"
session-tray "$tray" || die "no tray"

for name in DISPLAY DBUS_SESSION_BUS_ADDRESS HOME PATH XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR \
    XDG_SESSION_TYPE NO_AT_BRIDGE GTK_USE_PORTAL LANG LC_ALL SESSION_DIR; do
    printf 'export %s=%q\n' $name "${!name}"
done >"$SESSION_DIR/env.new"
mv "$SESSION_DIR/env.new" "$SESSION_DIR/env"

# In the background and waited for, so that a signal to us is answered at once.
"$@" <&0 &
child=$!
wait $child
