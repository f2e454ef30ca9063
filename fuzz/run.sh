#!/usr/bin/env bash
# Fuzzes one target for some time, without cargo-fuzz and on the stable compiler:
#   fuzz/run.sh TARGET [SECONDS] [options of libFuzzer]
set -euo pipefail
cd "$(dirname "$0")"
target="$1"
seconds="${2:-300}"
shift $(($# < 2 ? $# : 2))

# Counters at every edge, and arithmetic that panics where it overflows.
sancov="-Cpasses=sancov-module"
for option in -sanitizer-coverage-level=4 -sanitizer-coverage-inline-8bit-counters \
  -sanitizer-coverage-pc-table -sanitizer-coverage-trace-compares; do
  sancov="$sancov -Cllvm-args=$option"
done
export RUSTFLAGS="$sancov --cfg fuzzing -Cdebug-assertions -Coverflow-checks"

host=$(rustc -vV | sed -n 's/^host: //p')
folder="${FUZZ_TARGET_DIR:-target}"
cargo build --release --locked --bin "$target" --target "$host" --target-dir "$folder"

# What is found that is new goes to the corpus, what breaks something to the artifacts; neither is committed.
mkdir -p "corpus/$target" "artifacts/$target"
seeds=()
[ -d "kept/$target" ] && seeds=("kept/$target")
exec "$folder/$host/release/$target" "corpus/$target" "${seeds[@]}" -max_total_time="$seconds" \
  -timeout=10 -rss_limit_mb=1024 -artifact_prefix="artifacts/$target/" "$@"
