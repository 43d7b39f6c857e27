package dev.duru.observe.logs.elastic;

import dev.duru.observe.logs.LogLine;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON documents, and the times in them. */
final class Nodes {
    static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern MATH =
            Pattern.compile("now(?:([+-])([0-9]{1,6})([smhdwMy]))?(?:/[smhdwMy])?");
    private static final long MILLI = 1_000_000L;

    private Nodes() {}

    static JsonNode parse(byte[] bytes) {
        try {
            return bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
        } catch (JacksonException e) {
            throw ElasticException.parsing("the body is not JSON: " + e.getOriginalMessage());
        }
    }

    /**
     * Looks that nothing is asked for that is not known.
     *
     * @throws ElasticException that names what is not
     */
    static void only(String kind, JsonNode body, Set<String> known) {
        for (String key : body.propertyNames()) {
            if (!known.contains(key)) {
                throw ElasticException.parsing(
                        "[" + kind + "] knows no [" + key + "] here, only " + new TreeSet<>(known));
            }
        }
    }

    /** A time in nanoseconds: ISO 8601, milliseconds since 1970, or {@code now-15m}. */
    static @Nullable Long nanos(JsonNode node, Instant now) {
        if (node.isNumber()) {
            return nanos(node.asLong());
        }
        String text = node.asString("");
        Matcher math = MATH.matcher(text);
        if (math.matches()) {
            return LogLine.nanos(moved(now, math));
        }
        if (text.matches("-?[0-9]{10,16}")) {
            return nanos(Long.parseLong(text));
        }
        try {
            return LogLine.nanos(instant(text));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static long nanos(long millis) {
        return Math.clamp(millis, Long.MIN_VALUE / MILLI, Long.MAX_VALUE / MILLI) * MILLI;
    }

    private static Instant instant(String text) {
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        String iso = text.replace(' ', 'T');
        boolean zoned =
                iso.endsWith("Z") || iso.substring(Math.min(10, iso.length())).matches(".*[+-].*");
        if (!zoned) {
            return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        }
        String offset =
                iso.matches(".*[+-][0-9]{4}")
                        ? iso.substring(0, iso.length() - 2) + ":" + iso.substring(iso.length() - 2)
                        : iso;
        return OffsetDateTime.parse(offset).toInstant();
    }

    private static Instant moved(Instant now, Matcher math) {
        if (math.group(1) == null) {
            return now;
        }
        long seconds = Long.parseLong(math.group(2)) * unit(math.group(3));
        return math.group(1).equals("-") ? now.minusSeconds(seconds) : now.plusSeconds(seconds);
    }

    /** Seconds of a unit of Elasticsearch's times. */
    static long unit(String unit) {
        return switch (unit) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            case "w" -> 604_800;
            case "M" -> 2_592_000;
            default -> 31_536_000;
        };
    }
}
