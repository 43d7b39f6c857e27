package dev.duru.dialects.gitlab.compile;

import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.plan.Shell;
import dev.duru.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scripts as GitLab's runner starts them: one process for a list of commands, each shown before it
 * runs, ended by the first that fails, also inside a pipe.
 */
final class Scripts {
    private static final String PROLOGUE =
            """
            if set -o | grep -q pipefail; then set -o pipefail; fi
            set -o errexit
            set +o noclobber
            """;
    private static final String ESC = "\u001b";

    /** On this machine. */
    private static final Shell BASH =
            new Shell(List.of("bash", "{0}"), ".sh", PROLOGUE, "", Shell.Talk.NONE);

    /** In an image, which may have no bash. */
    private static final Shell ANY =
            new Shell(
                    List.of(
                            "sh",
                            "-c",
                            "if command -v bash >/dev/null 2>&1; then exec bash \"$0\";"
                                    + " else exec sh \"$0\"; fi",
                            "{0}"),
                    ".sh",
                    PROLOGUE,
                    "",
                    Shell.Talk.NONE);

    private Scripts() {}

    static Shell shell(boolean container) {
        return container ? ANY : BASH;
    }

    /** The commands of one or more keys. */
    static List<String> commands(@Nullable YamlNode... keys) {
        List<String> commands = new ArrayList<>();
        for (YamlNode key : keys) {
            commands.addAll(Trees.texts(key));
        }
        return commands;
    }

    /** A script that shows and runs commands. */
    static String body(List<String> commands) {
        StringBuilder body = new StringBuilder();
        for (String command : commands) {
            List<String> lines = command.strip().lines().toList();
            String shown = lines.isEmpty() ? "" : lines.getFirst();
            String rest = lines.size() > 1 ? " # collapsed multi-line command" : "";
            body.append("printf '%s\\n' '")
                    .append(ESC + "[32;1m")
                    .append(("$ " + shown + rest).replace("'", "'\\''"))
                    .append(ESC + "[0;m'\n")
                    .append(command)
                    .append('\n');
        }
        return body.toString();
    }
}
