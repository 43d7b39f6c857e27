#!/usr/bin/env bash
# Fuzzes the readers of strangers' text: fuzz.sh [SECONDS [SEED]]. Prints the seed, each finding made small; ends with 1 when there is one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mvn -B --no-transfer-progress -q -pl lib/dialects -am test-compile dependency:build-classpath -Dmdep.outputFile=target/conformance.cp
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Xmx512m \
  -cp "lib/dialects/target/test-classes:lib/dialects/target/classes:lib/yaml/target/classes:$(cat lib/dialects/target/conformance.cp)" dev.duru.dialects.fuzz.Fuzz "$@"
