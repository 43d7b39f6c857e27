package dev.duru.pipeline.log;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A command that a step prints: {@code ::name key=value,key=value::data} at the beginning of a
 * line, or {@code ##[name key=value]data} anywhere at its beginning; see GitHub's "Workflow
 * commands".
 *
 * @param name in lower case
 * @param properties by lower-case name, unescaped
 */
public record WorkflowCommand(String name, Map<String, String> properties, String data) {

    /** The command of a line, if it is one. */
    public static Optional<WorkflowCommand> parse(String line) {
        String text = line.stripLeading();
        if (text.startsWith("::")) {
            int end = text.indexOf("::", 2);
            return end < 0
                    ? Optional.empty()
                    : command(text.substring(2, end), text.substring(end + 2), ',');
        }
        if (text.startsWith("##[")) {
            int end = text.indexOf(']', 3);
            return end < 0
                    ? Optional.empty()
                    : command(text.substring(3, end), text.substring(end + 1), ';');
        }
        return Optional.empty();
    }

    private static Optional<WorkflowCommand> command(String head, String data, char separator) {
        int space = head.indexOf(' ');
        String name = space < 0 ? head : head.substring(0, space);
        if (name.isEmpty() || !name.chars().allMatch(WorkflowCommand::isNameCharacter)) {
            return Optional.empty();
        }
        Map<String, String> properties = new LinkedHashMap<>();
        if (space >= 0) {
            for (String pair : head.substring(space + 1).split(String.valueOf(separator))) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    properties.put(
                            pair.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                            unescape(pair.substring(equals + 1).strip(), true));
                }
            }
        }
        return Optional.of(
                new WorkflowCommand(
                        name.toLowerCase(Locale.ROOT), properties, unescape(data, false)));
    }

    private static boolean isNameCharacter(int c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }

    private static String unescape(String text, boolean property) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        String plain = text.replace("%0D", "\r").replace("%0A", "\n");
        if (property) {
            plain = plain.replace("%3A", ":").replace("%2C", ",");
        }
        return plain.replace("%25", "%");
    }

    /** A property, or {@code ""}. */
    public String property(String key) {
        return properties.getOrDefault(key, "");
    }
}
