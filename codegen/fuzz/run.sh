#!/bin/sh
# Runs the fuzz targets: `run.sh [RUNS [TARGET...]]`. What crashes a target is kept in artifacts/TARGET/.
set -eu
cd "$(dirname "$0")"

runs=${1:-10000000}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- source model typescript lint

command -v rustup >/dev/null && rustup toolchain list | grep -q '^nightly' || {
	echo "a nightly Rust is missing; install it with: rustup toolchain install nightly --profile minimal"; exit 2; }
cargo +nightly fuzz --version >/dev/null 2>&1 || {
	echo "cargo-fuzz is missing; install it with: cargo install cargo-fuzz --version 0.13.2 --locked"; exit 2; }

# The workspace builds elsewhere: its compiler is another.
unset CARGO_TARGET_DIR
for target in "$@"; do
	mkdir -p "corpus/$target"
	cp seeds/* "corpus/$target/"
	echo "$target: $runs executions"
	# Nothing here is unsafe, so there is nothing for a sanitizer to find; the dictionary knows what the comparisons would tell.
	cargo +nightly fuzz run --sanitizer none --no-trace-compares "$target" -- \
		-runs="$runs" -dict=keywords.dict -max_len=512 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1
done
