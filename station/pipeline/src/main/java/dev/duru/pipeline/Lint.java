package dev.duru.pipeline;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.lint.Repository;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.gitlab.GitlabCi;
import dev.duru.dialects.plan.ActionRef;
import dev.duru.dialects.plan.Job;
import dev.duru.dialects.plan.Node;
import dev.duru.dialects.plan.Plan;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.compat.Compatibility;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.yaml.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code duru lint}: every problem of the CI files of a folder. */
public final class Lint {
    private static final Set<String> PASSED_OVER =
            Set.of(".git", "node_modules", "target", "build");

    private Lint() {}

    /**
     * Checks {@code .github/workflows/*.yml}, every {@code action.yml} and {@code .gitlab-ci.yml}
     * with its includes.
     *
     * @return problems by file, line and column; what this Duru would not run is a warning
     */
    public static List<Problem> folder(Path folder) {
        List<Problem> problems = new ArrayList<>();
        for (Path file : files(folder)) {
            String shown = folder.relativize(file).toString();
            String text = read(file);
            if (shown.equals(GitlabCi.FILE)) {
                problems.addAll(PipelineLint.check(shown, text, folder));
            } else if (WorkflowFiles.isWorkflow(shown)) {
                problems.addAll(workflow(shown, text, new Neighbours(folder)));
            } else {
                problems.addAll(GithubActions.parseAction(shown, text).problems());
            }
        }
        problems.sort(Comparator.comparing(Problem::position));
        return problems;
    }

    /** The actions and workflows of a folder, which its workflows may use. */
    private record Neighbours(Path folder) implements Repository {
        @Override
        public Optional<String> action(String path) {
            return inside(path + "/action.yml").or(() -> inside(path + "/action.yaml"));
        }

        @Override
        public Optional<String> workflow(String reference) {
            return reference.startsWith("./") ? inside(reference) : Optional.empty();
        }

        private Optional<String> inside(String path) {
            try {
                Path root = folder.toRealPath();
                Path file = root.resolve(path).normalize();
                boolean readable = file.startsWith(root) && Files.isRegularFile(file);
                return readable && file.toRealPath().startsWith(root)
                        ? Optional.of(read(file))
                        : Optional.empty();
            } catch (IOException | InvalidPathException notAFile) {
                return Optional.empty();
            }
        }
    }

    /** Checks one workflow on its own. */
    public static List<Problem> workflow(String file, String text) {
        return workflow(file, text, Repository.unknown());
    }

    private static List<Problem> workflow(String file, String text, Repository repository) {
        var parsed = GithubActions.parse(file, text, repository);
        List<Problem> problems = new ArrayList<>(parsed.problems());
        if (parsed.isUsable()) {
            problems.addAll(gaps(file, parsed.tree().orElseThrow()));
        }
        return problems;
    }

    /** What Duru does otherwise, and errors that only show when the plan is made. */
    private static List<Problem> gaps(String file, Workflow workflow) {
        List<Problem> problems = new ArrayList<>(Compatibility.of(workflow));
        Contexts contexts =
                Contexts.of(
                        Obj.of("github", Obj.empty(), "inputs", Obj.empty(), "vars", Obj.empty()));
        try {
            problems.addAll(moving(GithubActions.compile(workflow, contexts)));
        } catch (ExpressionException e) {
            Position place = e.position();
            problems.add(
                    new Problem(
                            Problem.Severity.WARNING,
                            place == null ? Position.startOf(file) : place,
                            "expression",
                            e.detail(),
                            ""));
        }
        return problems;
    }

    /** Actions of others that can become something else over night. */
    private static List<Problem> moving(Plan plan) {
        List<Problem> notes = new ArrayList<>();
        for (Node node : plan.nodes()) {
            if (!(node instanceof Job job)) {
                continue;
            }
            for (Step step : job.steps()) {
                if (step instanceof Step.UseAction use
                        && use.action() instanceof ActionRef.Repository action
                        && !ActionSettings.isSha(action.ref())) {
                    notes.add(
                            new Problem(
                                    Problem.Severity.NOTE,
                                    use.head().src(),
                                    "moving-ref",
                                    "'" + action.ref() + "' of " + action + " can be moved",
                                    "write the full id of the commit after the @ to pin it"));
                }
            }
        }
        return notes.stream().distinct().toList();
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        Path workflows = folder.resolve(WorkflowFiles.FOLDER);
        try {
            if (Files.isDirectory(workflows)) {
                try (Stream<Path> list = Files.list(workflows)) {
                    list.filter(file ->
                                    WorkflowFiles.isWorkflow(folder.relativize(file).toString()))
                            .forEach(files::add);
                }
            }
            Files.walkFileTree(folder, new Actions(files));
            Path pipeline = folder.resolve(GitlabCi.FILE);
            if (Files.isRegularFile(pipeline)) {
                files.add(pipeline);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Finds the files of actions. */
    private static final class Actions extends SimpleFileVisitor<Path> {
        private final List<Path> files;

        Actions(List<Path> files) {
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return PASSED_OVER.contains(String.valueOf(folder.getFileName()))
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = String.valueOf(file.getFileName());
            if (name.equals("action.yml") || name.equals("action.yaml")) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ProblemException.user(file + " cannot be read: " + e.getMessage());
        }
    }
}
