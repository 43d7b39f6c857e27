package dev.duru.dialects.plan;

import java.util.List;

/**
 * How to run a script file.
 *
 * @param argv program and arguments; <code>{0}</code> in any of them stands for the script's file
 * @param extension of the script's file, with its dot; may be empty
 * @param prologue text before the user's script
 * @param epilogue text after it
 * @param talk what the script's output means to the engine
 */
public record Shell(
        List<String> argv, String extension, String prologue, String epilogue, Talk talk) {
    /** What the output of a script means besides what people read. */
    public enum Talk {
        /** GitHub's workflow commands, and the files behind GITHUB_OUTPUT and its kin. */
        GITHUB,
        /** Nothing; the script itself says in the log what it runs. */
        NONE
    }

    public Shell {
        argv = List.copyOf(argv);
    }

    /** A shell whose scripts may give workflow commands. */
    public Shell(List<String> argv, String extension, String prologue, String epilogue) {
        this(argv, extension, prologue, epilogue, Talk.GITHUB);
    }

    /** The arguments for a script at {@code file}. */
    public List<String> command(String file) {
        return argv.stream().map(argument -> argument.replace("{0}", file)).toList();
    }
}
