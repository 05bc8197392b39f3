#!/usr/bin/env bash
# Writes requirements/lock.txt from pyproject.toml: every package with the hashes of all its published files.
#
# The file must not depend on the machine it was made on, so pip's own configuration is left out.
# Without --upgrade the versions already locked are kept where they still fit.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
venv=.venv-lock

"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
    echo "lock: made with $("$python" --version), not with 3.11, the oldest we support; see that nothing is missing there" >&2
export PIP_CONFIG_FILE=/dev/null
unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pip-tools>=7.6,<8'
"$venv/bin/python" -m piptools compile --quiet --no-config --resolver=backtracking --extra dev --generate-hashes \
    --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
    --no-emit-options --output-file requirements/lock.txt "$@" pyproject.toml
"$venv/bin/python" -m piptools compile --quiet --no-config --resolver=backtracking --generate-hashes --allow-unsafe \
    --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
    --output-file requirements/bench.txt "$@" requirements/bench.in
echo "wrote requirements/lock.txt and requirements/bench.txt; read the difference before you commit it"
