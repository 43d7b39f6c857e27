package dev.duru.logs.errors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads stack traces as the runtimes of Java, Python, JavaScript and Go print them. */
public final class StackTraces {
    private static final int LONGEST = 64 * 1024;
    private static final Pattern TYPE =
            Pattern.compile(
                    "((?:[\\w$]+\\.)*[\\w$]*(?:Exception|Error|Throwable|Failure|Fault|Interrupt|Exit|Timeout)\\w*)(?::\\s*(.*))?$");
    private static final Pattern JAVA_FRAME =
            Pattern.compile("\\s*at (?:[^/(]+//?)?([\\w$.<>/]+)\\(([^)]*)\\).*");
    private static final Pattern SCRIPT_FRAME =
            Pattern.compile("\\s*at (?:async )?(?:(.+?) \\()?([^()]*?)(?::\\d+)?(?::\\d+)?\\)?");
    private static final Pattern PYTHON_FRAME =
            Pattern.compile("\\s+File \"([^\"]*)\", line \\d+(?:, in (.*))?");
    private static final Pattern GO_FRAME = Pattern.compile("([\\w./*()\\-\\[\\]]+)\\(.*\\)");

    private StackTraces() {}

    /** The failure that a text of several lines tells of; empty when it is no trace. */
    public static Optional<Failure> read(String text) {
        if (text.length() > LONGEST) {
            return read(text.substring(0, LONGEST));
        }
        List<String> lines = text.lines().toList();
        if (text.contains("Traceback (most recent call last):")) {
            return python(lines, text);
        }
        if (text.startsWith("panic: ") || text.startsWith("fatal error: ")) {
            return go(lines, text);
        }
        if (lines.stream().anyMatch(line -> JAVA_FRAME.matcher(line).matches())
                && lines.stream().noneMatch(line -> line.matches(".*:\\d+:\\d+\\)?"))) {
            return java(lines, text);
        }
        return lines.stream().anyMatch(line -> line.matches("\\s+at .*"))
                ? javascript(lines, text)
                : Optional.empty();
    }

    private static Optional<Failure> java(List<String> lines, String text) {
        List<String> types = new ArrayList<>();
        List<String> frames = new ArrayList<>();
        String message = "";
        for (String line : lines) {
            Matcher frame = JAVA_FRAME.matcher(line);
            if (frame.matches()) {
                frames.add(java(frame.group(1)));
            } else {
                Matcher type = TYPE.matcher(line);
                if (type.find()) {
                    if (!types.isEmpty()) {
                        frames.add("caused by");
                    }
                    types.add(type.group(1));
                    message = types.size() > 1 ? message : text(type.group(2));
                }
            }
        }
        return types.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Failure("java", String.join(" <- ", types), message, frames, text));
    }

    /** A method without what the compiler and the runtime number. */
    private static String java(String method) {
        return method.replaceAll("\\$\\$[\\w$]*(?:/0x[0-9a-f]+|/\\d+)?", "\\$\\$")
                .replaceAll("lambda\\$([\\w]+)\\$\\d+", "lambda\\$$1")
                .replaceAll("\\$\\d+", "\\$")
                .replaceAll("(GeneratedMethodAccessor|\\$Proxy)\\d+", "$1");
    }

    private static String text(@Nullable String group) {
        return group == null ? "" : group.strip();
    }

    private static Optional<Failure> javascript(List<String> lines, String text) {
        String head = lines.getFirst();
        Matcher type = TYPE.matcher(head);
        List<String> frames = new ArrayList<>();
        for (String line : lines) {
            Matcher frame = SCRIPT_FRAME.matcher(line);
            if (line.matches("\\s+at .*") && frame.matches()) {
                String function = text(frame.group(1));
                frames.add(
                        (function.isEmpty() ? "<anonymous>" : function)
                                + " "
                                + base(text(frame.group(2))));
            }
        }
        return type.find() && !frames.isEmpty()
                ? Optional.of(
                        new Failure("javascript", type.group(1), text(type.group(2)), frames, text))
                : Optional.empty();
    }

    private static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Optional<Failure> python(List<String> lines, String text) {
        List<String> frames = new ArrayList<>();
        String type = "";
        String message = "";
        for (String line : lines) {
            Matcher frame = PYTHON_FRAME.matcher(line);
            if (frame.matches()) {
                frames.addFirst(text(frame.group(2)) + " " + base(frame.group(1)));
            } else if (line.matches("[A-Za-z_][\\w.]*(?::.*)?") && !line.startsWith("Traceback")) {
                int colon = line.indexOf(':');
                type = colon < 0 ? line : line.substring(0, colon);
                message = colon < 0 ? "" : line.substring(colon + 1).strip();
            }
        }
        return type.isEmpty()
                ? Optional.empty()
                : Optional.of(new Failure("python", type, message, frames, text));
    }

    private static Optional<Failure> go(List<String> lines, String text) {
        List<String> frames = new ArrayList<>();
        boolean first = false;
        for (String line : lines) {
            if (line.startsWith("goroutine ")) {
                if (first) {
                    break;
                }
                first = true;
            } else if (first && GO_FRAME.matcher(line).matches() && !line.startsWith("panic(")) {
                frames.add(line.substring(0, line.lastIndexOf('(')));
            }
        }
        String head = lines.getFirst();
        String message = head.substring(head.indexOf(": ") + 2);
        // The message is the only type that Go has; what differs in it is left out.
        String type = message.replaceAll("0x[0-9a-f]+", "0x").replaceAll("\\d+", "0");
        return frames.isEmpty()
                ? Optional.empty()
                : Optional.of(new Failure("go", type, message, frames, text));
    }
}
