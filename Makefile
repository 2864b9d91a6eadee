# `make demo` shows what this is, `make test` checks everything, `make help` lists the rest.
# Each target installs what it needs; cargo, node (20 or newer), npm and python3 (3.10 or newer) must
# be there.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

CARGO_FLAGS := --locked --workspace
# Tests are built with more features of the libraries than programs alone: `make test` builds both
# at once, so that nothing is built twice.
CARGO_TARGETS := --bins
test test-rust: CARGO_TARGETS := --all-targets
CARGO_TEST := $(if $(shell command -v cargo-nextest),nextest run,test)

NPM_QUIET := --no-audit --no-fund --loglevel=error
# npm writes these itself when an installation is complete.
CONTRACTS_INSTALLED := contracts/node_modules/.package-lock.json
POSTGRES_INSTALLED := tests/postgres/node_modules/.package-lock.json
CLIENTS_INSTALLED := tests/clients/node_modules/.package-lock.json
ORACLES_INSTALLED := tests/oracles/node_modules/.package-lock.json
EXAMPLES_INSTALLED := examples/node_modules/.package-lock.json
RIVALS_INSTALLED := benches/rivals/node_modules/.package-lock.json
WEB_INSTALLED := web/node_modules/.package-lock.json
VENV_INSTALLED := tests/clients/.venv/.installed
API_INSTALLED := tests/api/.venv/.installed

TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
MONONYM := $(TARGET_DIR)/debug/mononym

# How long each fuzz target runs.
SECONDS ?= 60

.PHONY: help demo test lint no-std fuzz audit advisories release test-rust postgres test-contracts test-oracles test-clients test-examples test-web chromium test-api bench bench-growth bench-instructions bench-instructions-write bench-registrations bench-proofs \
	generated generate fmt programs

help: ## Lists the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | column -t -s $$'\t'

demo: programs $(CONTRACTS_INSTALLED) $(CLIENTS_INSTALLED) $(VENV_INSTALLED) ## Registers a name, resolves it with five ENS clients, spends from its account; KEEP=1 leaves it running
	@exec tests/clients/node_modules/.bin/tsx demo/demo.ts

test: lint generated test-contracts test-oracles test-rust test-clients test-examples test-web test-api ## Checks everything

lint: no-std $(CONTRACTS_INSTALLED) $(CLIENTS_INSTALLED) $(ORACLES_INSTALLED) $(EXAMPLES_INSTALLED) $(WEB_INSTALLED) ## Formatting, lints, docs and types
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo fmt --manifest-path crates/no-std-check/Cargo.toml --check
	cargo clippy $(CARGO_FLAGS) --all-targets -- -D warnings
	cargo clippy --locked --package mononym --no-default-features --lib -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc $(CARGO_FLAGS) --no-deps
	npm --prefix contracts run --silent fmt
	npm --prefix tests/clients run --silent check
	npm --prefix tests/oracles run --silent check
	npm --prefix examples run --silent check
	npm --prefix web run --silent check

no-std: ## Builds the crates that need no std without it
	cargo clippy --locked --package mononym-ens --no-default-features --all-targets -- -D warnings
	cargo build --locked --manifest-path crates/no-std-check/Cargo.toml --target-dir $(TARGET_DIR)

test-rust: $(POSTGRES_INSTALLED) $(CONTRACTS_INSTALLED) ## Rust: unit tests, properties, the service end to end, examples in docs
	cargo test $(CARGO_FLAGS) --doc
	cargo $(CARGO_TEST) $(CARGO_FLAGS)

postgres: $(POSTGRES_INSTALLED) ## Installs the PostgreSQL server that the Rust tests start

test-contracts: $(CONTRACTS_INSTALLED) ## Solidity: forge tests
	npm --prefix contracts run --silent test

test-oracles: $(CONTRACTS_INSTALLED) $(CLIENTS_INSTALLED) $(ORACLES_INSTALLED) ## Address rules against each chain family's own library
	npm --prefix tests/oracles run --silent test

test-clients: programs $(CONTRACTS_INSTALLED) $(CLIENTS_INSTALLED) $(VENV_INSTALLED) ## Real ENS clients against registry, contracts and service
	npm --prefix tests/clients run --silent test

test-examples: programs $(EXAMPLES_INSTALLED) ## The examples of integration, against the service
	npm --prefix examples run --silent test

test-web: programs chromium $(WEB_INSTALLED) ## The page in a real Chromium, against the service
	npm --prefix web run --silent test

chromium: ## Installs the browser that the tests of the page drive, unless there is one
	@command -v chromium chromium-browser google-chrome >/dev/null || test -n "$$CHROMIUM" || { apt-get update --quiet=2 && apt-get install --yes --quiet=2 --no-install-recommends chromium; }

test-api: programs $(API_INSTALLED) ## Every route against the OpenAPI document, with generated input
	tests/api/run.sh $(MONONYM)

bench: $(RIVALS_INSTALLED) ## Measures lookups beside their limits and rivals, into docs/; needs two cores and a quiet machine
	cargo bench --locked --bench http -- --write

# Sizes on each database; the last takes long, and 40 GB of disk.
GROWTH := 1000,10000,100000,1000000,10000000

bench-growth: $(POSTGRES_INSTALLED) ## Measures how everything grows, up to GROWTH names on both databases, into docs/
	cargo bench --locked --bench http -- --write --growth $(GROWTH)

bench-registrations: $(POSTGRES_INSTALLED) ## Measures registrations and lists on both databases, into docs/; needs a quiet machine
	cargo bench --locked --bench registrations -- --write

bench-proofs: $(POSTGRES_INSTALLED) ## Measures proofs and the tree on both databases, into docs/; needs a quiet machine and 6 GB
	cargo bench --locked --bench proofs -- --write

fuzz: ## Runs every fuzz target, SECONDS=60 each; needs cargo-fuzz and a nightly compiler
	fuzz/run.sh $(SECONDS)

audit: ## Licences, sources and banned crates of everything that is linked; needs cargo-deny
	cargo deny --locked check licenses bans sources

advisories: ## Known flaws of dependencies; needs cargo-deny, and the network for its database
	cargo deny --locked check advisories
	for folder in contracts tests/clients tests/oracles tests/postgres examples; do npm --prefix $$folder audit; done

release: ## Builds the release, without paths of this machine
	deploy/build.sh

bench-instructions: ## Counts instructions and allocations of a lookup and compares them with those kept; needs valgrind
	cargo bench --locked --bench instructions

bench-instructions-write: ## Keeps them
	cargo bench --locked --bench instructions -- --write

generated: programs $(CONTRACTS_INSTALLED) $(WEB_INSTALLED) ## Checks that generated files are up to date
	npm --prefix contracts run --silent artifacts:check
	npm --prefix web run --silent build:check
	@$(MONONYM) openapi | diff -u openapi/openapi.json - || { echo "openapi/openapi.json is not up to date: make generate"; exit 1; }
	@$(MONONYM) problems | diff -u docs/problems.md - || { echo "docs/problems.md is not up to date: make generate"; exit 1; }
	@$(MONONYM) coins | diff -u docs/coins.md - || { echo "docs/coins.md is not up to date: make generate"; exit 1; }

generate: programs $(CONTRACTS_INSTALLED) $(WEB_INSTALLED) ## Writes generated files anew
	npm --prefix contracts run --silent artifacts
	npm --prefix web run --silent build
	$(MONONYM) openapi > openapi/openapi.json
	$(MONONYM) problems > docs/problems.md
	$(MONONYM) coins > docs/coins.md

fmt: $(CONTRACTS_INSTALLED) ## Formats Rust and Solidity
	cargo fmt --all
	cargo fmt --manifest-path fuzz/Cargo.toml
	cargo fmt --manifest-path crates/no-std-check/Cargo.toml
	cd contracts && node_modules/.bin/forge fmt

programs:
	cargo build $(CARGO_FLAGS) $(CARGO_TARGETS)

$(CONTRACTS_INSTALLED) $(CLIENTS_INSTALLED) $(ORACLES_INSTALLED) $(POSTGRES_INSTALLED) $(EXAMPLES_INSTALLED) $(RIVALS_INSTALLED) $(WEB_INSTALLED): \
		%/node_modules/.package-lock.json: %/package-lock.json
	npm --prefix $* ci $(NPM_QUIET)
	@touch $@

$(VENV_INSTALLED) $(API_INSTALLED): %/.venv/.installed: %/requirements.txt tests/venv.sh
	tests/venv.sh $*
	@touch $@
