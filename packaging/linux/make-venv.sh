#!/bin/bash
# make-venv.sh DIR: makes the virtual environment DIR with the newest supported Python that is here.
set -eu
target=$1
if [ -x "$target/bin/python" ] && "$target/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi

# A version that a version manager merely knows of may refuse to run, so each is tried.
usable() { "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }
python=
for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
    if usable "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
    echo "Galla needs Python 3.11, 3.12 or 3.13, and none was found. On Debian and Ubuntu: apt install python3" >&2
    exit 1
fi

if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    here=$(dirname "$0")
    "$here/system-packages.sh" venv "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
fi
echo "Making $target with $("$python" --version)"
"$python" -m venv --clear "$target"
