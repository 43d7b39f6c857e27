package dev.duru.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with variables: {@code /{owner}/{project}.git/{path...}}. A segment is literal or holds
 * one variable, with literal text before and after it; the last may take all the rest of the path.
 * Where two patterns fit a path, the one with the earlier literal wins.
 */
final class PathPattern implements Comparable<PathPattern> {
    private final String text;
    private final List<Segment> segments;

    private sealed interface Segment {
        /** 0 for the most specific kind. */
        int rank();
    }

    private record Literal(String text) implements Segment {
        @Override
        public int rank() {
            return 0;
        }
    }

    private record Variable(String before, String name, String after) implements Segment {
        @Override
        public int rank() {
            return before.isEmpty() && after.isEmpty() ? 2 : 1;
        }
    }

    private record Rest(String name) implements Segment {
        @Override
        public int rank() {
            return 3;
        }
    }

    private PathPattern(String text, List<Segment> segments) {
        this.text = text;
        this.segments = segments;
    }

    static PathPattern parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("the pattern '" + text + "' must begin with /");
        }
        List<Segment> segments = new ArrayList<>();
        List<String> parts = split(text);
        for (int i = 0; i < parts.size(); i++) {
            Segment segment = segment(text, parts.get(i));
            if (segment instanceof Rest && i < parts.size() - 1) {
                throw new IllegalArgumentException("'...' must come last in '" + text + "'");
            }
            segments.add(segment);
        }
        return new PathPattern(text, List.copyOf(segments));
    }

    private static Segment segment(String pattern, String part) {
        int open = part.indexOf('{');
        int close = part.indexOf('}');
        if (open < 0 && close < 0) {
            return new Literal(part);
        }
        if (open < 0 || close < open || part.indexOf('{', open + 1) >= 0) {
            throw new IllegalArgumentException(
                    "'" + part + "' in '" + pattern + "' must hold one {variable}");
        }
        String name = part.substring(open + 1, close);
        if (name.endsWith("...")) {
            return new Rest(name.substring(0, name.length() - 3));
        }
        return new Variable(part.substring(0, open), name, part.substring(close + 1));
    }

    /** The segments of a raw path; a slash at its end leaves an empty one. */
    static List<String> split(String rawPath) {
        if (rawPath.length() <= 1) {
            return List.of();
        }
        return List.of(rawPath.substring(1).split("/", -1));
    }

    /** The variables' values, when the decoded segments of a path fit. */
    Optional<Map<String, String>> match(List<String> path) {
        int length = path.size();
        if (length > 0 && path.getLast().isEmpty() && !takesRest()) {
            length--;
        }
        int fixed = takesRest() ? segments.size() - 1 : segments.size();
        if (length < fixed || (length > fixed && !takesRest())) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            boolean fits =
                    switch (segments.get(i)) {
                        case Literal(String literal) -> literal.equals(path.get(i));
                        case Variable variable -> take(variable, path.get(i), values);
                        case Rest(String name) -> {
                            values.put(name, String.join("/", path.subList(i, path.size())));
                            yield true;
                        }
                    };
            if (!fits) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private static boolean take(Variable variable, String part, Map<String, String> values) {
        int around = variable.before().length() + variable.after().length();
        if (part.length() <= around
                || !part.startsWith(variable.before())
                || !part.endsWith(variable.after())) {
            return false;
        }
        values.put(
                variable.name(),
                part.substring(
                        variable.before().length(), part.length() - variable.after().length()));
        return true;
    }

    private boolean takesRest() {
        return !segments.isEmpty() && segments.getLast() instanceof Rest;
    }

    @Override
    public int compareTo(PathPattern other) {
        int common = Math.min(segments.size(), other.segments.size());
        for (int i = 0; i < common; i++) {
            int order = Integer.compare(segments.get(i).rank(), other.segments.get(i).rank());
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(other.segments.size(), segments.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern pattern && pattern.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
