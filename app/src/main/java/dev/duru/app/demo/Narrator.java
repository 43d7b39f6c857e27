package dev.duru.app.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells the story on the terminal as it happens, each line with the seconds since the start. */
final class Narrator {
    private final PrintStream out;
    private final boolean colours;
    private final long start = System.nanoTime();

    Narrator(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** A new part of the story. */
    void chapter(String title) {
        out.println();
        out.println(paint("1", title));
    }

    /** Something that happened. */
    void say(String text) {
        out.printf(
                Locale.ROOT,
                "%s  %s%n",
                paint("2", String.format(Locale.ROOT, "%7.2fs", seconds())),
                text);
    }

    /** Something that was checked and holds. */
    void good(String text) {
        say(paint("32", "✓") + " " + text);
    }

    /** Something that was checked and does not hold, or that went wrong as the story wants it. */
    void bad(String text) {
        say(paint("31", "✗") + " " + text);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private double seconds() {
        return elapsed().toMillis() / 1000.0;
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
