#!/usr/bin/env bash
# Runs every fuzz target, or those that are named, for so many seconds each: fuzz/run.sh SECONDS [TARGET…]
# Needs cargo-fuzz and a nightly compiler. What is found lies in fuzz/artifacts; fuzz/corpus grows.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${1:?how many seconds for each target?}"
shift
command -v cargo-fuzz >/dev/null || { echo "cargo-fuzz is missing: cargo install --locked cargo-fuzz" >&2; exit 1; }
if [ $# -eq 0 ]; then mapfile -t targets < <(cargo +nightly fuzz list); else targets=("$@"); fi
cargo +nightly fuzz build
total=0
for target in "${targets[@]}"; do
  log="$(mktemp)"
  # A second is plenty for one input: what takes longer is a finding too.
  if ! cargo +nightly fuzz run "$target" -- -max_total_time="$seconds" -timeout=5 -max_len=16384 \
    -print_final_stats=1 >"$log" 2>&1; then
    tail -n 40 "$log"
    echo "$target found something: see above, and fuzz/artifacts/$target" >&2
    exit 1
  fi
  executions="$(sed -nE 's/^stat::number_of_executed_units: *([0-9]+)$/\1/p' "$log")"
  total=$((total + executions))
  printf '%-18s %12d executions\n' "$target" "$executions"
  rm -f "$log"
done
printf '%-18s %12d executions\n' all "$total"
