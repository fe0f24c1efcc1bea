# nngen: everything that is done to the repository.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
GO ?= go

.PHONY: build test golden proof figures bench cover race elsewhere mutants fmt lint setup

build:
	$(GO) build -o bin/nngen ./cmd/nngen

# Installs the simulators that the tests run, unless they are there.
setup:
	$(GO) run ./cmd/nngen setup

# The whole suite: a simulator that is missing is a failure, not a skip.
test: lint setup
	NNGEN_REQUIRE_SIMULATORS=1 $(GO) test -json -timeout 40m ./... | $(GO) run ./.ci/testsummary

# Rewrites what is kept of emitted code and of messages; look at the difference.
golden:
	$(GO) test ./golden ./cmd/nngen/internal/pipeline -run "TestGolden|TestMistakes" -update
	$(GO) test ./cmd/nngen -run TestReadmeTables -update
	$(GO) test ./gen/neuron ./gen/nest ./gen/nestml -run TestRefused -update

# Runs every model on every engine again where the model, what is emitted for it or
# the engine's refusal has changed, and shows the verdicts in README.md.
proof: setup
	$(GO) run ./cmd/nngen verify --all --engines all --proof golden/proof.json >/dev/null
	$(GO) test ./cmd/nngen/internal/proof -run TestTable -update

# Draws the pictures of the examples again, which takes minutes.
figures:
	$(GO) test ./golden -run TestFigures -update

# What no test runs: the whole, and each package, without simulators' share.
cover:
	$(GO) test -timeout 40m -coverpkg=./... -coverprofile=/tmp/nngen.cover ./... >/dev/null
	$(GO) run ./.ci/coverage /tmp/nngen.cover

# Threads that write what others read, in the engine and what it is built on.
race:
	$(GO) test -race -timeout 40m ./runtime/engine ./runtime/jit ./runtime/network ./cmd/nngen/internal/random
	$(GO) test -race -timeout 40m ./cmd/nngen/internal/engines -run TestExamplesForAnyThreads

# The same numbers on processors that multiply and add at once: all that computes.
elsewhere:
	GOAMD64=v3 $(GO) test ./runtime/... ./ir/...
	GOARCH=arm64 $(GO) test -exec qemu-aarch64 -timeout 2h ./runtime/... ./ir/solve ./ir/interp
	$(GO) test ./cmd/nngen -run TestElsewhere

# Exchanged operators that tests must notice; NUMBER of each suite, 0 is all.
NUMBER ?= 20
mutants:
	$(GO) test ./cmd/nngen/internal/mutation -run TestMutants -timeout 24h -mutants $(NUMBER) -suites solve,passes,interp,engine,network,go-kernel,brian2,nest,neuron,spinnaker

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./runtime/... ./ir/... ./gen/... ./dsl/...

fmt:
	gofmt -w .

lint:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "these files are not formatted: run make fmt"; exit 1; }
	$(GO) vet ./...
