# Two commands matter: `make run` starts a world, `make test` tests everything. Both install what they need first.

ARCH := $(subst x86_64,x64,$(subst aarch64,arm64,$(shell uname -m)))
NODE := node_modules/node-linux-$(ARCH)/bin/node
BIN := node_modules/.bin
INSTALLED := node_modules/.atrium-installed
COMPONENTS := $(patsubst %/component.json,%,$(wildcard components/*/component.json))

# Everything runs under the pinned Node, whatever the system has.
export PATH := $(CURDIR)/$(dir $(NODE)):$(CURDIR)/$(BIN):$(PATH)

.PHONY: run test nightly check build bench format clean

# ENGINE is what keeps the world: lmdb, lmdb-shared or foundationdb.
run: build
	@exec $(NODE) host/main.ts $(if $(ENGINE),--store $(ENGINE)) $(ARGS)

test: build check
	@$(NODE) $(BIN)/ava $(ARGS)

# What takes too long for every change: some ten minutes.
nightly: build
	@ATRIUM_KILLS=1000 $(NODE) $(BIN)/ava test/store/kill.test.ts

check: build
	@$(NODE) $(BIN)/prettier --check --log-level warn .
	@$(NODE) $(BIN)/oxlint --type-aware --quiet
	@$(NODE) $(BIN)/tsc -p tsconfig.json
	@$(NODE) $(BIN)/tsc -p host/client/tsconfig.json

build: $(INSTALLED)
	@$(NODE) host/bindgen/build.ts $(COMPONENTS)

bench: build
	@$(NODE) test/bench/main.ts $(ARGS)

format: $(INSTALLED)
	@$(NODE) $(BIN)/prettier --write --log-level warn .

clean:
	rm -rf build components/*/bindings components/examples/*/bindings components/examples/*/build

$(INSTALLED): package-lock.json
	npm ci --include=dev --include=optional --no-audit --no-fund --loglevel=error
	@test -x $(NODE) || { echo "atrium: no Node for this machine: linux on x64 or arm64 is needed, this is $$(uname -s) $$(uname -m)" >&2; exit 1; }
	@touch $@
