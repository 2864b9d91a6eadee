#!/usr/bin/env bash
# Starts the built service on a free port with one name in it, and lets schemathesis ask every route
# of the OpenAPI document, with good and bad input. The same requests in every run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

mononym=$(realpath "$1")
data=$(mktemp -d)
touch "$data/log"
stop() {
  kill "$service" 2>/dev/null || true
  wait "$service" 2>/dev/null || true
  rm -rf "$data"
}
"$mononym" serve --listen 127.0.0.1:0 --data-dir "$data" --log warn,mononym::cli=info >"$data/out" 2>"$data/log" &
service=$!
trap stop EXIT

url=
until [ -n "$url" ]; do
  kill -0 "$service" 2>/dev/null || { cat "$data/log" >&2; exit 1; }
  sleep 0.1
  url=$(sed -nE 's|.*(http://127\.0\.0\.1:[0-9]+).*|\1|p' "$data/log" | head -1)
done

# The key of the document's examples, so that they fit the name.
(umask 077; echo ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80 >"$data/alice.key")
"$mononym" register alice.mononym.eth --key "$data/alice.key" --gateway "$url" --text url=https://example.com >/dev/null

# What it remembers of a run goes with the data: the next one begins anew.
cd "$data"
"$here/.venv/bin/schemathesis" --config-file "$here/schemathesis.toml" run "$url/openapi.json" || {
  echo "the service's log:" >&2
  cat "$data/log" >&2
  exit 1
}
