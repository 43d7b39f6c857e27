package dev.duru.dialects.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A cron line: minute, hour, day of the month, month, day of the week; each {@code *}, a value, a
 * range, a list, or one of these with a step. Months and days of the week may be named by their
 * first three letters.
 *
 * <p>Where both the day of the month and the day of the week are limited, either is enough. Source:
 * POSIX, <i>crontab</i>.
 */
public final class Cron {
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final List<String> DAYS =
            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final int[][] LIMITS = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}};

    /** A 29th of February is at most eight years away. */
    private static final int DAYS_TO_TRY = 8 * 366 + 1;

    private final String line;
    private final TreeSet<Integer> minutes;
    private final TreeSet<Integer> hours;
    private final TreeSet<Integer> monthDays;
    private final TreeSet<Integer> months;
    private final TreeSet<Integer> weekDays;
    private final boolean eitherDay;

    private Cron(String line) {
        String[] fields = line.strip().split("\\s+");
        this.line = line.strip();
        this.minutes = values(fields, 0);
        this.hours = values(fields, 1);
        this.monthDays = values(fields, 2);
        this.months = values(fields, 3);
        this.weekDays = values(fields, 4);
        this.eitherDay = limited(fields[2]) && limited(fields[4]);
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is malformed; says what is wrong
     */
    public static Cron parse(String line) {
        problem(line)
                .ifPresent(wrong -> {
                    throw new IllegalArgumentException(wrong);
                });
        return new Cron(line);
    }

    /** What is wrong with a line. */
    public static Optional<String> problem(String line) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length != 5) {
            return Optional.of("the schedule has " + fields.length + " fields instead of 5");
        }
        for (int i = 0; i < 5; i++) {
            if (values(fields, i).isEmpty()) {
                return Optional.of("`" + fields[i] + "` is not valid as field " + (i + 1));
            }
        }
        return Optional.empty();
    }

    /** Fewest minutes between two starts within an hour; 60 where there is only one. */
    public int shortestGap() {
        int gap = 60;
        Integer before = null;
        for (int minute : minutes) {
            if (before != null) {
                gap = Math.min(gap, minute - before);
            }
            before = minute;
        }
        return gap;
    }

    /** The first time after {@code after}, in UTC; none for a date that never comes. */
    public Optional<Instant> next(Instant after) {
        return next(after, ZoneOffset.UTC);
    }

    /**
     * The first time after {@code after} on the clocks of a zone. A time that a change of the
     * clocks leaves out comes as much later; one that comes twice is meant the first time.
     */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        LocalDate today = after.atZone(zone).toLocalDate();
        for (int i = 0; i < DAYS_TO_TRY; i++) {
            LocalDate day = today.plusDays(i);
            if (falls(day)) {
                Optional<Instant> found = on(day, after, zone);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private boolean falls(LocalDate day) {
        if (!months.contains(day.getMonthValue())) {
            return false;
        }
        boolean inMonth = monthDays.contains(day.getDayOfMonth());
        boolean inWeek = weekDays.contains(day.getDayOfWeek().getValue() % 7);
        return eitherDay ? inMonth || inWeek : inMonth && inWeek;
    }

    private Optional<Instant> on(LocalDate day, Instant after, ZoneId zone) {
        for (int hour : hours) {
            for (int minute : minutes) {
                Instant at = day.atTime(LocalTime.of(hour, minute)).atZone(zone).toInstant();
                if (at.isAfter(after)) {
                    return Optional.of(at);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean limited(String field) {
        return !field.startsWith("*") && !field.equals("?");
    }

    /** The values of a field; none if it is malformed. */
    private static TreeSet<Integer> values(String[] fields, int index) {
        List<String> names = index == 3 ? MONTHS : index == 4 ? DAYS : List.of();
        int low = LIMITS[index][0];
        int high = LIMITS[index][1];
        TreeSet<Integer> values = new TreeSet<>();
        for (String part : fields[index].split(",", -1)) {
            String[] stepped = part.split("/", -1);
            int step = stepped.length == 1 ? 1 : number(stepped[1], List.of(), low);
            if (stepped.length > 2 || step < 1) {
                return new TreeSet<>();
            }
            int from = low;
            int to = high;
            if (!stepped[0].equals("*") && !stepped[0].equals("?")) {
                String[] ends = stepped[0].split("-", -1);
                from = number(ends[0], names, low);
                to = ends.length == 2 ? number(ends[1], names, low) : from;
                if (ends.length == 1 && stepped.length == 2) {
                    to = high;
                }
                if (ends.length > 2 || from < low || to > high || from > to) {
                    return new TreeSet<>();
                }
            }
            for (int value = from; value <= to; value += step) {
                values.add(value);
            }
        }
        return values;
    }

    private static int number(String text, List<String> names, int low) {
        int named = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (named >= 0) {
            return named + low;
        }
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cron that && line.equals(that.line);
    }

    @Override
    public int hashCode() {
        return line.hashCode();
    }

    /** The line as it was written. */
    @Override
    public String toString() {
        return line;
    }
}
