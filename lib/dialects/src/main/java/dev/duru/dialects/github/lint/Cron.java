package dev.duru.dialects.github.lint;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Reads a POSIX cron line of five fields. */
final class Cron {
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final List<String> DAYS =
            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private Cron() {}

    /** What is wrong with a line. */
    static Optional<String> problem(String line) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length != 5) {
            return Optional.of("the schedule has " + fields.length + " fields instead of 5");
        }
        int[][] limits = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}};
        for (int i = 0; i < 5; i++) {
            List<String> names = i == 3 ? MONTHS : i == 4 ? DAYS : List.of();
            if (values(fields[i], limits[i][0], limits[i][1], names).isEmpty()) {
                return Optional.of("`" + fields[i] + "` is not valid as field " + (i + 1));
            }
        }
        return Optional.empty();
    }

    /** Fewest minutes between two starts within an hour; 60 where there is only one. */
    static int shortestGap(String line) {
        TreeSet<Integer> minutes = values(line.strip().split("\\s+")[0], 0, 59, List.of());
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

    /** The values of a field; none if it is malformed. */
    private static TreeSet<Integer> values(String field, int low, int high, List<String> names) {
        TreeSet<Integer> values = new TreeSet<>();
        for (String part : field.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            int step = stepped.length == 1 ? 1 : number(stepped[1], names, low);
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
}
