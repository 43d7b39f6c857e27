package dev.duru.dialects.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the job's token may do.
 *
 * @param scopes scope to {@code read}, {@code write} or {@code none}; the scope {@code *} stands
 *     for all that are not named, which may do nothing where it is absent; empty means the default
 *     of the server
 */
public record Permissions(Map<String, String> scopes) {
    /** Nothing was said: the server decides. */
    public static final Permissions DEFAULT = new Permissions(Map.of());

    /** No scope at all. */
    public static final Permissions NOTHING = new Permissions(Map.of("*", "none"));

    private static final String ALL = "*";

    /** How much a scope allows; each level includes those before it. */
    public enum Level {
        NONE,
        READ,
        WRITE;

        /** What a file's word means; any other is {@code none}. */
        public static Level of(String word) {
            return switch (word) {
                case "write" -> WRITE;
                case "read" -> READ;
                default -> NONE;
            };
        }

        /** As files write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Permissions {
        scopes = Map.copyOf(scopes);
    }

    /** Whether nothing was said. */
    public boolean isDefault() {
        return scopes.isEmpty();
    }

    /** These, or {@code standard} where nothing was said. */
    public Permissions or(Permissions standard) {
        return isDefault() ? standard : this;
    }

    /**
     * What a scope such as {@code contents} allows. Of {@link #DEFAULT} nothing: put {@link #or}
     * before it.
     */
    public Level level(String scope) {
        String named = scopes.get(scope);
        if (named != null) {
            return Level.of(named);
        }
        Level others = Level.of(scopes.getOrDefault(ALL, "none"));
        // A token of identity can only be written.
        return scope.equals("id-token") && others == Level.READ ? Level.NONE : others;
    }

    public boolean mayRead(String scope) {
        return level(scope) != Level.NONE;
    }

    public boolean mayWrite(String scope) {
        return level(scope) == Level.WRITE;
    }

    /** The lower level of each scope; where one of the two is the default, the other. */
    public Permissions within(Permissions ceiling) {
        if (ceiling.isDefault() || isDefault()) {
            return or(ceiling);
        }
        Map<String, String> lower = new LinkedHashMap<>();
        TreeSet<String> names = new TreeSet<>(scopes.keySet());
        names.addAll(ceiling.scopes.keySet());
        names.add(ALL);
        for (String name : names) {
            Level own = level(name);
            Level most = ceiling.level(name);
            lower.put(name, (own.compareTo(most) < 0 ? own : most).word());
        }
        return new Permissions(lower);
    }

    /** What this asks for beyond {@code allowed}, such as {@code actions: write}. */
    public List<String> beyond(Permissions allowed) {
        Map<String, Level> more = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>(scopes.keySet());
        names.addAll(allowed.scopes.keySet());
        for (String name : names) {
            if (level(name).compareTo(allowed.level(name)) > 0) {
                more.put(name, level(name));
            }
        }
        return more.entrySet().stream()
                .map(scope -> scope.getKey() + ": " + scope.getValue().word())
                .toList();
    }
}
