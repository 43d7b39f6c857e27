package dev.duru.pipeline.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A process to start inside a sandbox.
 *
 * @param argv program, looked up in the environment's own PATH, and arguments
 * @param environment all of its variables: nothing is inherited
 * @param folder its working folder
 */
public record Commands(List<String> argv, Map<String, String> environment, Path folder) {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Names that a shell keeps for itself. */
    private static final Set<String> SHELL_OWN =
            Set.of("PPID", "UID", "EUID", "OPTIND", "LINENO", "IFS", "PS1", "PS2", "PS4");

    public Commands {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    /** The launch file: POSIX shell that sets the environment and becomes the process. */
    String launchFile() {
        return launchFile(List.of());
    }

    /**
     * The launch file.
     *
     * @param before a program and arguments that become the process by starting the rest
     */
    String launchFile(List<String> before) {
        StringBuilder text = new StringBuilder();
        text.append("cd ").append(quote(folder.toString())).append(" || exit 126\n");
        List<String> odd = new ArrayList<>();
        environment.forEach((name, value) -> {
            String clean = value.replace("\0", "");
            if (IDENTIFIER.matcher(name).matches() && !SHELL_OWN.contains(name)) {
                text.append("export ").append(name).append('=').append(quote(clean)).append('\n');
            } else if (!name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0) {
                odd.add(quote(name + "=" + clean));
            }
        });
        text.append("exec");
        before.forEach(word -> text.append(' ').append(quote(word)));
        if (!odd.isEmpty()) {
            // A shell cannot export a name such as INPUT_WHO-TO-GREET; env can.
            text.append(" /usr/bin/env ").append(String.join(" ", odd));
        }
        argv.forEach(argument -> text.append(' ').append(quote(argument)));
        return text.append('\n').toString();
    }

    /** One word of POSIX shell that means exactly this text. */
    public static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
