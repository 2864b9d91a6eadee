#!/usr/bin/env bash
# Builds the release without paths of the machine in it, so that its bytes do not depend on the folder.
set -euo pipefail
cd "$(dirname "$0")/.."
source_folder="$(pwd -P)"
cargo_home="$(cd "${CARGO_HOME:-$HOME/.cargo}" && pwd -P)"
sysroot="$(rustc --print sysroot)"
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-0}"
# Separated by the character that RUSTFLAGS cannot hold, so that folders may have spaces.
separator=$'\x1f'
export CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$source_folder=mononym${separator}--remap-path-prefix=$cargo_home=cargo${separator}--remap-path-prefix=$sysroot=rust"
# The C libraries: SQLite, secp256k1, the allocator.
export CFLAGS="-ffile-prefix-map=$source_folder=mononym -ffile-prefix-map=$cargo_home=cargo"
exec cargo build --release --locked --package mononym --bin mononym "$@"
