package dev.duru.observe.logs.elastic;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The steps of a {@code date_histogram}: of the same length, or those of the calendar in a time
 * zone.
 *
 * @param millis how long each is; 0 for steps of the calendar
 * @param unit such as {@code M}; empty for steps of the same length
 */
record Step(long millis, String unit, ZoneId zone) {
    private static final List<String> CALENDAR = List.of("m", "h", "d", "w", "M", "q", "y");

    static Step of(JsonNode body) {
        ZoneId zone = zone(body.path("time_zone").asString("UTC"));
        String calendar = named(body.path("calendar_interval").asString(""));
        String fixed = body.path("fixed_interval").asString("");
        String either = named(body.path("interval").asString(""));
        if (calendar.isEmpty() && either.matches("1[wMqy]")) {
            calendar = either;
        }
        if (!calendar.isEmpty()) {
            String unit = calendar.substring(1);
            if (!calendar.startsWith("1") || !CALENDAR.contains(unit)) {
                throw ElasticException.parsing(
                        "The supplied interval ["
                                + calendar
                                + "] could not be parsed as a calendar"
                                + " interval.");
            }
            return new Step(0, unit, zone);
        }
        return new Step(length(fixed.isEmpty() ? either : fixed), "", zone);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw ElasticException.parsing("unknown time zone [" + name + "]");
        }
    }

    private static String named(String text) {
        return switch (text) {
            case "second" -> "1s";
            case "minute" -> "1m";
            case "hour" -> "1h";
            case "day" -> "1d";
            case "week" -> "1w";
            case "month" -> "1M";
            case "quarter" -> "1q";
            case "year" -> "1y";
            default -> text;
        };
    }

    private static long length(String text) {
        if (text.matches("[1-9][0-9]{0,11}ms")) {
            return Long.parseLong(text.substring(0, text.length() - 2));
        }
        if (!text.matches("[1-9][0-9]{0,6}[smhd]")) {
            throw ElasticException.parsing(
                    "[date_histogram] needs a fixed_interval such as 30s or a calendar_interval"
                            + " such as 1M, not '"
                            + text
                            + "'");
        }
        int last = text.length() - 1;
        return Long.parseLong(text.substring(0, last)) * Nodes.unit(text.substring(last)) * 1_000;
    }

    /** Where the step of a moment begins, in milliseconds since 1970. */
    long begin(long moment) {
        ZonedDateTime at = Instant.ofEpochMilli(moment).atZone(zone);
        if (millis > 0) {
            long shift = at.getOffset().getTotalSeconds() * 1_000L;
            return Math.floorDiv(moment + shift, millis) * millis - shift;
        }
        ZonedDateTime day = at.with(LocalTime.MIDNIGHT);
        ZonedDateTime begin =
                switch (unit) {
                    case "m" -> at.truncatedTo(ChronoUnit.MINUTES);
                    case "h" -> at.truncatedTo(ChronoUnit.HOURS);
                    case "d" -> day;
                    case "w" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                    case "M" -> day.withDayOfMonth(1);
                    case "q" -> day.withDayOfMonth(1).minusMonths((day.getMonthValue() - 1) % 3);
                    default -> day.withDayOfYear(1);
                };
        return begin.toInstant().toEpochMilli();
    }

    /** Where the next step begins. */
    long next(long begin) {
        if (millis > 0) {
            long next = begin(begin + millis);
            return next > begin ? next : begin + millis;
        }
        ZonedDateTime at = Instant.ofEpochMilli(begin).atZone(zone);
        ZonedDateTime next =
                switch (unit) {
                    case "m" -> at.plusMinutes(1);
                    case "h" -> at.plusHours(1);
                    case "d" -> at.plusDays(1);
                    case "w" -> at.plusWeeks(1);
                    case "M" -> at.plusMonths(1);
                    case "q" -> at.plusMonths(3);
                    default -> at.plusYears(1);
                };
        return next.toInstant().toEpochMilli();
    }

    /** A moment as text. */
    String text(long moment) {
        boolean utc = zone.getRules().equals(ZoneOffset.UTC.getRules());
        return utc
                ? Instant.ofEpochMilli(moment).toString()
                : Instant.ofEpochMilli(moment).atZone(zone).toOffsetDateTime().toString();
    }
}
