# Everything that is done with this repository. `make help` lists it.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# What is built here is found here, whatever the user has set for other projects.
export CARGO_TARGET_DIR := $(CURDIR)/target

CARGO ?= cargo
NPM ?= npm
# No package runs code of its own while it is installed.
NPM_CI := $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error

CLIENT := client-ts
NODE_TESTS := tests/node
CLIENT_READY := $(CLIENT)/node_modules/.package-lock.json
NODE_TESTS_READY := $(NODE_TESTS)/node_modules/.package-lock.json

BARWIRE := target/debug/barwire
ROOMS := ../../target/debug/rooms
SERVER := target/debug/barwire-server

# How many updates `make demo` prints.
COUNT ?= 20

# How many random pairs of schemas `make trials` compares.
TRIALS ?= 1000000

.PHONY: help
help: ## Show this
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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
test: build $(NODE_TESTS_READY) ## Run every test: Rust, TypeScript, and the whole with real processes
	$(CARGO) test --workspace --quiet
	cd $(CLIENT) && BARWIRE_SERVER=$(CURDIR)/$(SERVER) node --test dist/test/*.test.js
	cd $(NODE_TESTS) && $(NPM) test --silent

.PHONY: corpus
corpus: build $(NODE_TESTS_READY) ## Generate, compile and judge every document and schema of ../shared/corpus (BARWIRE_CORPUS)
	node $(NODE_TESTS)/corpus/run.js

.PHONY: fuzz
fuzz: toolchain ## Fuzz the readers, the model, the generator and the lint (RUNS=10000000, TARGETS="source model")
	@codegen/fuzz/run.sh $(RUNS) $(TARGETS)

.PHONY: trials
trials: toolchain ## Compare verdicts on random schemas with another validator (TRIALS=1000000)
	BARWIRE_TRIALS=$(TRIALS) $(CARGO) test --release -p barwire-codegen --test compat_inclusion -- --nocapture

.PHONY: test-ws
test-ws: build $(NODE_TESTS_READY) ## Talk to the server with a WebSocket client that is not ours
	cd $(NODE_TESTS) && node --test foreign.test.js

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

# --- The source ---------------------------------------------------------------------------------

.PHONY: lint
lint: toolchain $(CLIENT_READY) ## Format check, clippy, rustdoc and both TypeScript compilers, all without a warning
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --quiet -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --quiet
	cd $(CLIENT) && $(NPM) run --silent format:check
	cd $(CLIENT) && $(NPM) run --silent typecheck
	cd $(CLIENT) && $(NPM) run --silent typecheck:7

.PHONY: format
format: toolchain $(CLIENT_READY) ## Format Rust and TypeScript
	$(CARGO) fmt --all
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

# npm writes this file last, so it stands for a whole installation.
%/node_modules/.package-lock.json: %/package-lock.json | toolchain
	cd $* && $(NPM_CI)
	@touch $@
