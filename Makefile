# blot's tasks. `make help` lists them; `make run` and `make test` need nothing prepared but Swift.
#
# Each target installs the system libraries that are missing where apt-get may be used, and names them where it may not.

.SILENT:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help

SWIFT ?= swift
PYTHON ?= python3
PREFIX ?= /usr/local
DESTDIR ?=
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man/man1
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
# Where blot looks for it, seen from BINDIR.
RULESDIR := $(BINDIR)/../share/blot

RELEASE := .build/release/blot
DEBUG := .build/debug/blot
# The command that runs the rules' examples, and the end-to-end tests: BLOT_UNDER_TEST where it is set.
TESTED := $(or $(BLOT_UNDER_TEST),$(DEBUG))
# Of builds for debugging, as tests use them: what spares time where nobody will debug.
DEBUGFLAGS ?=
BUILD_RELEASE := $(SWIFT) build -c release --static-swift-stdlib --product blot

# System libraries, as pkg-config and as Debian name them.
LIBRARIES := libpcre2-8 zlib libzstd libzip expat openssl
PACKAGES := pkg-config libpcre2-dev zlib1g-dev libzstd-dev libzip-dev libexpat1-dev libssl-dev libmilter-dev
# libmilter has no file for pkg-config; its archive is linked.
HAS_MILTER = $$(cc -print-file-name=libmilter.a 2> /dev/null || clang -print-file-name=libmilter.a)

# Public logs to measure and check with: a folder with an `unpack` script, where there is one.
CORPORA ?= ../shared/corpora
EVALUATION ?= ../shared/eval
UNPACKED := .build/corpora

.PHONY: help
help: ## Show this list.
	echo "make TARGET, where TARGET is one of:"
	awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Mask a sample log and show what would have leaked.
	bash Tests/Samples/make-sample.sh > .build/sample.log
	echo
	echo "blot --summary .build/sample.log"
	echo
	$(RELEASE) --summary .build/sample.log

.PHONY: build
build: dependencies ## Build the command for release: .build/release/blot.
	$(BUILD_RELEASE)

.PHONY: test
test: dependencies ## Run every test, and the examples of every rule.
	$(SWIFT) test $(DEBUGFLAGS)
	$(TESTED) rules test
	echo "make test: everything passed"

.PHONY: install
install: build ## Install command, compiled rules, man page and completions below PREFIX (and DESTDIR).
	install -d "$(DESTDIR)$(BINDIR)" "$(DESTDIR)$(MANDIR)" "$(DESTDIR)$(BASHDIR)" "$(DESTDIR)$(ZSHDIR)" "$(DESTDIR)$(FISHDIR)"
	install -s -m 755 $(RELEASE) "$(DESTDIR)$(BINDIR)/blot"
	rm -rf "$(DESTDIR)$(RULESDIR)"
	install -d -m 755 "$(DESTDIR)$(RULESDIR)"
	env -u BLOT_NO_CACHE "$(DESTDIR)$(BINDIR)/blot" rules compile "$(DESTDIR)$(RULESDIR)" > /dev/null
	install -m 644 Documentation/*.1 "$(DESTDIR)$(MANDIR)/"
	$(RELEASE) --generate-completion-script bash > "$(DESTDIR)$(BASHDIR)/blot"
	$(RELEASE) --generate-completion-script zsh > "$(DESTDIR)$(ZSHDIR)/_blot"
	$(RELEASE) --generate-completion-script fish > "$(DESTDIR)$(FISHDIR)/blot.fish"
	echo "installed $(DESTDIR)$(BINDIR)/blot"

.PHONY: uninstall
uninstall: ## Remove what install put there.
	rm -f "$(DESTDIR)$(BINDIR)/blot" "$(DESTDIR)$(BASHDIR)/blot" "$(DESTDIR)$(ZSHDIR)/_blot" "$(DESTDIR)$(FISHDIR)/blot.fish"
	rm -f "$(DESTDIR)$(MANDIR)/blot.1"
	rm -rf "$(DESTDIR)$(RULESDIR)"

.PHONY: man
man: dependencies ## Write the man page, Documentation/blot.1, anew.
	bash Documentation/make-man.sh

.PHONY: docs
docs: build ## Run the commands that the README shows and compare what they print.
	$(PYTHON) Documentation/check-commands.py README.md

.PHONY: example
example: dependencies ## Build the example of a program that masks, Documentation/Example, and look at what it writes.
	$(SWIFT) build $(DEBUGFLAGS) --product Example
	mkdir -p .build/example
	echo "mail to ann.lee@acme-corp.com" | .build/debug/Example > .build/example/out 2> .build/example/log
	grep -qx 'mail to \[REDACTED:email\]' .build/example/out
	grep -q 'api_key=\[REDACTED:generic-api-key\].*for \[REDACTED:email\]' .build/example/log
	# Its own manifest names products that there are.
	$(SWIFT) package --package-path Documentation/Example --scratch-path .build/example show-dependencies > /dev/null
	echo "make example: masked as it should"

.PHONY: mails
mails: build ## Have Python's email package and GMime judge masked mails: made-up ones, and public ones where they are at hand.
	if [ -x $(CORPORA)/unpack ]; then $(CORPORA)/unpack $(UNPACKED) > /dev/null; fi
	bash Tests/Samples/check-mails.sh $(abspath $(RELEASE)) $(abspath $(UNPACKED)/eml)

.PHONY: postfix
postfix: build ## Send mail through a Postfix with `blot sendmail` and `blot milter`, and kill these in between (needs root, postfix).
	bash Tests/Postfix/check-filter.sh filter $(RELEASE) $(or $(MESSAGES),1000)
	bash Tests/Postfix/check-filter.sh milter $(RELEASE) $(or $(MESSAGES),1000)

.PHONY: docc
docc: dependencies ## Write the documentation of the library, .build/docc/Redaction.doccarchive.
	$(SWIFT) build --target RedactionLogging
	rm -rf .build/docc && mkdir -p .build/docc/symbols
	set --; for map in .build/debug/*.build/module.modulemap Sources/C*/module.modulemap; do \
		set -- "$$@" -Xcc -fmodule-map-file="$$map"; done; \
	swift-symbolgraph-extract -module-name Redaction -I .build/debug/Modules "$$@" \
		-target $$($(SWIFT) -print-target-info | $(PYTHON) -c 'import json, sys; print(json.load(sys.stdin)["target"]["triple"])') \
		-output-dir .build/docc/symbols -minimum-access-level public
	docc convert Sources/Redaction/Redaction.docc --additional-symbol-graph-dir .build/docc/symbols \
		--fallback-display-name Redaction --fallback-bundle-identifier blot.Redaction --warnings-as-errors \
		--output-path .build/docc/Redaction.doccarchive

.PHONY: lint
lint: ## Check the style of every Swift file (swift format).
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks
	echo "make lint: nothing to say"

.PHONY: asan
asan: dependencies ## Run the tests under the address sanitizer.
	# The test runner itself leaks; only what touches memory wrongly is wanted.
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --sanitize address --scratch-path .build-asan

.PHONY: tsan
tsan: dependencies ## Run the tests under the thread sanitizer.
	TSAN_OPTIONS=halt_on_error=1 $(SWIFT) test --sanitize thread --scratch-path .build-tsan

# How long each fuzz target runs.
SECONDS ?= 60

.PHONY: fuzz
fuzz: dependencies ## Fuzz each target for SECONDS (60) seconds.
	SECONDS_EACH=$(SECONDS) bash Tests/Fuzz/run.sh

.PHONY: bench
bench: build ## Compare with cat, ripgrep, sed and secretHider on logs, then as the other bench- targets do; write records.
	bash Benchmarks/compare.sh
	bash Benchmarks/rules.sh
	bash Benchmarks/json.sh
	bash Benchmarks/csv.sh
	bash Benchmarks/workbook.sh
	bash Benchmarks/mail.sh
	bash Benchmarks/gateway.sh

.PHONY: bench-rules
bench-rules: build ## Measure how much more time more rules take; write a record.
	bash Benchmarks/rules.sh

.PHONY: bench-mail
bench-mail: build ## Compare with a loop over mails with Python's email package; measure memory; write a record.
	bash Benchmarks/mail.sh

.PHONY: bench-gateway
bench-gateway: build ## Put the gateway under load with wrk; measure times and memory; write a record.
	bash Benchmarks/gateway.sh

.PHONY: bench-workbook
bench-workbook: build ## Compare with a loop over cells in openpyxl on a workbook; measure memory; write a record.
	bash Benchmarks/workbook.sh

.PHONY: bench-json
bench-json: build ## Compare with simdjson, jq, Miller and secretHider on JSON, with rules by path; measure memory; write a record.
	bash Benchmarks/json.sh

.PHONY: bench-csv
bench-csv: build ## Compare with Miller and secretHider on CSV of a gigabyte; measure memory; write a record.
	bash Benchmarks/csv.sh

.PHONY: bench-micro
bench-micro: dependencies ## Time the single rooms (a package of its own).
	cd Benchmarks && $(SWIFT) package benchmark

.PHONY: start
start: build ## Time `echo x | blot`.
	bash Benchmarks/start.sh

.PHONY: memory
memory: build ## Measure the peak memory on many lines and on giant ones.
	sh Benchmarks/memory.sh $(RELEASE)

# Larger files are left out; no more time than this.
LAWS_LIMIT ?= 2000000
LAWS_SECONDS ?= 120

.PHONY: laws
laws: build ## Hold the laws against public logs, where they are at hand.
	if [ -f $(EVALUATION)/laws.py ] && [ -x $(CORPORA)/unpack ]; then \
	  $(CORPORA)/unpack $(UNPACKED) > /dev/null; \
	  $(PYTHON) $(EVALUATION)/laws.py --blot $(RELEASE) --limit $(LAWS_LIMIT) --seconds $(LAWS_SECONDS) $(UNPACKED)/logs $(UNPACKED)/secrets; \
	else echo "make laws: no public logs at $(CORPORA); nothing to check"; fi

.PHONY: workbooks
workbooks: build ## Mask public workbooks, where they are at hand, and open what came of them.
	if [ -x $(CORPORA)/unpack ]; then \
	  $(CORPORA)/unpack $(UNPACKED) > /dev/null; \
	  $(PYTHON) Tests/PublicWorkbooks/check.py $(RELEASE) $(UNPACKED)/xlsx; \
	else echo "make workbooks: no public workbooks at $(CORPORA); nothing to check"; fi

.PHONY: dependencies
dependencies: ## Install the system libraries that are missing.
	if ! command -v $(SWIFT) > /dev/null; then \
	  echo "blot needs Swift 6.2 or later: see https://www.swift.org/install/linux" >&2; exit 1; fi
	command -v pkg-config > /dev/null && pkg-config --exists $(LIBRARIES) && [ -e "$(HAS_MILTER)" ] && exit 0; \
	if ! command -v apt-get > /dev/null; then \
	  echo "blot needs pkg-config, PCRE2, zlib, zstd, libzip, expat, OpenSSL and libmilter with their headers." >&2; \
	  echo "On Debian and Ubuntu these are: $(PACKAGES)" >&2; exit 1; fi; \
	if [ "$$(id -u)" = 0 ]; then SUDO=; elif command -v sudo > /dev/null; then SUDO=sudo; else \
	  echo "not root and no sudo; have somebody run: apt-get install $(PACKAGES)" >&2; exit 1; fi; \
	echo "installing $(PACKAGES)"; \
	$$SUDO apt-get update -qq && $$SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(PACKAGES) > /dev/null

.PHONY: clean
clean: ## Remove everything that was built.
	rm -rf .build .build-asan .build-tsan .build-fuzz Benchmarks/.build Tests/Fuzz/.build
