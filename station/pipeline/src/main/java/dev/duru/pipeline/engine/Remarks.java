package dev.duru.pipeline.engine;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.log.Masker;
import dev.duru.pipeline.log.WorkflowCommand;
import dev.duru.pipeline.matchers.Problem;
import dev.duru.pipeline.matchers.ProblemMatchers;
import dev.duru.pipeline.sandbox.PathView;
import dev.duru.pipeline.state.Annotation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the steps of a job say about places in files: by {@code ::error file=…::} and its kin, and
 * by lines in which a problem matcher finds one. Used by one thread.
 */
final class Remarks {
    /** So many of one level are kept of a step; the others are counted. */
    static final int MOST_OF_STEP = 50;

    private static final int MOST_OF_JOB = 1_000;
    private static final long LARGEST_MATCHER = 256 * 1024;

    private final long jobId;
    private final Path workspace;
    private final Masker masker;
    private final Supplier<PathView> paths;
    private final ProblemMatchers matchers;
    private final List<Annotation> kept = new ArrayList<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    Remarks(long jobId, Path workspace, Masker masker, Supplier<PathView> paths) {
        this(jobId, workspace, masker, paths, new ProblemMatchers());
    }

    private Remarks(
            long jobId,
            Path workspace,
            Masker masker,
            Supplier<PathView> paths,
            ProblemMatchers matchers) {
        this.matchers = matchers;
        this.jobId = jobId;
        this.workspace = workspace;
        this.masker = masker;
        this.paths = paths;
    }

    /** For a step in the background: it knows the matchers, and reads lines of its own. */
    Remarks fork() {
        return new Remarks(jobId, workspace, masker, paths, matchers.fork());
    }

    /** What a fork kept is kept here, and the matchers that it registered hold here too. */
    void join(Remarks fork) {
        for (Annotation remark : fork.kept) {
            if (kept.size() < MOST_OF_JOB) {
                kept.add(remark);
            }
        }
        matchers.join(fork.matchers);
    }

    /**
     * Keeps a remark.
     *
     * @param logLine where it stands in the job's log
     */
    void add(int step, WorkflowCommand command, long logLine) {
        int seen = counts.merge(step + " " + command.name(), 1, Integer::sum);
        if (seen > MOST_OF_STEP || kept.size() >= MOST_OF_JOB) {
            countLast(step, command.name());
            return;
        }
        int line = number(command.property("line"));
        int column = number(command.property("col"));
        kept.add(
                new Annotation(
                        jobId,
                        step,
                        command.name(),
                        masker.mask(named(command.property("file"))),
                        line,
                        Math.max(line, number(command.property("endline"))),
                        column,
                        Math.max(column, number(command.property("endcolumn"))),
                        masker.mask(command.property("title")),
                        masker.mask(command.data()),
                        logLine,
                        0));
    }

    /** The last one of its step and level, or of all, tells how many more there were. */
    private void countLast(int step, String level) {
        int at = kept.size() - 1;
        for (int i = at; i >= 0; i--) {
            if (kept.get(i).step() == step && kept.get(i).level().equals(level)) {
                at = i;
                break;
            }
        }
        kept.set(at, kept.get(at).withMore(kept.get(at).more() + 1));
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    /** A file as the repository calls it. */
    private String named(String file) {
        if (file.isEmpty()) {
            return "";
        }
        try {
            Path path = workspace.resolve(paths.get().outside(file)).normalize();
            return path.startsWith(workspace) && !path.equals(workspace)
                    ? workspace.relativize(path).toString()
                    : file;
        } catch (InvalidPathException e) {
            return file;
        }
    }

    /** What a problem matcher makes of a line. */
    Optional<WorkflowCommand> problem(String line, Consumer<String> warn) {
        return matchers.match(line, warn).map(this::command);
    }

    private WorkflowCommand command(Problem problem) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("file", place(problem));
        properties.put("line", problem.line());
        properties.put("col", problem.column());
        properties.put("title", problem.code());
        return new WorkflowCommand(problem.severity(), properties, problem.message());
    }

    /** The file that a compiler named, when it is there and belongs to the repository. */
    private String place(Problem problem) {
        if (problem.file().isBlank()) {
            return "";
        }
        try {
            Path folder = workspace;
            if (!problem.fromPath().isBlank()) {
                Path from = workspace.resolve(paths.get().outside(problem.fromPath())).normalize();
                folder = from.getParent() == null ? workspace : from.getParent();
            }
            Path file = folder.resolve(paths.get().outside(problem.file().strip())).normalize();
            return file.startsWith(workspace) && Files.isRegularFile(file)
                    ? workspace.relativize(file).toString()
                    : "";
        } catch (InvalidPathException e) {
            return "";
        }
    }

    /** Obeys {@code add-matcher} and {@code remove-matcher}; returns what went wrong, or "". */
    String matcher(WorkflowCommand command) {
        String owner = command.property("owner");
        try {
            if (command.name().equals("add-matcher")) {
                matchers.add(read(command.data()));
            } else if (!owner.isBlank() && !command.data().isBlank()) {
                return "remove-matcher takes an owner or a file, not both";
            } else if (!owner.isBlank()) {
                matchers.remove(owner.strip());
            } else {
                matchers.removeFile(read(command.data()));
            }
            return "";
        } catch (ProblemException e) {
            return command.name() + ": " + command.data() + ": " + e.detail();
        }
    }

    /** Registers the matchers of a text. */
    void register(String json) {
        matchers.add(json);
    }

    private String read(String name) {
        if (name.isBlank()) {
            throw ProblemException.user("the file's name is missing");
        }
        try {
            Path file = workspace.resolve(paths.get().outside(name.strip())).normalize();
            if (!Files.isRegularFile(file)) {
                throw ProblemException.user("there is no such file");
            }
            if (Files.size(file) > LARGEST_MATCHER) {
                throw ProblemException.user("the file is larger than 256 KiB");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw ProblemException.user("it cannot be read: " + e.getMessage());
        }
    }

    /** A step begins. */
    void begin() {
        matchers.forget();
    }

    List<Annotation> all() {
        return List.copyOf(kept);
    }
}
