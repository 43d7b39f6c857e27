package dev.duru.dialects.github.trigger;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A filter pattern: {@code *} is anything but a slash, {@code **} anything, {@code ?} and {@code +}
 * make the character before them optional or repeated, brackets hold alternatives, a backslash
 * takes the meaning from the next character. Matching takes time proportional to pattern times
 * text, whatever the pattern.
 */
public final class Glob {
    private sealed interface Part {}

    /** Any of these characters, once, at most once, or at least once. */
    private record One(String accepted, Times times) implements Part {
        boolean accepts(char c) {
            return accepted.indexOf(c) >= 0;
        }
    }

    private enum Times {
        ONCE,
        MAYBE,
        MANY
    }

    /** {@code *}, or {@code **} where slashes count too. */
    private record Many(boolean slashes) implements Part {}

    /** A double star with the slash behind it, which may be nothing at all. */
    private record Folders() implements Part {}

    private final List<Part> parts = new ArrayList<>();

    private Glob() {}

    /** Reads a pattern; a malformed one matches as little as possible and never fails. */
    public static Glob of(String pattern) {
        Glob glob = new Glob();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> i = glob.stars(pattern, i);
                case '?' -> {
                    glob.repeat(Times.MAYBE);
                    i++;
                }
                case '+' -> {
                    glob.repeat(Times.MANY);
                    i++;
                }
                case '[' -> i = glob.brackets(pattern, i);
                case '\\' -> {
                    char next = i + 1 < pattern.length() ? pattern.charAt(i + 1) : c;
                    glob.parts.add(new One(String.valueOf(next), Times.ONCE));
                    i += 2;
                }
                default -> {
                    glob.parts.add(new One(String.valueOf(c), Times.ONCE));
                    i++;
                }
            }
        }
        return glob;
    }

    private int stars(String pattern, int at) {
        if (!pattern.startsWith("**", at)) {
            parts.add(new Many(false));
            return at + 1;
        }
        boolean begins = at == 0 || pattern.charAt(at - 1) == '/';
        if (begins && pattern.startsWith("**/", at)) {
            parts.add(new Folders());
            return at + 3;
        }
        parts.add(new Many(true));
        return at + 2;
    }

    private void repeat(Times times) {
        if (!parts.isEmpty() && parts.getLast() instanceof One(String accepted, Times _)) {
            parts.set(parts.size() - 1, new One(accepted, times));
        }
    }

    private int brackets(String pattern, int at) {
        int close = pattern.indexOf(']', at + 1);
        if (close < 0) {
            parts.add(new One("[", Times.ONCE));
            return at + 1;
        }
        StringBuilder accepted = new StringBuilder();
        for (int i = at + 1; i < close; i++) {
            char from = pattern.charAt(i);
            if (i + 2 < close && pattern.charAt(i + 1) == '-') {
                char to = pattern.charAt(i + 2);
                for (int c = from; c <= to && accepted.length() < 4096; c++) {
                    accepted.append((char) c);
                }
                i += 2;
            } else {
                accepted.append(from);
            }
        }
        parts.add(new One(accepted.toString(), Times.ONCE));
        return close + 1;
    }

    /** Whether the whole of {@code text} matches. */
    public boolean matches(String text) {
        BitSet states = new BitSet(parts.size() + 1);
        states.set(0);
        skip(states, true);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            BitSet next = new BitSet(parts.size() + 1);
            for (int s = states.nextSetBit(0); s >= 0; s = states.nextSetBit(s + 1)) {
                if (s < parts.size()) {
                    step(s, c, next);
                }
            }
            skip(next, c == '/');
            states = next;
        }
        return states.get(parts.size());
    }

    private void step(int state, char c, BitSet next) {
        switch (parts.get(state)) {
            case One one -> {
                if (one.accepts(c)) {
                    next.set(state + 1);
                    if (one.times() == Times.MANY) {
                        next.set(state);
                    }
                }
            }
            case Many(boolean slashes) -> {
                if (slashes || c != '/') {
                    next.set(state);
                    next.set(state + 1);
                }
            }
            case Folders _ -> {
                next.set(state);
                if (c == '/') {
                    next.set(state + 1);
                }
            }
        }
    }

    /** Adds the states that can be reached without a character. */
    private void skip(BitSet states, boolean atFolder) {
        for (int s = states.nextSetBit(0); s >= 0; s = states.nextSetBit(s + 1)) {
            if (s == parts.size()) {
                break;
            }
            boolean optional =
                    switch (parts.get(s)) {
                        case One(String _, Times times) -> times == Times.MAYBE;
                        case Many _ -> true;
                        case Folders _ -> atFolder;
                    };
            if (optional) {
                states.set(s + 1);
            }
        }
    }
}
