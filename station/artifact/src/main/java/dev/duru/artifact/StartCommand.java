package dev.duru.artifact;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How {@code package.run} becomes an image's {@code Cmd}: plain words become the words themselves,
 * so that the application is the first process and gets the signals; everything that only a shell
 * understands (variables, quotes, pipes, assignments) is left to {@code sh -c}.
 */
final class StartCommand {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,^-]+");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");

    /** Words that are no programs, but parts of the shell. */
    private static final List<String> SHELL_WORDS =
            List.of(
                    "cd", "exec", "export", "if", "for", "while", "set", "ulimit", "umask", ".",
                    "source", "test", "eval");

    private StartCommand() {}

    static List<String> of(String run) {
        String line = run.strip();
        List<String> words = List.of(line.split("\\s+"));
        boolean plain =
                words.stream().allMatch(word -> PLAIN.matcher(word).matches())
                        && line.indexOf('\n') < 0
                        && !ASSIGNMENT.matcher(words.getFirst()).matches()
                        && !SHELL_WORDS.contains(words.getFirst());
        return plain ? words : List.of("sh", "-c", line);
    }
}
