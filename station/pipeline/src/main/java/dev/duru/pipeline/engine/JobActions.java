package dev.duru.pipeline.engine;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.ActionSyntax;
import dev.duru.dialects.plan.ActionRef;
import dev.duru.dialects.plan.Step;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.actions.Resolution;
import dev.duru.pipeline.files.HostilePathException;
import dev.duru.pipeline.files.Inside;
import dev.duru.pipeline.log.LogLine.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The actions of one job: those of other repositories are found and unpacked into the job's folder
 * before the first step, with all that they use themselves; those of the workspace when their step
 * comes. Steps in the background may ask at the same time.
 */
final class JobActions {
    /** Composite actions may use each other so deep, as on GitHub. */
    static final int DEEPEST = 10;

    private final JobScope scope;
    private final ActionLibrary library;
    private final BooleanSupplier stop;
    private final Map<String, Path> unpacked = new HashMap<>();
    private final Map<Step, Found> found = new IdentityHashMap<>();
    private final Map<Step, Step.UseAction> notBuiltIn = new IdentityHashMap<>();

    JobActions(JobScope scope, ActionLibrary library, BooleanSupplier stop) {
        this.scope = scope;
        this.library = library;
        this.stop = stop;
    }

    /** What a {@code uses} turned out to be. */
    sealed interface Found permits Composite, Program, Unusable {}

    /**
     * A composite action.
     *
     * @param origin the repository that it comes from, unless it lies in the workspace
     */
    record Composite(Step.Group group, Optional<ActionRef.Repository> origin) implements Found {}

    /** A program: for Node.js, or in an image. */
    record Program(ProgramAction action) implements Found {}

    record Unusable(String message) implements Found {}

    /**
     * Finds and unpacks all actions of other repositories that steps use.
     *
     * @throws ProblemException when one cannot be had, with the place of the step
     */
    void prepare(List<Step> steps) {
        prepare(steps, List.of());
    }

    private void prepare(List<Step> steps, List<String> around) {
        for (Step each : steps) {
            Step step = effective(each);
            if (step instanceof Step.UseAction use
                    && use.action() instanceof ActionRef.Repository ref) {
                String name = ref.toString().toLowerCase(Locale.ROOT);
                List<String> chain = new ArrayList<>(around);
                chain.add(name);
                if (around.contains(name) || around.size() >= DEEPEST) {
                    throw ProblemException.user(
                            use.head().src()
                                    + ": the action uses itself or lies too deep: "
                                    + String.join(" -> ", chain));
                }
                if (find(use) instanceof Composite composite) {
                    prepare(composite.group().body(), chain);
                }
            } else if (step instanceof Step.Group group) {
                prepare(group.body(), around);
            }
        }
    }

    /** The step itself, or the action in the place of something built in that is turned off. */
    synchronized Step effective(Step step) {
        if (step instanceof Step.Builtin builtin
                && !library.settings().isBuiltin(builtin.action())) {
            return notBuiltIn.computeIfAbsent(
                    step,
                    unused -> new Step.UseAction(builtin.head(), builtin.action(), builtin.args()));
        }
        return step;
    }

    /** Whether an action is of another repository, and so is here before the first step. */
    boolean isFetched(Step.UseAction use) {
        return use.action() instanceof ActionRef.Repository;
    }

    /** What a step uses; the same object for the same step. */
    synchronized Found find(Step.UseAction use) {
        Found known = found.get(use);
        if (known == null) {
            try {
                known = look(use);
            } catch (HostilePathException e) {
                throw ProblemException.user(use.head().src() + ": uses: " + e.getMessage());
            }
            found.put(use, known);
        }
        return known;
    }

    private Found look(Step.UseAction use) {
        String place = use.head().src() + ": ";
        return switch (use.action()) {
            case ActionRef.Image(String image) -> image(use, image);
            case ActionRef.Local(String path) -> {
                Path workspace = scope.folders().workspace();
                Path folder = Inside.resolve(workspace, path);
                yield at(use, folder, workspace, Optional.empty());
            }
            case ActionRef.Repository ref -> {
                Path root = unpack(use, ref);
                yield at(use, Inside.resolve(root, ref.path()), root, Optional.of(ref));
            }
        };
    }

    /** An image on its own is an action that says nothing else. */
    private Found image(Step.UseAction use, String image) {
        String text =
                "name: image\nruns:\n  using: docker\n  image: 'docker://%s'\n"
                        .formatted(image.replace("'", "''"));
        Parsed<ActionSyntax> parsed = GithubActions.parseAction("docker://" + image, text);
        return parsed.tree()
                .<Found>map(action ->
                        new Program(
                                new ProgramAction(
                                        use,
                                        action,
                                        scope.folders().workspace(),
                                        Optional.empty())))
                .orElseGet(() -> new Unusable(use.head().src() + ": " + use.action()));
    }

    private Path unpack(Step.UseAction use, ActionRef.Repository ref) {
        String key = (ref.owner() + "/" + ref.name()).toLowerCase(Locale.ROOT) + "@" + ref.ref();
        Path known = unpacked.get(key);
        if (known != null) {
            return known;
        }
        try {
            Resolution resolution = library.resolve(scope.run(), ref, stop);
            Path folder = folder(resolution);
            if (!Files.isDirectory(folder)) {
                say(
                        "Action "
                                + ref.owner()
                                + "/"
                                + ref.name()
                                + "@"
                                + ref.ref()
                                + " is commit "
                                + resolution.commit()
                                + (resolution.own() ? " of a project of this Duru" : ""));
                library.write(resolution, folder, stop).forEach(this::say);
            }
            if (!resolution.note().isEmpty()) {
                scope.log().append(0, Kind.WARNING, scope.masker().mask(resolution.note()));
            }
            unpacked.put(key, folder);
            return folder;
        } catch (ProblemException e) {
            throw new ProblemException(e.code(), use.head().src() + ": uses: " + e.detail(), e);
        }
    }

    private void say(String text) {
        scope.log().append(0, Kind.SYSTEM, scope.masker().mask(text));
    }

    private Path folder(Resolution resolution) {
        ActionRef.Repository ref = resolution.action();
        String plain = ref.ref().replaceAll("[^A-Za-z0-9._-]", "_");
        boolean exact = plain.equals(ref.ref()) && !plain.matches("\\.*") && plain.length() < 100;
        return scope.folders()
                .root()
                .resolve("actions")
                .resolve(ref.owner())
                .resolve(ref.name())
                .resolve(exact ? plain : "ref-" + resolution.commit());
    }

    private Found at(
            Step.UseAction use, Path folder, Path root, Optional<ActionRef.Repository> origin) {
        for (String name : List.of("action.yml", "action.yaml")) {
            if (Files.isRegularFile(folder.resolve(name))) {
                Path file = Inside.resolve(folder, name);
                return read(use, root.relativize(file).toString(), file, origin);
            }
        }
        String mend =
                Files.isDirectory(folder)
                        ? Files.isRegularFile(folder.resolve("Dockerfile"))
                                ? "the folder has a Dockerfile and no action.yml; Duru needs one"
                                : "the folder has no action.yml"
                        : origin.isPresent()
                                ? "the repository has no such folder"
                                : "the folder is not in the workspace; is a checkout step missing"
                                        + " before it?";
        return new Unusable(
                use.head().src() + ": the action " + use.action() + " was not found: " + mend);
    }

    private Found read(
            Step.UseAction use, String shown, Path file, Optional<ActionRef.Repository> origin) {
        String place = use.head().src() + ": ";
        try {
            if (Files.size(file) > 1 << 20) {
                return new Unusable(place + shown + " is larger than 1 MiB");
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            String name = origin.map(from -> from + ":").orElse("") + shown;
            Parsed<ActionSyntax> parsed = GithubActions.parseAction(name, text);
            if (!parsed.isUsable()) {
                List<String> problems = parsed.problems().stream().map(Object::toString).toList();
                return new Unusable(
                        place + "the action cannot be used:\n" + String.join("\n", problems));
            }
            ActionSyntax action = parsed.tree().orElseThrow();
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && action.isComposite()) {
                Step.Group group = GithubActions.expand(use, action, folder.toString());
                return new Composite(group, origin);
            }
            if (folder != null
                    && (action.using().startsWith("node") || action.using().equals("docker"))) {
                return new Program(new ProgramAction(use, action, folder, origin));
            }
            return new Unusable(
                    place
                            + "the action "
                            + use.action()
                            + " runs by '"
                            + action.using()
                            + "', which Duru does not run; use a built-in action, a composite"
                            + " action, one for Node.js or an image, or a run step");
        } catch (IOException e) {
            return new Unusable(place + shown + " cannot be read: " + e);
        }
    }
}
