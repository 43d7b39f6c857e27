#!/usr/bin/env bash
# Runs the benchmarks on this machine and writes docs/benchmarks.md.   usage: bench.sh [server] [engine] [queue] [log] [logs] [edge] [compile] [peer] [tsdb] …
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tools/find-jdk.sh && duru_find_jdk && duru_find_mvn
./duru --version >/dev/null
mvn -B -q --no-transfer-progress -pl bench -am -Dmaven.test.skip=true compile
mvn -B -q --no-transfer-progress -pl bench -am -Dmaven.test.skip=true compile dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime >/dev/null 2>&1 || true
classpath=$(find . -path '*/target/classes' -type d | paste -sd:):$(find app/target/dist/lib -name '*.jar' ! -name 'duru-*' | paste -sd:)
all=(server engine queue log logs edge compile peer tsdb)
parts=("$@"); [ ${#parts[@]} -gt 0 ] || parts=(server engine queue log compile peer)
# A part that hangs, or a machine that others use up, does not hold the rest.
limit=${DURU_BENCH_LIMIT:-180}
kept=target/bench
mkdir -p "$kept"
# A control group of its own counts the processor time of all processes of a benchmark, where one can be made.
export BENCH_USAGE=
for place in /sys/fs/cgroup/cpuacct:cpuacct.usage /sys/fs/cgroup:cpu.stat; do
    group=${place%:*}/duru-bench-$$
    if mkdir "$group" 2>/dev/null; then
        if [ -f "$group/${place#*:}" ] && [ -w "$group/cgroup.procs" ]; then
            BENCH_USAGE=$group/${place#*:}
            trap 'rmdir "$group" 2>/dev/null || true' EXIT
            break
        fi
        rmdir "$group"
    fi
done
for part in "${parts[@]}"; do
    most=$limit
    case $part in
        server) main=ServerBench ;;
        engine) main=EngineBench ;;
        queue) main=QueueBench ;;
        log) main=LogBench ;;
        logs) main=LogStoreBench; most=1200 ;;
        edge) main=EdgeBench; most=900 ;;
        compile) main=CompileBench ;;
        tsdb) main=TsdbBench; most=1800 ;;
        peer) main=PeerBench ;;
        *) echo "bench: there is no $part; there are: ${all[*]}" >&2; exit 2 ;;
    esac
    rm -f "$kept/$part.md"
    echo "$(date -u +%Y-%m-%d), load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown)" >"$kept/$part.when"
    options=()
    # As the launcher starts local runs.
    [ "$part" != engine ] || options=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djfr.unsupported.vm=true)
    # How many lines are searched.
    [ "$part" != logs ] || options=("-Dlines=${LINES:-1000000}")
    status=0
    (
        [ -z "$BENCH_USAGE" ] || echo "$BASHPID" >"$group/cgroup.procs"
        exec timeout -k 10 "$most" "$JAVA_HOME/bin/java" "${options[@]}" -Dslf4j.provider=dev.duru.app.Logging -Dslf4j.internal.verbosity=WARN \
            --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$classpath" "dev.duru.bench.$main" "$PWD/duru"
    ) | tee "$kept/$part.txt" || status=$?
    if [ "$status" != 0 ]; then
        why="ended with $status"
        [ "$status" != 124 ] || why="was not done after $most s"
        echo "bench: $part $why" >&2
        echo "$(cat "$kept/$part.when"), $why" >"$kept/$part.when"
    fi
done
# Parts that did not run here keep what the page says of them.
before=$(cat docs/benchmarks.md 2>/dev/null || true)
{
    echo "# What was measured"
    echo
    echo "By \`make bench\` on $(nproc) cores. Each ratio was measured in one run, side by side; the second one is of processor time, user and system,"
    echo "of all processes together. Timings on a shared machine are noisy: compare ratios, and where others use the machine those of processor time."
    echo "The load is that of the minute before a part began, the part before it included."
    for part in "${all[@]}"; do
        if [ ! -f "$kept/$part.when" ]; then
            section=$(awk -v head="## $part:" '/^## / { on = index($0, head) == 1 } on' <<<"$before")
            [ -z "$section" ] || printf '\n%s\n' "$section"
            continue
        fi
        echo
        echo "## $part: $(cat "$kept/$part.when")"
        [ -s "$kept/$part.md" ] || continue
        echo
        echo "| what | measured | goal |"
        echo "| --- | --- | --- |"
        cat "$kept/$part.md"
    done
} > docs/benchmarks.md
