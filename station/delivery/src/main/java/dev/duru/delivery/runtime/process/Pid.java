package dev.duru.delivery.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one of the same number.
 *
 * @param startTicks when it started, in clock ticks since boot: field 22 of {@code /proc/PID/stat},
 *     see proc(5)
 */
record Pid(long number, long startTicks) {
    private static final int STATE = 0;
    private static final int START_TIME = 19;

    /** Reads a line of {@code /proc/PID/stat}; the name in it may hold anything, even brackets. */
    static Optional<Pid> parse(String stat) {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        if (open < 1 || close < open) {
            return Optional.empty();
        }
        String[] fields = stat.substring(close + 1).strip().split(" ");
        try {
            return fields.length > START_TIME
                    ? Optional.of(
                            new Pid(
                                    Long.parseLong(stat.substring(0, open).strip()),
                                    Long.parseLong(fields[START_TIME])))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether this very process still runs; a zombie does not. */
    boolean alive() {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(number), "stat"));
            int close = stat.lastIndexOf(')');
            String state = stat.substring(close + 1).strip().split(" ")[STATE];
            return parse(stat).filter(this::equals).isPresent()
                    && !state.equals("Z")
                    && !state.equals("X");
        } catch (IOException gone) {
            return false;
        }
    }

    /** The name of a process's program; {@code ""} when it is gone. */
    static String program(long number) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(number), "comm")).strip();
        } catch (IOException gone) {
            return "";
        }
    }
}
