# Everything that is done with this repository. `make help` lists it.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# What is built here is found here, whatever the user has set for other projects.
export CARGO_TARGET_DIR := $(CURDIR)/target

CARGO ?= cargo
NPM ?= npm
PYTHON ?= python3
# No package runs code of its own while it is installed.
NPM_CI := $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error

CLIENT := client-ts
NODE_TESTS := tests/node
PACKAGE_TESTS := tests/package
BROWSER_TESTS := tests/browser
PYTHON_TESTS := tests/python
CLIENT_READY := $(CLIENT)/node_modules/.package-lock.json
NODE_TESTS_READY := $(NODE_TESTS)/node_modules/.package-lock.json
PACKAGE_TESTS_READY := $(PACKAGE_TESTS)/node_modules/.package-lock.json
BROWSER_TESTS_READY := $(BROWSER_TESTS)/node_modules/.package-lock.json
PYTHON_READY := target/python/.ready

FANOUT := tests/fanout
FANOUT_READY := $(FANOUT)/peers/node_modules/.package-lock.json
FANOUT_PYTHON := target/fanout-python

BARWIRE := target/debug/barwire
ROOMS := ../../target/debug/rooms
SERVER := target/debug/barwire-server

# How many updates `make demo` prints.
COUNT ?= 20

# A folder of files of bars beside server/data, which may not be there.
DATA ?= ../shared/data

# How many requests of each operation `make test-api` makes up; four of them have parameters.
EXAMPLES ?= 100

# How many schedules of faults `make faults` plays, or which: 17..18.
SEEDS ?= 1000

# How many random pairs of schemas `make trials` compares.
TRIALS ?= 1000000

.PHONY: help
help: ## Show this
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- For people ---------------------------------------------------------------------------------

.PHONY: demo
demo: build generate check ## See it work: build, generate, check, serve the sample data, print live bars (COUNT=20)
	@log=$$(mktemp); $(SERVER) --listen 127.0.0.1:0 --bar-duration 4s --update-interval 500ms >"$$log" 2>/dev/null & server=$$!; \
	trap 'kill $$server 2>/dev/null; wait $$server 2>/dev/null; rm -f "$$log"' EXIT; \
	until grep -q http "$$log"; do kill -0 $$server 2>/dev/null || { echo "the server did not start"; exit 2; }; sleep 0.1; done; \
	url=$$(sed 's/.*\(http:\)/\1/' "$$log"); echo; echo "Serving the sample data at $$url"; echo; \
	node $(CLIENT)/dist/examples/live.js AAPL 1D --url "$$url" --count $(COUNT)

.PHONY: dev
dev: toolchain ## Serve the sample data on 127.0.0.1:8000
	$(CARGO) run --package barwire-server

.PHONY: generate
generate: commands ## Write what follows from the declarations: documents, TypeScript, PROTOCOL.md
	@$(BARWIRE) generate
	@cd tests/rooms && $(ROOMS) generate

.PHONY: check
check: commands ## Compare what is committed with what would be generated
	@$(BARWIRE) check
	@cd tests/rooms && $(ROOMS) check

# --- Tests --------------------------------------------------------------------------------------

.PHONY: test
test: build chromium $(NODE_TESTS_READY) $(PACKAGE_TESTS_READY) $(BROWSER_TESTS_READY) ## Run every test: Rust, TypeScript, and the whole with real processes
	$(CARGO) test --workspace --quiet
	$(CARGO) test --quiet --manifest-path $(FANOUT)/Cargo.toml
	cd $(CLIENT) && BARWIRE_SERVER=$(CURDIR)/$(SERVER) node --test dist/test/*.test.js
	cd $(PACKAGE_TESTS) && BARWIRE_SERVER=$(CURDIR)/$(SERVER) $(NPM) test --silent
	cd $(BROWSER_TESTS) && BARWIRE_SERVER=$(CURDIR)/$(SERVER) $(NPM) test --silent
	cd $(NODE_TESTS) && $(NPM) test --silent

.PHONY: size
size: $(CLIENT_READY) $(PACKAGE_TESTS_READY) ## Measure what each entry of the client takes in a page
	cd $(CLIENT) && $(NPM) run --silent build:dev
	@cd $(PACKAGE_TESTS) && $(NPM) run --silent size

.PHONY: corpus
corpus: build $(NODE_TESTS_READY) ## Generate, compile and judge every document and schema of ../shared/corpus (BARWIRE_CORPUS)
	node $(NODE_TESTS)/corpus/run.js

.PHONY: fuzz
fuzz: toolchain ## Fuzz the readers, the model, the generator and the lint (RUNS=10000000, TARGETS="source model")
	@codegen/fuzz/run.sh $(RUNS) $(TARGETS)

.PHONY: trials
trials: toolchain ## Compare verdicts on random schemas with another validator (TRIALS=1000000)
	BARWIRE_TRIALS=$(TRIALS) $(CARGO) test --release -p barwire-codegen --test compat_inclusion -- --nocapture

.PHONY: faults
faults: build ## Play random faults between the client and servers; the bars must be the server's history (SEEDS=1000)
	cd $(CLIENT) && BARWIRE_SEEDS=$(SEEDS) BARWIRE_SERVER=$(CURDIR)/$(SERVER) node --test dist/test/schedules.test.js

.PHONY: test-ws
test-ws: build $(NODE_TESTS_READY) ## Talk to the server with a WebSocket client that is not ours
	cd $(NODE_TESTS) && node --test foreign.test.js

.PHONY: test-python
test-python: toolchain $(PYTHON_READY) ## Talk to the server with a strict client in Python, and compare every bar with pandas (DATA=../shared/data)
	$(CARGO) build --quiet --package barwire-server
	target/python/bin/python $(PYTHON_TESTS)/strict.py $(SERVER)
	target/python/bin/python $(PYTHON_TESTS)/resample.py $(SERVER) server/data $(DATA)

.PHONY: test-api
test-api: toolchain $(PYTHON_READY) ## Ask the HTTP API for what its document declares and for what it does not (EXAMPLES=100)
	$(CARGO) build --quiet --package barwire-server
	target/python/bin/python $(PYTHON_TESTS)/datafeed.py $(SERVER) $(EXAMPLES)

.PHONY: test-cov
test-cov: build ## Measure the line coverage of the Rust crates
	@$(CARGO) tarpaulin --version >/dev/null 2>&1 || { \
		echo "cargo-tarpaulin is missing; install it with: cargo install cargo-tarpaulin --version 0.37.5 --locked"; exit 2; }
	$(CARGO) tarpaulin --engine llvm --workspace --exclude barwire-tests --exclude rooms --skip-clean \
		--target-dir target/coverage --exclude-files 'tests/*' --exclude-files '*/tests/*' --exclude-files '*/tests.rs' \
		--fail-under 85 --out Stdout -- --skip declarations

.PHONY: bench
bench: build $(NODE_TESTS_READY) ## Measure: subscribe to ack with 200 clients, what validation costs, and what generating and comparing do
	$(CARGO) build --release --package barwire-server --package barwire-codegen
	$(CARGO) bench --quiet --package barwire-tests
	node $(NODE_TESTS)/parse.bench.js
	node $(NODE_TESTS)/validate.bench.js
	node $(NODE_TESTS)/generate.bench.js
	$(CARGO) run --quiet --release --manifest-path tests/peers/Cargo.toml

.PHONY: bench-fanout
bench-fanout: toolchain $(FANOUT_READY) ## Measure: the fan-out beside other servers and TCP alone (ARGUMENTS="--workloads W1,SLOW --rounds 3"; --help)
	$(CARGO) build --release --package barwire-server
	$(CARGO) build --release --manifest-path $(FANOUT)/Cargo.toml
	target/release/fanout $(ARGUMENTS)

# fastws, which is measured beside the others once this has been made.
.PHONY: bench-fanout-python
bench-fanout-python:
	python3 -m venv $(FANOUT_PYTHON)
	$(FANOUT_PYTHON)/bin/pip install --quiet --requirement $(FANOUT)/peers/requirements.txt

# --- The source ---------------------------------------------------------------------------------

.PHONY: lint
lint: toolchain $(CLIENT_READY) $(BROWSER_TESTS_READY) ## Format check, clippy, rustdoc, typedoc and both TypeScript compilers, all without a warning
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --quiet -- -D warnings
	$(CARGO) fmt --manifest-path $(FANOUT)/Cargo.toml --check
	$(CARGO) clippy --manifest-path $(FANOUT)/Cargo.toml --all-targets --quiet -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --quiet
	cd $(CLIENT) && $(NPM) run --silent format:check
	cd $(CLIENT) && $(NPM) run --silent typecheck
	cd $(CLIENT) && $(NPM) run --silent typecheck:7
	cd $(CLIENT) && $(NPM) run --silent docs
	node $(CLIENT)/node_modules/typescript/bin/tsc -p $(BROWSER_TESTS)

.PHONY: format
format: toolchain $(CLIENT_READY) ## Format Rust and TypeScript
	$(CARGO) fmt --all
	$(CARGO) fmt --manifest-path $(FANOUT)/Cargo.toml
	cd $(CLIENT) && $(NPM) run --silent format

# --- What the above needs -----------------------------------------------------------------------

.PHONY: build
build: toolchain $(CLIENT_READY)
	$(CARGO) build --workspace --quiet
	cd $(CLIENT) && $(NPM) run --silent build:dev

# Without the server: a changed type is shown and mended before the code that uses it compiles again.
.PHONY: commands
commands: toolchain
	@$(CARGO) build --quiet --package barwire-codegen
	@$(CARGO) build --quiet --package rooms --no-default-features

.PHONY: toolchain
toolchain:
	@command -v $(CARGO) >/dev/null || { echo "cargo is missing; install Rust from https://rustup.rs"; exit 2; }
	@command -v node >/dev/null || { echo "node is missing; install Node.js 20 or later from https://nodejs.org"; exit 2; }
	@command -v $(NPM) >/dev/null || { echo "npm is missing; it comes with Node.js, from https://nodejs.org"; exit 2; }
	@node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' || { \
		echo "node $$(node --version) is too old; install Node.js 20 or later from https://nodejs.org"; exit 2; }

# A browser for $(BROWSER_TESTS), which are skipped without one.
.PHONY: chromium
chromium: toolchain
	@if node $(BROWSER_TESTS)/chromium.js >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get update --quiet && apt-get install --yes --quiet --no-install-recommends chromium fonts-liberation; \
	else node $(BROWSER_TESTS)/chromium.js || :; fi

# npm writes this file last, so it stands for a whole installation.
%/node_modules/.package-lock.json: %/package-lock.json | toolchain
	cd $* && $(NPM_CI)
	@touch $@

$(PYTHON_READY): $(PYTHON_TESTS)/requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing; install Python 3.11 or later from https://www.python.org"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$$($(PYTHON) --version) is too old; install Python 3.11 or later from https://www.python.org"; exit 2; }
	@$(PYTHON) -m venv --clear target/python || { \
		echo "$(PYTHON) has no venv; it comes with Python, and on Debian with: apt-get install python3-venv"; exit 2; }
	@target/python/bin/python -m pip install --quiet --disable-pip-version-check --requirement $< || { \
		echo "pip could not install what $< names; it needs a package index, see https://pip.pypa.io/en/stable/user_guide"; exit 2; }
	@touch $@
