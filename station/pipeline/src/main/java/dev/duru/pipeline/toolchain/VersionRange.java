package dev.duru.pipeline.toolchain;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wish for a version as npm's semver writes it: {@code 20}, {@code 20.x}, {@code ^20.1}, {@code
 * ~3.11.2}, {@code >=18 <21}, {@code 1.20 - 1.22}, {@code 18 || 20}. Versions before a release,
 * such as {@code 22.0.0-rc.1}, fit only a wish that names one.
 */
public final class VersionRange {
    private static final Pattern PART =
            Pattern.compile(
                    "(>=|<=|>|<|\\^|~>?|=)?\\s*v?(\\d+|[xX*])(?:\\.(\\d+|[xX*]))?(?:\\.(\\d+|[xX*]))?([-+.].*)?");

    /** From one version to, and without, another; numbers only. */
    private record Span(List<Integer> from, List<Integer> to) {
        boolean holds(List<Integer> version) {
            return compare(version, from) >= 0 && compare(version, to) < 0;
        }
    }

    private static final List<Integer> NEVER = List.of(Integer.MAX_VALUE, 0, 0);

    private final String text;
    private final List<List<Span>> choices = new ArrayList<>();

    private VersionRange(String text) {
        this.text = text;
    }

    /**
     * Reads a wish; an empty one takes everything.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static VersionRange of(String text) {
        VersionRange range = new VersionRange(text.strip());
        for (String choice : text.strip().split("\\|\\|", -1)) {
            range.choices.add(choice(choice.strip(), text));
        }
        return range;
    }

    private static List<Span> choice(String choice, String whole) {
        String[] ends = choice.split("\\s+-\\s+");
        if (ends.length == 2) {
            Span low = part(ends[0], whole);
            Span high = part(ends[1], whole);
            return List.of(new Span(low.from(), high.to()));
        }
        List<Span> spans = new ArrayList<>();
        String joined = choice.replaceAll("(>=|<=|>|<|\\^|~>?|=)\\s+", "$1");
        for (String part : joined.split("[\\s,]+")) {
            if (!part.isEmpty()) {
                spans.add(part(part, whole));
            }
        }
        return spans;
    }

    private static Span part(String part, String whole) {
        Matcher matcher = PART.matcher(part);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + whole + "' is not a version or a range");
        }
        List<Integer> given = new ArrayList<>();
        for (int group = 2; group <= 4; group++) {
            String number = matcher.group(group);
            if (number == null || !Character.isDigit(number.charAt(0))) {
                break;
            }
            given.add(Integer.parseInt(number));
        }
        List<Integer> from = filled(given);
        String operator = matcher.group(1) == null ? "=" : matcher.group(1);
        List<Integer> after = after(given, given.size());
        return switch (operator) {
            case ">=" -> new Span(from, NEVER);
            case ">" -> new Span(after, NEVER);
            case "<" -> new Span(List.of(0, 0, 0), from);
            case "<=" -> new Span(List.of(0, 0, 0), after);
            case "^" -> new Span(from, after(given, significant(given)));
            case "~", "~>" -> new Span(from, after(given, Math.min(2, given.size())));
            default -> new Span(from, after);
        };
    }

    /** How many numbers {@code ^} holds fast: up to the first that is not 0. */
    private static int significant(List<Integer> given) {
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) != 0) {
                return i + 1;
            }
        }
        return given.size();
    }

    private static List<Integer> filled(List<Integer> given) {
        List<Integer> all = new ArrayList<>(given);
        while (all.size() < 3) {
            all.add(0);
        }
        return all;
    }

    /** The first version that does not begin with these numbers. */
    private static List<Integer> after(List<Integer> given, int numbers) {
        if (numbers == 0) {
            return NEVER;
        }
        List<Integer> next = new ArrayList<>(given.subList(0, numbers));
        next.set(numbers - 1, next.get(numbers - 1) + 1);
        return filled(next);
    }

    /** Whether a version fits. */
    public boolean fits(String version) {
        String plain = version.strip().replaceFirst("^(go|v)", "");
        if (plain.matches(".*[0-9](-|rc|beta|alpha).*") && !text.matches(".*[-a-z].*")) {
            return false;
        }
        List<Integer> numbers = numbers(plain);
        return choices.stream()
                .anyMatch(spans -> spans.stream().allMatch(span -> span.holds(numbers)));
    }

    private static List<Integer> numbers(String version) {
        List<Integer> numbers = new ArrayList<>();
        Matcher matcher = Pattern.compile("\\d{1,9}").matcher(version.replaceFirst("[-+].*", ""));
        while (matcher.find() && numbers.size() < 3) {
            numbers.add(Integer.parseInt(matcher.group()));
        }
        // Java 8 calls itself 1.8.
        if (numbers.size() > 1 && numbers.get(0) == 1 && numbers.get(1) == 8) {
            numbers.removeFirst();
        }
        return filled(numbers);
    }

    private static int compare(List<Integer> left, List<Integer> right) {
        for (int i = 0; i < 3; i++) {
            int difference = Integer.compare(left.get(i), right.get(i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /** The wish as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
