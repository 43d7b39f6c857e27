package dev.duru.pipeline.engine;

import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What steps hand on to the steps after them: variables, search path, summary, whether one failed.
 * A step in the background begins with a {@link #fork} of it, and what it adds to that counts for
 * the others from its {@link #join} on. Used by one thread at a time.
 */
final class Carried {
    /** Names that a step cannot set for the steps after it. */
    private static final Set<String> REFUSED = Set.of("NODE_OPTIONS");

    private final Map<String, String> before;
    private final List<String> pathBefore;
    private final boolean failedBefore;
    private final Map<String, String> exported = new LinkedHashMap<>();
    private final List<String> path = new ArrayList<>();
    private final Map<String, String> given = new LinkedHashMap<>();
    private final StringBuilder summary = new StringBuilder();
    private String firstFailure = "";
    private int exitCode;
    private boolean failed;
    private boolean errored;

    Carried() {
        this(Map.of(), List.of(), false);
    }

    private Carried(Map<String, String> before, List<String> pathBefore, boolean failedBefore) {
        this.before = before;
        this.pathBefore = pathBefore;
        this.failedBefore = failedBefore;
    }

    Carried fork() {
        return new Carried(exported(), searchPath(), failed());
    }

    /** What was added to a fork is added here, as if it came now. */
    void join(Carried fork) {
        exported.putAll(fork.exported);
        fork.path.forEach(this::addPath);
        given.putAll(fork.given);
        summary.append(fork.summary);
        if (fork.failed) {
            fail(fork.errored, new StepOutcome(kind(fork), fork.exitCode, fork.firstFailure));
        }
    }

    private static StepOutcome.Kind kind(Carried fork) {
        return fork.errored ? StepOutcome.Kind.ERROR : StepOutcome.Kind.FAILURE;
    }

    /** A step sets a variable for the steps after it; false when it may not. */
    boolean export(String name, String value) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (name.isEmpty()
                || REFUSED.contains(upper)
                || upper.startsWith("GITHUB_")
                || upper.startsWith("RUNNER_")) {
            return false;
        }
        exported.put(name, value);
        return true;
    }

    Map<String, String> exported() {
        Map<String, String> all = new LinkedHashMap<>(before);
        all.putAll(exported);
        return all;
    }

    void addPath(String folder) {
        path.remove(folder);
        path.add(folder);
    }

    /** The folders that steps added; the last one is looked in first. */
    List<String> searchPath() {
        List<String> all = new ArrayList<>(pathBefore);
        all.removeAll(path);
        all.addAll(path);
        return all;
    }

    void summarize(String text) {
        if (!text.isEmpty()) {
            summary.append(text).append(text.endsWith("\n") ? "" : "\n");
        }
    }

    String summary() {
        return summary.toString();
    }

    /** Something that the job gives out besides what its plan says. */
    void give(String name, String value) {
        given.put(name, value);
    }

    Obj given() {
        Obj.Builder all = Obj.builder();
        given.forEach((name, value) -> all.put(name, Value.of(value)));
        return all.build();
    }

    void fail(boolean byDuru, StepOutcome outcome) {
        if (firstFailure.isEmpty()) {
            firstFailure = outcome.message();
        }
        if (!failed) {
            exitCode = outcome.exitCode();
        }
        failed = true;
        errored |= byDuru;
    }

    /** What the first step that failed said. */
    String firstFailure() {
        return firstFailure;
    }

    /** The exit code of the first step that failed; 0 when it has none. */
    int exitCode() {
        return exitCode;
    }

    boolean failed() {
        return failedBefore || failed;
    }

    boolean errored() {
        return errored;
    }
}
