package dev.duru.manifest;

import dev.duru.yaml.Position;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a declaration says, as names and texts that can be compared, kept and shown: {@code
 * replicas} is {@code 2}, {@code rollout.canary.every} is {@code 30s}, {@code verify.errors.below}
 * is {@code 0.02}. Where it stands in the file is no part of it. Everything that the records hold
 * is in it, so that no key can change without being seen.
 */
public final class Attributes {
    private final SortedMap<String, String> all = new TreeMap<>();

    private Attributes() {}

    /** The attributes of an environment, but its name. */
    public static SortedMap<String, String> of(Environment environment) {
        Attributes attributes = new Attributes();
        attributes.add("", environment);
        attributes.all.remove("name");
        return attributes.all;
    }

    private void add(String name, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Position _ -> {}
            case Enum<?> word -> put(name, word.name().toLowerCase(Locale.ROOT));
            case Duration duration -> put(name, text(duration));
            case Map<?, ?> map ->
                    map.forEach((key, inner) -> add(below(name, String.valueOf(key)), inner));
            case Collection<?> list -> list(name, list);
            case Record record -> record(name, record);
            default -> put(name, String.valueOf(value));
        }
    }

    private void put(String name, String value) {
        all.put(name, value);
    }

    private void list(String name, Collection<?> list) {
        if (list.stream().noneMatch(Record.class::isInstance)) {
            if (!list.isEmpty()) {
                put(name, list.stream().map(String::valueOf).collect(Collectors.joining(", ")));
            }
            return;
        }
        int index = 1;
        for (Object one : list) {
            add(below(name, one instanceof Gate gate ? gate.name() : String.valueOf(index)), one);
            index++;
        }
    }

    /** A record of several kinds begins with its kind: {@code rollout} is {@code canary}. */
    private void record(String name, Record record) {
        String prefix = name;
        List<Class<?>> kinds = List.of(record.getClass().getInterfaces());
        if (kinds.stream().anyMatch(Class::isSealed)) {
            String kind = record.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            put(name, kind);
            prefix = below(name, kind);
        }
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                add(below(prefix, component.getName()), component.getAccessor().invoke(record));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(record.getClass() + " cannot be read", e);
            }
        }
    }

    /** The rules stand beside the other keys of an environment in the file, so here too. */
    private static String below(String name, String part) {
        return name.isEmpty() || name.equals("rules") ? part : name + "." + part;
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
