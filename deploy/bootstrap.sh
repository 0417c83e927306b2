#!/bin/sh
# Builds .venv (or VENV) from uv.lock on a machine that has nothing but Python (or PYTHON) and its venv module.
#
# Packages come from wherever this machine's pip or uv is told to look; the lock's hashes decide what is accepted.
# `uv sync` is not used: it would insist on the index that the lock was made with, and ignore a mirror.
set -eu

VENV=${VENV:-.venv}
UV_VERSION=0.13.9
# The installer is kept apart from the environment, so that syncing cannot remove it.
INSTALLER=.venv-uv
UV=$INSTALLER/bin/uv

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
            2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo '需要带 venv 模块的 Python 3.11、3.12 或 3.13：apt install python3 python3-venv' \
        '· Python 3.11, 3.12 or 3.13 with its venv module is needed: apt install python3 python3-venv' >&2
    exit 1
}

# uv does not read pip's settings: a mirror or a certificate that only pip knows is handed on.
hand_on() {
    variable=$1
    shift
    eval "[ -n \"\${$variable:-}\" ]" && return
    for key in "$@"; do
        value=$("$INSTALLER/bin/python" -m pip config get "$key" 2>/dev/null) || continue
        export "$variable=$value"
        return
    done
}

if ! "$UV" --version 2>/dev/null | grep -q "^uv $UV_VERSION\b"; then
    python=$(find_python)
    echo '准备环境（只此一次）· preparing the environment, once'
    rm -rf "$INSTALLER"
    "$python" -m venv "$INSTALLER"
    "$INSTALLER/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
fi

hand_on UV_DEFAULT_INDEX :env:.index-url global.index-url install.index-url
hand_on SSL_CERT_FILE :env:.cert global.cert install.cert
# The machine's own certificates, where it has any: a network may end TLS with one that only they know.
[ -s /etc/ssl/certs/ca-certificates.crt ] && export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"
export UV_PYTHON_DOWNLOADS=never

if ! "$VENV/bin/python" -c '' 2>/dev/null; then
    "$UV" venv --quiet --clear --python "${PYTHON:-${python:-$(find_python)}}" "$VENV"
fi
locked=$(mktemp)
trap 'rm -f "$locked"' EXIT
"$UV" export --quiet --frozen --no-emit-project --output-file "$locked" >/dev/null
# Compiled here, once: without it every process compiles for itself, and takes three times as long to start.
"$UV" pip sync --quiet --compile-bytecode --python "$VENV/bin/python" --require-hashes "$locked"
for package in visit_solver shared services gateway deploy; do
    [ ! -d "$package" ] || "$VENV/bin/python" -m compileall -q "$package"
done
