#!/usr/bin/env bash
# Fuzzes one target for some time, on the stable compiler and without cargo-fuzz:
#   fuzz/run.sh TARGET [SECONDS] [options of libFuzzer]
set -euo pipefail
cd "$(dirname "$0")"
target="$1"
seconds="${2:-300}"
shift $(($# < 2 ? $# : 2))

# All that is built for the target gets counters at every edge, as no build script and no macro does, which could not be linked with
# them; our own code also panics where arithmetic overflows.
flags="-Cpasses=sancov-module"
for option in -sanitizer-coverage-level=4 -sanitizer-coverage-inline-8bit-counters \
  -sanitizer-coverage-pc-table -sanitizer-coverage-trace-compares; do
  flags="$flags -Cllvm-args=$option"
done
settings=(--config "profile.release.lto=false")
for package in pdf engine bank-templates; do
  settings+=(--config "profile.release.package.$package.debug-assertions=true"
    --config "profile.release.package.$package.overflow-checks=true")
done
host=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS="$flags" cargo build --release --bin "$target" --target "$host" "${settings[@]}"

# What is new goes to the corpus, what breaks something to the artifacts; neither is committed.
mkdir -p "corpus/$target" "artifacts/$target"
seeds=()
[ -d "kept/$target" ] && seeds=("kept/$target")
[ "$target" = template ] && seeds=(../bank-templates/banks/*)
exec "target/$host/release/$target" "corpus/$target" "${seeds[@]}" -max_total_time="$seconds" \
  -timeout=10 -rss_limit_mb=1024 -artifact_prefix="artifacts/$target/" "$@"
