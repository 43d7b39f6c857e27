package dev.duru.dialects.plan;

import java.util.List;

/**
 * How to run a script file.
 *
 * @param argv program and arguments; <code>{0}</code> in any of them stands for the script's file
 * @param extension of the script's file, with its dot; may be empty
 * @param prologue text before the user's script
 * @param epilogue text after it
 */
public record Shell(List<String> argv, String extension, String prologue, String epilogue) {
    public Shell {
        argv = List.copyOf(argv);
    }

    /** The arguments for a script at {@code file}. */
    public List<String> command(String file) {
        return argv.stream().map(argument -> argument.replace("{0}", file)).toList();
    }
}
