package dev.duru.observe.traces;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All spans of one id that are kept.
 *
 * @param rows in the order of the waterfall: each span below its parent, by time; never empty
 */
public record Trace(String id, List<Row> rows) {
    private static final long NANOS = 1_000_000_000L;

    /** A span, and how far it is from the top. */
    public record Row(Span span, int depth) {}

    /** Puts spans in order. A span that came twice is there once. */
    static Trace of(String id, List<Span> spans) {
        Map<String, Span> byId = new HashMap<>();
        spans.forEach(span -> byId.putIfAbsent(span.spanId(), span));
        List<Span> sorted = new ArrayList<>(byId.values());
        sorted.sort(Comparator.comparingLong(Span::startNanos).thenComparing(Span::spanId));
        Map<String, List<Span>> children = new HashMap<>();
        for (Span span : sorted) {
            String parent = byId.containsKey(span.ids().parent()) ? span.ids().parent() : "";
            children.computeIfAbsent(parent, p -> new ArrayList<>()).add(span);
        }
        List<Row> rows = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        place(children, "", 0, seen, rows);
        for (Span span : sorted) {
            if (seen.add(span.spanId())) {
                rows.add(new Row(span, 0));
                place(children, span.spanId(), 1, seen, rows);
            }
        }
        return new Trace(id, rows);
    }

    /** Spans that name each other as parents are in no circle here. */
    private static void place(
            Map<String, List<Span>> children,
            String parent,
            int depth,
            Set<String> seen,
            List<Row> rows) {
        record Next(Span span, int depth) {}
        List<Next> stack = new ArrayList<>();
        for (Span child : children.getOrDefault(parent, List.of()).reversed()) {
            stack.add(new Next(child, depth));
        }
        while (!stack.isEmpty()) {
            Next next = stack.removeLast();
            if (seen.add(next.span().spanId())) {
                rows.add(new Row(next.span(), next.depth()));
                for (Span child :
                        children.getOrDefault(next.span().spanId(), List.of()).reversed()) {
                    stack.add(new Next(child, next.depth() + 1));
                }
            }
        }
    }

    /** What it is called after: the span at the top that began first. */
    public Span root() {
        return rows.getFirst().span();
    }

    /** When its first span began, nanoseconds since 1970. */
    public long startNanos() {
        return rows.stream().mapToLong(row -> row.span().startNanos()).min().orElse(0);
    }

    /** When its last span ended. */
    public long endNanos() {
        return rows.stream().mapToLong(row -> row.span().endNanos()).max().orElse(0);
    }

    /** When it began. */
    public Instant start() {
        return Instant.ofEpochSecond(startNanos() / NANOS, startNanos() % NANOS);
    }

    /** How long it took, in milliseconds. */
    public double millis() {
        return (endNanos() - startNanos()) / 1e6;
    }

    /** How many of its spans failed. */
    public long errors() {
        return rows.stream().filter(row -> row.span().error()).count();
    }

    /** Who took part, sorted. */
    public List<String> services() {
        Set<String> services = new TreeSet<>();
        rows.forEach(row -> services.add(row.span().service()));
        return List.copyOf(services);
    }
}
