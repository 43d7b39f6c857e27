#!/usr/bin/env bash
# Runs the public suites of DURU_CORPUS (default: ../shared/corpus) and writes docs/conformance.md and target/conformance.json.
# DURU_GITLAB_CI_LOCAL may name a checkout of gitlab-ci-local's repository: then its whole suite is run too.
# Each program in tools/conformance.d runs first: it writes target/conformance.d/NAME.json for a suite that needs more than lib/dialects.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DURU_CORPUS=${DURU_CORPUS:-$(cd .. && pwd)/shared/corpus}
[ -d "$DURU_CORPUS" ] || { echo "conformance: no folder $DURU_CORPUS; set DURU_CORPUS to the folder of public suites" >&2; exit 2; }
rm -rf target/conformance.d && mkdir -p target/conformance.d
for part in tools/conformance.d/*; do
  if [ -x "$part" ]; then tools/with-podman.sh "$part"; fi
done
mvn -B --no-transfer-progress -q -pl lib/dialects -am test-compile dependency:build-classpath -Dmdep.outputFile=target/conformance.cp
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -cp "lib/dialects/target/test-classes:lib/dialects/target/classes:$(cat lib/dialects/target/conformance.cp)" \
  dev.duru.dialects.conformance.Conformance .
