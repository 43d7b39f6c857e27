# The verbs of the house. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
JDK := . tools/find-jdk.sh && duru_find_jdk && duru_find_mvn
MVN := mvn -B --no-transfer-progress
ARGS ?=
TIME ?= 60
# Test classes that run at a time, each in a process of its own.
FORKS ?= 2
SEED ?=
N ?= 10000
K8S ?=
# Public CI files and suites, outside of the repository; tests that need them say so where they are absent.
export DURU_CORPUS ?= $(abspath ../shared/corpus)

.PHONY: help quick test fmt check conformance docs fuzz differential test-k8s bench deps-test dist clean

help: ## list the verbs
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

quick: ## compile everything and run the gates of the house (no slow tests)
	@$(JDK) && $(MVN) -q test -pl e2e -am -Dtest='HouseTest' -Dsurefire.failIfNoSpecifiedTests=false $(ARGS)

test: ## check the format, compile, run all tests; ends with the counts
	@$(JDK) && $(MVN) -Dmaven.test.failure.ignore=true -DforkCount=$(FORKS) spotless:check test $(ARGS); status=$$?; tools/test-counts.sh && exit $$status

fmt: ## format all sources
	@$(JDK) && $(MVN) -q spotless:apply

conformance: ## run the public suites of DURU_CORPUS; writes docs/conformance.md and target/conformance.json
	@$(JDK) && tools/conformance.sh

docs: ## write docs/dialects from the tables of the code
	@$(JDK) && $(MVN) -q test -pl station/pipeline -am -Dtest='CompatibilityTest#thePage*' -Dsurefire.failIfNoSpecifiedTests=false -Dduru.docs.write=true

fuzz: ## fuzz the readers of CI files; make fuzz TIME=600 SEED=1
	@$(JDK) && tools/fuzz.sh $(TIME) $(SEED)

differential: ## ask Debian's prometheus and PromQL here the same random queries; make differential N=10000 SEED=1
	@$(JDK) && $(MVN) -q test -pl lib/tsdb -Dtest=PrometheusDifferenceTest -Dduru.differential.queries=$(N) $(if $(SEED),-Dduru.differential.seed=$(SEED))

test-k8s: ## run the tests of the Kubernetes runtime on a real cluster; make test-k8s K8S=folder-of-its-programs
	@$(JDK) && MVN="$(MVN) -q" tools/test-k8s.sh $(K8S)

bench: ## run the benchmarks; writes docs/benchmarks.md
	@$(JDK) && tools/bench.sh $(ARGS)

deps-test: ## install what the optional tests use, from Debian's packages (as root)
	@tools/deps-test.sh

dist: ## build the distribution: app/target/dist and a tar.gz beside it
	@$(JDK) && $(MVN) -q -pl app -am -Dmaven.test.skip=true package && cp LICENSE README.md duru app/target/dist/ && mkdir -p app/target/dist/tools \
	  && cp tools/find-jdk.sh app/target/dist/tools/ && rm -f app/target/dist/*.aot && tar -C app/target --transform 's,^dist,duru,' -czf app/target/duru.tar.gz dist \
	  && ls -l app/target/duru.tar.gz

clean: ## remove what was built
	@$(JDK) && $(MVN) -q clean && rm -rf target
