#!/usr/bin/env bash
# Installs the locked packages and this program into the folder given, and changes nothing else.
set -euo pipefail
venv=$1
python=${PYTHON:-python3}

fail() {
    printf 'setup: %s\n' "$1" >&2
    exit 1
}

command -v "$python" >/dev/null ||
    fail "there is no program '$python'. Install Python 3.11 or newer, or name it: make setup PYTHON=python3.12"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "'$python' is $("$python" --version 2>&1), but 3.11 or newer is needed. Name a newer one: make setup PYTHON=python3.12"

locked=(--require-hashes --requirement requirements/lock.txt)
itself=(--no-deps --no-build-isolation --editable .)

if command -v uv >/dev/null; then
    echo "installing into $venv with uv"
    export UV_PYTHON_DOWNLOADS=never
    uv venv --quiet --allow-existing --no-project --python "$python" "$venv"
    export VIRTUAL_ENV=$PWD/$venv
    uv pip install --quiet "${locked[@]}"
    uv pip install --quiet "${itself[@]}"
else
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "'$python' cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"
    echo "installing into $venv"
    "$python" -m venv "$venv"
    export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
    "$venv/bin/python" -m pip install -qq "${locked[@]}"
    "$venv/bin/python" -m pip install -qq "${itself[@]}"
fi
echo "installed; the program is $venv/bin/daysheet"
