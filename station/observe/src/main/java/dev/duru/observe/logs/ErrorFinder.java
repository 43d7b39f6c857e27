package dev.duru.observe.logs;

import dev.duru.kernel.ProjectName;
import dev.duru.logs.LogEntry;
import dev.duru.logs.errors.Failure;
import dev.duru.logs.errors.StackTraces;
import dev.duru.logs.errors.TraceAssembler;
import dev.duru.logs.query.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for stack traces in lines as they are kept, and counts them. What was counted goes to the
 * database now and then, so that an error in a loop costs little; a crash may lose the last second.
 */
final class ErrorFinder {
    private static final List<String> FIELDS =
            List.of(
                    "stack_trace",
                    "error.stack_trace",
                    "error.stack",
                    "err.stack",
                    "stack",
                    "exception.stacktrace",
                    "exception",
                    "exc_info");
    private static final int MOST_ORIGINS = 10_000;

    private final ErrorStore store;
    private final Map<Place, Following> following = new HashMap<>();
    private final Map<ProjectName, Map<String, ErrorGroup>> counted = new LinkedHashMap<>();

    private record Place(ProjectName project, String origin) {}

    private static final class Following {
        private final TraceAssembler assembler = new TraceAssembler();
        private LogEntry last;
        private boolean grew;

        Following(LogEntry last) {
            this.last = last;
        }
    }

    ErrorFinder(ErrorStore store) {
        this.store = store;
    }

    synchronized void look(ProjectName project, List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            Optional<Failure> whole = whole(entry);
            if (whole.isPresent()) {
                count(project, whole.get(), entry);
                continue;
            }
            if (following.size() > MOST_ORIGINS) {
                following.clear();
            }
            Following of =
                    following.computeIfAbsent(
                            new Place(project, entry.origin().key()), key -> new Following(entry));
            LogEntry before = of.last;
            of.assembler.add(entry.text()).ifPresent(failure -> count(project, failure, before));
            of.last = entry;
            of.grew = true;
        }
    }

    /** A trace that came in one piece: in a field, or in a line of several lines. */
    private static Optional<Failure> whole(LogEntry entry) {
        if (entry.text().indexOf('\n') >= 0) {
            return StackTraces.read(entry.text());
        }
        boolean several =
                entry.text().startsWith("{") && entry.text().contains("\\n")
                        || entry.given().values().stream().anyMatch(v -> v.indexOf('\n') >= 0);
        if (!several) {
            return Optional.empty();
        }
        Map<String, String> fields = new Line(entry).fields();
        for (String name : FIELDS) {
            String value = fields.getOrDefault(name, "");
            if (value.indexOf('\n') >= 0) {
                return StackTraces.read(value);
            }
        }
        return Optional.empty();
    }

    private void count(ProjectName project, Failure failure, LogEntry entry) {
        LogLine line = LogLine.of(entry);
        ErrorGroup one =
                new ErrorGroup(
                        failure.fingerprint(),
                        failure.language(),
                        failure.type(),
                        failure.message(),
                        failure.place(),
                        failure.text(),
                        1,
                        line.at(),
                        line.at(),
                        line.environment(),
                        line.release(),
                        line.version(),
                        line.environment(),
                        line.release(),
                        line.id());
        counted.computeIfAbsent(project, key -> new LinkedHashMap<>())
                .merge(one.fingerprint(), one, ErrorFinder::sum);
    }

    private static ErrorGroup sum(ErrorGroup first, ErrorGroup next) {
        return new ErrorGroup(
                next.fingerprint(),
                next.language(),
                next.type(),
                next.message(),
                next.place(),
                next.sample(),
                first.count() + 1,
                first.firstAt(),
                next.lastAt(),
                first.firstEnvironment(),
                first.firstRelease(),
                first.firstVersion(),
                next.lastEnvironment(),
                next.lastRelease(),
                next.lastLine());
    }

    /**
     * Ends traces to which nothing was added since the last time, and hands on what was counted.
     */
    void tick() {
        Map<ProjectName, List<ErrorGroup>> seen = new LinkedHashMap<>();
        synchronized (this) {
            following.forEach((place, of) -> {
                if (!of.grew) {
                    of.assembler.end().ifPresent(f -> count(place.project(), f, of.last));
                }
            });
            following.values().removeIf(of -> !of.grew);
            following.values().forEach(of -> of.grew = false);
            counted.forEach(
                    (project, groups) -> seen.put(project, new ArrayList<>(groups.values())));
            counted.clear();
        }
        if (!seen.isEmpty()) {
            store.add(seen);
        }
    }
}
