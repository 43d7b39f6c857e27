package dev.duru.pipeline.engine;

import dev.duru.pipeline.log.JobLog;
import dev.duru.pipeline.log.LogLine.Kind;
import dev.duru.pipeline.log.Masker;
import dev.duru.pipeline.log.WorkflowCommand;
import dev.duru.pipeline.sandbox.LineSink;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a step prints: obeys its commands, hides secrets, and logs the rest. */
final class OutputFilter implements LineSink {
    /** What commands change. */
    interface Obey {
        void output(String name, String value);

        void state(String name, String value);

        void env(String name, String value);

        void path(String folder);

        /** A remark about a place in a file, and where it stands in the log. */
        void annotate(WorkflowCommand command, long logLine);

        /** The remark that a problem matcher makes of a line. */
        Optional<WorkflowCommand> problem(String line);

        /** {@code add-matcher} or {@code remove-matcher}. */
        void matcher(WorkflowCommand command);

        /** Whether {@code set-env} and {@code add-path} are allowed. */
        boolean unsecureAllowed();

        /** The step is to fail. */
        void fail(String message);
    }

    /** {@code section_start:seconds:name[options]} and its end, with what stands behind. */
    private static final Pattern SECTION =
            Pattern.compile(
                    "(?:\\x1b\\[0K)?section_(start|end):[0-9]{1,12}:([A-Za-z0-9_.-]{1,100})"
                            + "(?:\\[[^\\]]*])?\\r?(?:\\x1b\\[0K)?(.*)");

    private final JobLog log;
    private final Masker masker;
    private final int step;
    private final Obey obey;
    private final StringBuilder unfinished = new StringBuilder();
    private @Nullable String stopToken;
    private boolean echo;
    private boolean plain;

    OutputFilter(JobLog log, Masker masker, int step, Obey obey) {
        this.log = log;
        this.masker = masker;
        this.step = step;
        this.obey = obey;
    }

    /** Output in which nothing is a command. */
    static OutputFilter plain(JobLog log, Masker masker, int step) {
        OutputFilter filter = new OutputFilter(log, masker, step, new Nothing());
        filter.plain = true;
        return filter;
    }

    /** Obeys nothing. */
    private static final class Nothing implements Obey {
        @Override
        public void output(String name, String value) {}

        @Override
        public void state(String name, String value) {}

        @Override
        public void env(String name, String value) {}

        @Override
        public void path(String folder) {}

        @Override
        public void annotate(WorkflowCommand command, long logLine) {}

        @Override
        public Optional<WorkflowCommand> problem(String line) {
            return Optional.empty();
        }

        @Override
        public void matcher(WorkflowCommand command) {}

        @Override
        public boolean unsecureAllowed() {
            return false;
        }

        @Override
        public void fail(String message) {}
    }

    @Override
    public void line(String text, boolean ended) {
        if (ended && unfinished.isEmpty()) {
            whole(text);
            return;
        }
        unfinished.append(text);
        if (ended) {
            String rest = masker.mask(unfinished.toString());
            unfinished.setLength(0);
            log.append(step, Kind.OUTPUT, rest);
            return;
        }
        // A very long line goes out in pieces; the end that may be half a secret is held back.
        String masked = masker.mask(unfinished.toString());
        int hold = Math.min(masked.length(), Math.max(0, masker.longest() - 1));
        log.append(step, Kind.OUTPUT, masked.substring(0, masked.length() - hold));
        unfinished.setLength(0);
        unfinished.append(masked, masked.length() - hold, masked.length());
    }

    /** GitLab's sections fold like groups; their marks are not shown. */
    private void section(String text) {
        Matcher mark = SECTION.matcher(text);
        if (!mark.matches()) {
            log.append(step, Kind.OUTPUT, masker.mask(text));
            return;
        }
        String title = mark.group(3).strip();
        if (mark.group(1).equals("start")) {
            log.append(step, Kind.GROUP, masker.mask(title.isEmpty() ? mark.group(2) : title));
            return;
        }
        log.append(step, Kind.END_GROUP, "");
        if (!title.isEmpty()) {
            section(title);
        }
    }

    private void whole(String text) {
        if (plain) {
            section(text);
            return;
        }
        if (stopToken != null) {
            if (text.strip().equals("::" + stopToken + "::")) {
                stopToken = null;
                return;
            }
        } else if (text.startsWith("::") || text.startsWith("##[") || text.startsWith(" ")) {
            Optional<WorkflowCommand> command = WorkflowCommand.parse(text);
            if (command.isPresent() && obeyed(command.get(), text)) {
                return;
            }
        }
        Optional<WorkflowCommand> problem = obey.problem(text);
        if (problem.isPresent()) {
            long at = log.append(step, kind(problem.get().name()), masker.mask(text));
            obey.annotate(problem.get(), at);
            return;
        }
        log.append(step, Kind.OUTPUT, masker.mask(text));
    }

    private static Kind kind(String level) {
        return switch (level) {
            case "error" -> Kind.ERROR;
            case "warning" -> Kind.WARNING;
            default -> Kind.NOTICE;
        };
    }

    private boolean obeyed(WorkflowCommand command, String text) {
        if (text.stripLeading().startsWith("##[") && !isLogCommand(command.name())) {
            return false;
        }
        boolean known = obey(command);
        if (known && echo && !isLogCommand(command.name()) && !command.name().equals("add-mask")) {
            log.append(step, Kind.OUTPUT, masker.mask(text));
        }
        return known;
    }

    private static boolean isLogCommand(String name) {
        return switch (name) {
            case "group", "endgroup", "debug", "notice", "warning", "error", "command" -> true;
            default -> false;
        };
    }

    private boolean obey(WorkflowCommand command) {
        String data = command.data();
        switch (command.name()) {
            case "group" -> log.append(step, Kind.GROUP, masker.mask(data));
            case "endgroup" -> log.append(step, Kind.END_GROUP, "");
            case "debug" -> log.append(step, Kind.DEBUG, masker.mask(data));
            case "notice" -> remark(command, Kind.NOTICE);
            case "warning" -> remark(command, Kind.WARNING);
            case "error" -> remark(command, Kind.ERROR);
            case "command" -> log.append(step, Kind.COMMAND, masker.mask(data));
            case "add-mask" -> hide(data);
            case "stop-commands" -> stop(data);
            case "echo" -> echo = data.strip().equalsIgnoreCase("on");
            case "set-output" -> obey.output(command.property("name"), data);
            case "save-state" -> obey.state(command.property("name"), data);
            case "set-env" -> unsecure("set-env", () -> obey.env(command.property("name"), data));
            case "add-path" -> unsecure("add-path", () -> obey.path(data));
            case "add-matcher", "remove-matcher" -> obey.matcher(command);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void remark(WorkflowCommand command, Kind kind) {
        long at = log.append(step, kind, masker.mask(command.data()));
        obey.annotate(command, at);
    }

    private void hide(String value) {
        if (!masker.add(value)) {
            log.append(
                    step,
                    Kind.WARNING,
                    "add-mask: a value of fewer than "
                            + Masker.SHORTEST
                            + " characters is not hidden, because it stands in ordinary text");
        }
    }

    private void stop(String token) {
        if (token.isBlank()) {
            obey.fail("stop-commands needs a token; write ::stop-commands::TOKEN");
            return;
        }
        stopToken = token.strip();
    }

    private void unsecure(String name, Runnable action) {
        if (obey.unsecureAllowed()) {
            action.run();
        } else {
            String file = name.equals("set-env") ? "GITHUB_ENV" : "GITHUB_PATH";
            obey.fail(
                    "the command "
                            + name
                            + " is disabled because output of others could use it; write to the file $"
                            + file
                            + ", or set ACTIONS_ALLOW_UNSECURE_COMMANDS=true");
        }
    }
}
