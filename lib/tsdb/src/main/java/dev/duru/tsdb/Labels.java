package dev.duru.tsdb;

import dev.duru.tsdb.number.NumberText;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names and values that identify a series, sorted by name. An empty value is the same as no
 * label, as in Prometheus.
 */
public final class Labels implements Comparable<Labels> {
    /** The label that holds a series' name. */
    public static final String NAME = "__name__";

    /** No labels at all. */
    public static final Labels EMPTY = new Labels(new String[0]);

    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    /** Name, value, name, value, … sorted by name. */
    private final String[] pairs;

    private final int hash;

    private Labels(String[] pairs) {
        this.pairs = pairs;
        this.hash = Arrays.hashCode(pairs);
    }

    /** Labels of a map; empty values are left out. */
    public static Labels of(Map<String, String> map) {
        String[] pairs = new String[map.size() * 2];
        int at = 0;
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            if (!entry.getValue().isEmpty()) {
                pairs[at++] = entry.getKey().intern();
                pairs[at++] = entry.getValue();
            }
        }
        return at == 0 ? EMPTY : new Labels(at == pairs.length ? pairs : Arrays.copyOf(pairs, at));
    }

    /** A series name with labels given as name, value, name, value. */
    public static Labels of(String name, String... namesAndValues) {
        Map<String, String> map = new TreeMap<>();
        map.put(NAME, name);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return of(map);
    }

    /** The value of a label, empty where there is none. */
    public String value(String label) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(label)) {
                return pairs[i + 1];
            }
        }
        return "";
    }

    /** The series' name, if it has one. */
    public Optional<String> name() {
        return Optional.of(value(NAME)).filter(name -> !name.isEmpty());
    }

    /** A copy as a map, sorted by name. */
    public Map<String, String> map() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /** Tells of each name and its value, sorted by name. */
    public void each(BiConsumer<String, String> visit) {
        for (int i = 0; i < pairs.length; i += 2) {
            visit.accept(pairs[i], pairs[i + 1]);
        }
    }

    /** The i-th name in their order. */
    String nameAt(int i) {
        return pairs[i * 2];
    }

    /** The i-th value in the order of names. */
    String valueAt(int i) {
        return pairs[i * 2 + 1];
    }

    /** How many there are. */
    public int size() {
        return pairs.length / 2;
    }

    /** Of names and values by turns, sorted by name, none of them empty; taken over as they are. */
    public static Labels sorted(String[] namesAndValues) {
        return new Labels(namesAndValues);
    }

    /**
     * Of names and values by turns, in any order.
     *
     * @throws TsdbException when a label has no name, or is there twice
     */
    public static Labels ofPairs(String[] namesAndValues) {
        boolean sorted = true;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            sorted &= !namesAndValues[i].isEmpty() && !namesAndValues[i + 1].isEmpty();
            sorted &= i == 0 || namesAndValues[i - 2].compareTo(namesAndValues[i]) < 0;
        }
        if (sorted) {
            return new Labels(namesAndValues);
        }
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = namesAndValues[i];
            if (name.isEmpty() || map.put(name, namesAndValues[i + 1]) != null) {
                throw new TsdbException("a label has no name, or is there twice: '" + name + "'");
            }
        }
        return of(map);
    }

    /** With one label set, or taken away by an empty value. */
    public Labels with(String label, String value) {
        Map<String, String> map = map();
        map.put(label, value);
        return of(map);
    }

    /** Whether a text may name a label: any text, but not an empty one or broken UTF-8. */
    public static boolean isName(String text) {
        return !text.isEmpty() && text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return pairs.length == 0;
    }

    /** Without what says which quantity it is: name, type and unit. */
    public Labels withoutMeaning() {
        return filter(label ->
                !label.equals(NAME) && !label.equals("__type__") && !label.equals("__unit__"));
    }

    /** All labels in braces, the name among them: {@code {__name__="up", job="a"}}. */
    public String inBraces() {
        return map().entrySet().stream()
                .map(e ->
                        (PLAIN.matcher(e.getKey()).matches()
                                        ? e.getKey()
                                        : NumberText.quoted(e.getKey()))
                                + "="
                                + NumberText.quoted(e.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Without the name. */
    public Labels withoutName() {
        return filter(label -> !label.equals(NAME));
    }

    /** Only the labels of these names. */
    public Labels only(Collection<String> names) {
        return filter(names::contains);
    }

    /** Without the labels of these names, and without the series' name. */
    public Labels without(Collection<String> names) {
        return filter(label -> !label.equals(NAME) && !names.contains(label));
    }

    /** Without the labels of these names; the series' name stays unless it is one of them. */
    public Labels leaving(Collection<String> names) {
        return names.isEmpty() ? this : filter(label -> !names.contains(label));
    }

    private Labels filter(Predicate<String> keep) {
        String[] kept = new String[pairs.length];
        int at = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            if (keep.test(pairs[i])) {
                kept[at++] = pairs[i];
                kept[at++] = pairs[i + 1];
            }
        }
        return at == pairs.length ? this : new Labels(Arrays.copyOf(kept, at));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Labels that
                && (this == that || hash == that.hash && Arrays.equals(pairs, that.pairs));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public int compareTo(Labels other) {
        return Arrays.compare(pairs, other.pairs);
    }

    /** As in a query: {@code name{a="b"}}. */
    @Override
    public String toString() {
        String inner =
                withoutName().map().entrySet().stream()
                        .map(e -> e.getKey() + "=\"" + Exposition.escape(e.getValue()) + "\"")
                        .collect(Collectors.joining(", "));
        return value(NAME) + (inner.isEmpty() && name().isPresent() ? "" : "{" + inner + "}");
    }
}
