package dev.duru.pipeline.matchers;

import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the JSON file of problem matchers. */
final class MatcherFile {
    private static final int MOST_PATTERNS = 20;

    private MatcherFile() {}

    /**
     * The matchers of a file.
     *
     * @throws ProblemException USER with what is wrong
     */
    static List<ProblemMatcher> read(String json) {
        Value value;
        try {
            value = Json.parse(json);
        } catch (ExpressionException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        }
        List<ProblemMatcher> matchers = new ArrayList<>();
        Set<String> owners = new HashSet<>();
        for (Value each : list(object(value, "the file").at("problemMatcher"), "problemMatcher")) {
            ProblemMatcher matcher = matcher(object(each, "a problem matcher"));
            if (!owners.add(matcher.owner().toLowerCase(Locale.ROOT))) {
                throw ProblemException.user("the owner '" + matcher.owner() + "' occurs twice");
            }
            matchers.add(matcher);
        }
        return matchers;
    }

    private static ProblemMatcher matcher(Obj matcher) {
        String owner = text(matcher, "owner");
        if (owner.isBlank()) {
            throw ProblemException.user("a problem matcher lacks its 'owner'");
        }
        String severity = text(matcher, "severity").toLowerCase(Locale.ROOT);
        if (!Set.of("", "error", "warning", "notice").contains(severity)) {
            throw ProblemException.user(
                    owner + ": the severity is '" + severity + "'; write error, warning or notice");
        }
        Value pattern = matcher.at("pattern");
        List<Value> list =
                pattern instanceof Obj ? List.of(pattern) : list(pattern, owner + ": pattern");
        if (list.isEmpty() || list.size() > MOST_PATTERNS) {
            throw ProblemException.user(
                    owner + ": write between 1 and " + MOST_PATTERNS + " patterns");
        }
        List<ProblemMatcher.Part> parts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            boolean last = i == list.size() - 1;
            parts.add(part(owner, object(list.get(i), owner + ": a pattern"), last));
        }
        if (parts.getLast().loop() && parts.size() == 1) {
            throw ProblemException.user(owner + ": only the last of several patterns may loop");
        }
        if (parts.stream().noneMatch(part -> part.message() >= 0)) {
            throw ProblemException.user(owner + ": no pattern says which group is the message");
        }
        return new ProblemMatcher(owner, severity, parts);
    }

    private static ProblemMatcher.Part part(String owner, Obj part, boolean last) {
        String regexp = text(part, "regexp");
        if (regexp.isEmpty()) {
            throw ProblemException.user(owner + ": a pattern lacks its 'regexp'");
        }
        boolean loop = part.at("loop") instanceof Value.Bool(boolean value) && value;
        if (loop && !last) {
            throw ProblemException.user(owner + ": only the last of several patterns may loop");
        }
        if (loop && number(owner, part, "message") < 0) {
            throw ProblemException.user(owner + ": a pattern that loops needs a message");
        }
        return new ProblemMatcher.Part(
                LinePattern.of(regexp),
                number(owner, part, "file"),
                number(owner, part, "fromPath"),
                number(owner, part, "line"),
                number(owner, part, "column"),
                number(owner, part, "severity"),
                number(owner, part, "code"),
                number(owner, part, "message"),
                loop);
    }

    /** The number of a group, or -1. */
    private static int number(String owner, Obj part, String key) {
        return switch (part.at(key)) {
            case Value.Null _ -> -1;
            case Value.Num(double number) when number >= 0 && number < 100 -> (int) number;
            case Value.Num _, Value.Bool _, Value.Str _, Value.Arr _, Obj _ ->
                    throw ProblemException.user(
                            owner + ": '" + key + "' must be the number of a group");
        };
    }

    private static String text(Obj object, String key) {
        return object.at(key) instanceof Value.Str(String text) ? text : "";
    }

    private static Obj object(Value value, String what) {
        if (value instanceof Obj object) {
            return object;
        }
        throw ProblemException.user(what + " must be an object");
    }

    private static List<Value> list(Value value, String what) {
        if (value instanceof Value.Arr(List<Value> items)) {
            return items;
        }
        throw ProblemException.user("'" + what + "' must be a list");
    }
}
