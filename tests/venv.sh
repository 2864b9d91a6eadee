#!/usr/bin/env bash
# Makes .venv in the folder that is named, with what its requirements.txt lists, also where Python has
# no ensurepip (Debian without python3-venv).
set -euo pipefail
cd "$1"

rm -rf .venv
if python3 -m venv .venv >/dev/null 2>&1; then
  pip=(.venv/bin/python -m pip)
elif python3 -m pip --version >/dev/null 2>&1 && python3 -m venv --without-pip .venv; then
  pip=(python3 -m pip --python .venv/bin/python)
else
  echo "the tests in $1 need a virtual environment: install python3-venv, or python3-pip" >&2
  exit 1
fi
"${pip[@]}" install --quiet --disable-pip-version-check --requirement requirements.txt
