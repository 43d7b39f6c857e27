package dev.duru.app.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a command runs.
 *
 * @param environment the environment variables
 * @param folder the current folder
 * @param home the user's own folder
 * @param terminal whether a person reads {@code out} on a terminal
 */
public record Surroundings(
        Map<String, String> environment,
        Path folder,
        Path home,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean terminal) {

    /** Those of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home", ".")),
                System.in,
                System.out,
                System.err,
                onTerminal());
    }

    /** The same in another folder. */
    public Surroundings in(Path other) {
        return new Surroundings(environment, other, home, in, out, err, terminal);
    }

    /** Some consoles of the JDK are there without a terminal, and say so. */
    private static boolean onTerminal() {
        @Nullable Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Whether colours are wanted; see no-color.org. */
    boolean coloured() {
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }
}
