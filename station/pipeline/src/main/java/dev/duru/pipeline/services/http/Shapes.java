package dev.duru.pipeline.services.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects to be shown as JSON. */
public final class Shapes {
    private Shapes() {}

    /** Names and values in turn; a value may be null. */
    public static Map<String, Object> of(@Nullable Object... pairs) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        @SuppressWarnings({"NullAway", "unchecked"}) // JSON has null, and writers of it take it
        Map<String, Object> shape = (Map<String, Object>) (Map<String, ?>) map;
        return shape;
    }

    /** A time in whole seconds, as ISO 8601. */
    public static @Nullable String time(@Nullable Instant at) {
        return at == null ? null : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
