# SPDX-License-Identifier: GPL-2.0-only
# edgesec - The verbs of who builds, tries, tests and installs it
# Copyright (C) 2026 The edgesec authors
#
# kbuild and DKMS read Kbuild instead of this file.

VERSION := $(shell cat VERSION)
BUILD   ?= $(CURDIR)/build

# Which kernel to build for: KDIR names its build folder, KVER its release.
# Default: the running kernel, else the newest whose headers are installed.
newest  := $(lastword $(shell ls -d /usr/src/linux-headers-*-cloud-amd64 \
	     2>/dev/null | sort -V))
ifdef KVER
KDIR    ?= $(firstword $(wildcard /lib/modules/$(KVER)/build \
	     /usr/src/linux-headers-$(KVER)))
else
KDIR    ?= $(firstword $(wildcard /lib/modules/$(shell uname -r)/build) \
	     $(newest))
endif

# The kernel that test machines boot, by its name in selftests/vm/kernels.
KERNEL  ?= 6.1
export BUILD KERNEL

DESTDIR ?=
src_dir  = $(DESTDIR)/usr/src/edgesec-$(VERSION)

all: module cli ## build the module and the command

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

deps: ## install what building and testing need
	@selftests/deps.sh

# kbuild writes next to the sources, so it works on a copy.
module: ## build kmod/edgesec.ko; KDIR= or KVER= choose the kernel
	@selftests/build-module.sh "$(KDIR)" "$(BUILD)/module/host"
	@cp $(BUILD)/module/host/kmod/edgesec.ko kmod/edgesec.ko

cli: ## build cli/edgesec
	@$(MAKE) -s -C cli BUILD=$(BUILD)/cli
	@cp $(BUILD)/cli/edgesec cli/edgesec

programs: ## build the programs that tests run in a machine
	@$(MAKE) -s -C selftests/programs \
		BUILD=$(BUILD)/programs

# What a test machine needs besides its kernel.
machine: deps-check cli programs
	@selftests/vm/module.sh $(KERNEL)

# Installs what is missing; says nothing when nothing is.
deps-check:
	@selftests/deps.sh --if-missing

demo: machine ## show the main job in a disposable virtual machine
	@selftests/demo/demo.sh

test: deps-check ## run every test; KERNEL= one of selftests/vm/kernels
	@selftests/run.sh

test-hour: machine ## use a Debian under a made policy for an hour
	@USE_SECONDS=3600 selftests/run.sh strict

test-browser: deps-check ## show and print the report in Debian's Chromium
	@selftests/browser/run.sh

test-matrix: deps-check ## run the suites on every kernel
	@selftests/matrix.sh

test-sanitizers: deps-check ## run the suites on kernels that check themselves
	@selftests/sanitizers/run.sh

vm: machine ## a shell in a test machine with the module loaded
	@selftests/vm/run.sh --shell

bench-exec: deps-check ## measure execve() and open() beside fapolicyd and IMA
	@selftests/bench/exec.sh

bench-port: deps-check ## measure bind(), connect() and sendto() under 10,000 rules
	@selftests/bench/port.sh

bench-apply: deps-check ## measure apply with 100,000 digests beside ipset and nft
	@selftests/bench/apply.sh

bench: deps-check ## measure the table beside its peers, at the host's speed
	@selftests/bench/run.sh

bench-modbus: deps-check ## measure what a Modbus request costs, in the hook and in a machine
	@selftests/bench/run.sh modbus
	@selftests/bench/modbus.sh

coverage: deps-check ## which lines the suites run, into build/coverage.txt
	@selftests/coverage.sh

lint: deps-check ## static checks of all sources
	@selftests/lint/run.sh

fuzz: deps-check ## fuzz the parsers; SECONDS= for each
	@selftests/fuzz.sh

netlink: deps-check ## regenerate what comes from kmod/spec/edgesec.yaml
	@kmod/spec/regen.sh "$$(selftests/linux-source.sh 6.12)"

install: cli install-files ## install module (DKMS), command, policy, unit, manual
ifeq ($(DESTDIR),)
	dkms add -m edgesec -v $(VERSION) || true
	dkms build -m edgesec -v $(VERSION)
	dkms install --force -m edgesec -v $(VERSION)
	-systemctl daemon-reload
endif

install-files:
	$(MAKE) -C cli BUILD=$(BUILD)/cli DESTDIR=$(DESTDIR) install
	install -d $(src_dir)
	cp -r Kbuild VERSION dkms.conf $(src_dir)/
	mkdir -p $(src_dir)/kmod/uapi
	install -m 644 kmod/Kbuild kmod/*.[ch] $(src_dir)/kmod/
	install -m 644 kmod/uapi/*.h $(src_dir)/kmod/uapi/
	install -d $(DESTDIR)/usr/share/edgesec/policies
	install -m 644 policies/*.yaml $(DESTDIR)/usr/share/edgesec/policies/
	install -D -m 644 policies/iec62443-4-2/controls.yaml \
		$(DESTDIR)/usr/share/edgesec/policies/iec62443-4-2/controls.yaml
	install -d $(DESTDIR)/etc/edgesec
	[ -e $(DESTDIR)/etc/edgesec/policy.yaml ] || \
		install -m 600 policies/baseline.yaml \
			$(DESTDIR)/etc/edgesec/policy.yaml
	for folder in hosts iec62443-4-2; do \
		install -d $(DESTDIR)/usr/share/edgesec/policies/$$folder && \
		install -m 644 policies/$$folder/*.yaml \
			$(DESTDIR)/usr/share/edgesec/policies/$$folder/ || \
			exit; \
	done

uninstall: ## take away what install put in place, but /etc/edgesec
ifeq ($(DESTDIR),)
	-systemctl disable edgesec.service
	-systemctl disable --now edgesec-heartbeat.timer
	-dkms remove -m edgesec -v $(VERSION) --all
endif
	$(MAKE) -C cli BUILD=$(BUILD)/cli DESTDIR=$(DESTDIR) uninstall
	rm -rf $(src_dir) $(DESTDIR)/usr/share/edgesec

clean: ## remove everything that was built
	rm -rf $(BUILD) kmod/edgesec.ko cli/edgesec

.PHONY: bench-apply bench-exec bench-port bench-modbus \
	all help deps module cli programs machine deps-check demo test \
	test-browser test-hour test-matrix test-sanitizers vm \
	bench coverage lint fuzz netlink install install-files uninstall clean
