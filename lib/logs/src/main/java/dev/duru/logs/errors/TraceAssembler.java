package dev.duru.logs.errors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts traces together from the lines of one origin, in their order. Used by one thread. */
public final class TraceAssembler {
    /** Further lines of a trace are left out. */
    public static final int MOST_LINES = 200;

    private static final int LONGEST_LINE = 2_000;

    private final List<String> pending = new ArrayList<>();
    private String before = "";
    private Kind kind = Kind.NONE;

    private enum Kind {
        NONE,
        /** Java and JavaScript: a head, then lines with "at". */
        AT,
        PYTHON,
        GO
    }

    /** Whether a trace has begun and its end is not known yet. */
    public boolean isOpen() {
        return kind != Kind.NONE;
    }

    /** Takes a line; the trace that ended with the line before, or with this one. */
    public Optional<Failure> add(String text) {
        String line = text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) : text;
        if (kind != Kind.NONE && goesOn(line)) {
            keep(line);
            return kind == Kind.PYTHON && isEndOfPython(line) ? end() : Optional.empty();
        }
        Optional<Failure> ended = end();
        begin(line);
        before = line;
        return ended;
    }

    /** The trace so far, since nothing more is coming. */
    public Optional<Failure> end() {
        if (kind == Kind.NONE) {
            return Optional.empty();
        }
        kind = Kind.NONE;
        Optional<Failure> failure = StackTraces.read(String.join("\n", pending));
        pending.clear();
        before = "";
        return failure;
    }

    private void keep(String line) {
        if (pending.size() < MOST_LINES || kind == Kind.PYTHON && isEndOfPython(line)) {
            pending.add(line);
        }
    }

    private void begin(String line) {
        if (isFrame(line) && !before.isBlank()) {
            kind = Kind.AT;
            pending.add(before);
            pending.add(line);
        } else if (line.endsWith("Traceback (most recent call last):")) {
            kind = Kind.PYTHON;
            pending.add(line);
        } else if (line.startsWith("panic: ") || line.startsWith("fatal error: ")) {
            kind = Kind.GO;
            pending.add(line);
        }
    }

    private boolean goesOn(String line) {
        return switch (kind) {
            case NONE -> false;
            case AT ->
                    isFrame(line)
                            || line.startsWith("Caused by: ")
                            || line.matches(
                                    "\\s+(?:Suppressed: .*|\\.\\.\\. \\d+ (?:more|common frames omitted)|\\[CIRCULAR.*)");
            case PYTHON -> line.startsWith(" ") || isEndOfPython(line);
            case GO ->
                    line.isBlank()
                            || line.startsWith("\t")
                            || line.startsWith("goroutine ")
                            || line.startsWith("[signal ")
                            || line.startsWith("panic: ")
                            || line.startsWith("created by ")
                            || line.startsWith("exit status ")
                            || line.matches("[\\w./*()\\-\\[\\]]+\\(.*\\)");
        };
    }

    private static boolean isFrame(String line) {
        int at = 0;
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at > 0 && line.startsWith("at ", at);
    }

    private static boolean isEndOfPython(String line) {
        return line.matches("[A-Za-z_][\\w.]*(?::.*)?") && !line.startsWith("Traceback");
    }
}
