package dev.duru.observe.alerts;

import dev.duru.observe.file.Section;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.Month;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Times that come again, as Alertmanager writes them:
 * https://prometheus.io/docs/alerting/latest/configuration/#time_interval-0. A part that says
 * nothing is every time; a moment lies within when each part has it.
 *
 * @param times of a day, in minutes, the end excluded
 * @param weekdays from 0, Sunday, both ends included
 * @param days of a month from 1; negative ones are counted from its end
 * @param months from 1
 */
public record TimeInterval(
        List<Bounds> times,
        List<Bounds> weekdays,
        List<Bounds> days,
        List<Bounds> months,
        List<Bounds> years,
        ZoneId zone) {
    private static final int DAY_MINUTES = 24 * 60;

    /** From one number to another. */
    public record Bounds(int from, int to) {}

    /** Whether a moment lies within. */
    public boolean contains(Instant moment) {
        ZonedDateTime at = moment.atZone(zone);
        int minute = at.getHour() * 60 + at.getMinute();
        return (times.isEmpty()
                        || times.stream().anyMatch(b -> minute >= b.from() && minute < b.to()))
                && fits(weekdays, at.getDayOfWeek().getValue() % 7)
                && (days.isEmpty() || days.stream().anyMatch(b -> hasDay(b, at)))
                && fits(months, at.getMonthValue())
                && fits(years, at.getYear());
    }

    private static boolean fits(List<Bounds> all, int value) {
        return all.isEmpty() || all.stream().anyMatch(b -> value >= b.from() && value <= b.to());
    }

    /** Days that a month does not have are its last, or its first. */
    private static boolean hasDay(Bounds bounds, ZonedDateTime at) {
        int length = YearMonth.from(at).lengthOfMonth();
        int from = bounds.from() < 0 ? length + bounds.from() + 1 : bounds.from();
        int to = bounds.to() < 0 ? length + bounds.to() + 1 : Math.min(length, bounds.to());
        return at.getDayOfMonth() >= Math.max(1, from) && at.getDayOfMonth() <= to;
    }

    /**
     * Reads one.
     *
     * @throws dev.duru.kernel.ProblemException USER with the place of what is wrong
     */
    static TimeInterval read(Section section) {
        List<Bounds> times = new ArrayList<>();
        for (Section each : section.sections("times")) {
            each.required("start_time");
            each.required("end_time");
            Bounds bounds =
                    new Bounds(
                            each.parsed("start_time", 0, TimeInterval::minutes),
                            each.parsed("end_time", 0, TimeInterval::minutes));
            if (bounds.from() >= bounds.to()) {
                throw each.wrong("start_time", "the time ends before it starts");
            }
            times.add(bounds);
            each.end("a time");
        }
        TimeInterval interval =
                new TimeInterval(
                        times,
                        all(section, "weekdays", 0, 6, TimeInterval::weekday),
                        all(section, "days_of_month", -31, 31, Integer::parseInt),
                        all(section, "months", 1, 12, TimeInterval::month),
                        all(section, "years", 0, 9_999, Integer::parseInt),
                        section.parsed("location", ZoneId.of("UTC"), TimeInterval::zone));
        section.end("a time interval");
        return interval;
    }

    private interface Number {
        int of(String text);
    }

    private static List<Bounds> all(
            Section section, String key, int least, int most, Number number) {
        List<Bounds> all = new ArrayList<>();
        for (String text : section.texts(key)) {
            String[] ends = text.toLowerCase(Locale.ROOT).split(":", 2);
            try {
                int from = number.of(ends[0].strip());
                int to = ends.length == 1 ? from : number.of(ends[1].strip());
                boolean inverted = from > to && Integer.signum(from) == Integer.signum(to);
                if (from < least || to > most || from == 0 && least < 0 || inverted) {
                    throw new IllegalArgumentException(
                            "it is not from %d to %d".formatted(least, most));
                }
                all.add(new Bounds(from, to));
            } catch (IllegalArgumentException e) {
                throw section.wrong(
                        key, "`" + text + "` is not a range of " + key + ": " + e.getMessage());
            }
        }
        return all;
    }

    private static int weekday(String text) {
        return DayOfWeek.valueOf(text.toUpperCase(Locale.ROOT)).getValue() % 7;
    }

    private static int month(String text) {
        return text.matches("[0-9]{1,2}")
                ? Integer.parseInt(text)
                : Month.valueOf(text.toUpperCase(Locale.ROOT)).getValue();
    }

    private static int minutes(String text) {
        if (!text.matches("([01][0-9]|2[0-4]):[0-5][0-9]")) {
            throw new IllegalArgumentException("write a time such as 09:30");
        }
        int minutes =
                Integer.parseInt(text.substring(0, 2)) * 60 + Integer.parseInt(text.substring(3));
        if (minutes > DAY_MINUTES) {
            throw new IllegalArgumentException("a day ends at 24:00");
        }
        return minutes;
    }

    private static ZoneId zone(String text) {
        try {
            return text.equals("Local") ? ZoneId.systemDefault() : ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no such zone", e);
        }
    }
}
