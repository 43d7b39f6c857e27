#!/usr/bin/env bash
# Runs the benchmarks on this machine and writes docs/benchmarks.md.   usage: bench.sh [server] [engine] [queue] [log] [edge] [compile] [peer] …
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tools/find-jdk.sh && duru_find_jdk && duru_find_mvn
./duru --version >/dev/null
mvn -B -q --no-transfer-progress -pl bench -am -Dmaven.test.skip=true compile
mvn -B -q --no-transfer-progress -pl bench -am -Dmaven.test.skip=true compile dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime >/dev/null 2>&1 || true
classpath=$(find . -path '*/target/classes' -type d | paste -sd:):$(find app/target/dist/lib -name '*.jar' ! -name 'duru-*' | paste -sd:)
parts=("$@"); [ ${#parts[@]} -gt 0 ] || parts=(server engine queue log compile peer)
mkdir -p target/bench
loads=
for part in "${parts[@]}"; do
    case $part in
        server) main=ServerBench ;;
        engine) main=EngineBench ;;
        queue) main=QueueBench ;;
        log) main=LogBench ;;
        edge) main=EdgeBench ;;
        compile) main=CompileBench ;;
        peer) main=PeerBench ;;
        *) echo "bench: there is no $part; there are: server engine queue log edge compile peer" >&2; exit 2 ;;
    esac
    loads+=" $part $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || true)"
    options=()
    # As the launcher starts local runs.
    [ "$part" != engine ] || options=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)
    "$JAVA_HOME/bin/java" "${options[@]}" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$classpath" "dev.duru.bench.$main" "$PWD/duru" | tee "target/bench/$part.txt"
done
{
    echo "# What was measured"
    echo
    echo "By \`make bench\` on $(nproc) cores, $(date -u +%Y-%m-%d). Each ratio was measured in one run, side by side. Timings on a shared machine are noisy; compare ratios."
    echo "What else ran (the load when each part began):$loads."
    echo
    echo "| what | measured | goal |"
    echo "| --- | --- | --- |"
    cat target/bench/*.md
} > docs/benchmarks.md
