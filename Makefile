.DEFAULT_GOAL := help
.PHONY: help setup lock build demo test test-trade test-rewards test-shops test-integration test-system gas bench-merkle bench-rewards lint format slither devnet clean distclean

BIN := .venv/bin
APE := $(BIN)/ape
LOCAL := --network ethereum:local:foundry
DEVNET := --network ethereum:devnet:node --account TEST::0

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The stamp goes first and comes back last: an interrupted set-up is never taken for a whole one.
STAMP := .venv/.setup-stamp
setup: $(STAMP) ## create .venv and node_modules from the lock files
$(STAMP): requirements.lock pyproject.toml package.json package-lock.json .npmrc \
		toolchain/setup.sh toolchain/uv.lock toolchain/pyproject.toml
	@rm -f $@
	toolchain/setup.sh
	@touch $@

COMPILE_LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url
lock: $(STAMP) ## resolve the Python lock files anew
	$(BIN)/$(COMPILE_LOCK) pyproject.toml --group dev -o requirements.lock
	cd toolchain && ../$(BIN)/$(COMPILE_LOCK) uv.in -o uv.lock
	cd toolchain && ../$(BIN)/$(COMPILE_LOCK) slither.in -o slither.lock

build: $(STAMP) ## compile the contracts, all of them whenever any input changed
	$(BIN)/python -m ape_ecomtools.build

demo: build ## set up, compile, and run the demonstration on a throw-away chain
	$(APE) run demo $(LOCAL)

test: build ## run the tests, three processes at a time
	@$(MAKE) --no-print-directory -j3 --output-sync=target \
		test-integration test-trade test-system test-shops test-rewards

# Each process has a chain of its own, and runs its folders in a fixed order.
TRADE := $(addprefix tests/unit/, catalog market vouchers budgets disputes reputation)
test-trade:
	$(APE) test -q $(TRADE)

REWARDS := $(addprefix tests/unit/, factor_vote grants merkle referendum reward_pool rewards rewards_simulation \
	root_game shop_polls)
test-rewards:
	$(APE) test -q $(REWARDS)

test-shops:
	$(APE) test -q $(filter-out $(TRADE) $(REWARDS), $(patsubst %/,%,$(filter-out %__pycache__/, $(wildcard tests/unit/*/))))

test-integration:
	$(APE) test -q tests/integration

test-system:
	$(APE) test -q $(filter-out tests/unit tests/integration, $(patsubst %/,%,$(filter-out %__pycache__/, $(wildcard tests/*/))))

gas: build ## measure the gas of the main operations
	$(APE) run gas $(LOCAL)
	$(BIN)/python tests/docs/readme_gas.py

N := 3000000
bench-merkle: $(STAMP) ## time the Merkle tree of N leaves (N=3000000), beside OpenZeppelin's library
	@$(BIN)/python -m benchmarks.merkle --n $(N)

SCALE := 0.1
bench-rewards: $(STAMP) ## measure the stages of a reward day (SCALE=1: 3 M people, 10 M actions)
	$(BIN)/python -m ecomchain.rewards.bench --scale $(SCALE)

lint: $(STAMP) ## check style and types of the Python code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP) ## put the Python code into the form `make lint` asks for
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format .

SLITHER_STAMP := .venv-slither/.setup-stamp
$(SLITHER_STAMP): toolchain/slither.lock | $(STAMP)
	@rm -f $@
	$(BIN)/python -m venv --clear --without-pip .venv-slither
	$(BIN)/uv pip sync -q --python .venv-slither/bin/python --require-hashes toolchain/slither.lock
	@touch $@

slither: $(STAMP) $(SLITHER_STAMP) ## analyse the contracts with Slither
	$(BIN)/python -m ape_ecomtools.slither

devnet: build ## start a persistent chain on port 8545 (state in .devnet) and deploy on it
	toolchain/devnet.sh $(APE) run deploy $(DEVNET)

clean: ## remove what the build made, and the state of devnet and rewards
	rm -rf .build .devnet contracts/.cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .rewards build

distclean: clean ## remove the set-up as well
	rm -rf .venv .venv-slither node_modules src/*.egg-info toolchain/*.egg-info
