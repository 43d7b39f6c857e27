package dev.duru.pipeline.log;

/**
 * A line of a job's log.
 *
 * @param number from 1
 * @param at milliseconds since 1970
 * @param step the step's number in its job, from 1; 0 for the job itself
 */
public record LogLine(long number, long at, int step, Kind kind, String text) {

    /** Where a line comes from. */
    public enum Kind {
        /** Printed by a step. */
        OUTPUT('o'),
        /** Said by Duru. */
        SYSTEM('s'),
        /** Begins a group; the text is its title. */
        GROUP('g'),
        /** Ends a group. */
        END_GROUP('e'),
        DEBUG('d'),
        NOTICE('n'),
        WARNING('w'),
        ERROR('x'),
        /** The command line or the script that a step runs. */
        COMMAND('c');

        private final char code;

        Kind(char code) {
            this.code = code;
        }

        char code() {
            return code;
        }

        static Kind of(char code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return OUTPUT;
        }
    }

    /** What stands before the text in the file. */
    String head() {
        return at + " " + step + " " + kind.code() + " ";
    }

    static LogLine decode(long number, String line) {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        if (first < 0 || second < 0 || second + 1 >= line.length()) {
            return new LogLine(number, 0, 0, Kind.OUTPUT, line);
        }
        try {
            return new LogLine(
                    number,
                    Long.parseLong(line, 0, first, 10),
                    Integer.parseInt(line, first + 1, second, 10),
                    Kind.of(line.charAt(second + 1)),
                    line.substring(Math.min(line.length(), second + 3)));
        } catch (NumberFormatException e) {
            return new LogLine(number, 0, 0, Kind.OUTPUT, line);
        }
    }
}
