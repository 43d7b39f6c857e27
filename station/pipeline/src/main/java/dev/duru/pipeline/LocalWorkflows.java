package dev.duru.pipeline;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.github.trigger.Decision;
import dev.duru.dialects.github.trigger.Event;
import dev.duru.dialects.gitlab.GitlabCi;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.github.Payloads;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.pipeline.gitlab.PipelineFiles;
import dev.duru.pipeline.state.NewRun;
import dev.duru.yaml.YamlScalar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which workflows of a folder a local run starts, and the event that each of them sees. */
final class LocalWorkflows {
    private final LocalRun.Options options;
    private final Path folder;
    private final LocalCommit commit;
    private @Nullable List<NewRun> runs;

    LocalWorkflows(LocalRun.Options options) {
        this.options = options;
        this.folder = options.folder().toAbsolutePath().normalize();
        this.commit = LocalCommit.of(folder);
    }

    LocalCommit commit() {
        return commit;
    }

    /**
     * The runs to make; the files are read once.
     *
     * @throws ProblemException USER when no workflow fits; says why of each
     */
    synchronized List<NewRun> runs() {
        List<NewRun> known = runs;
        if (known == null) {
            known = found();
            runs = known;
        }
        return known;
    }

    private List<NewRun> found() {
        List<Path> files = options.workflow().map(this::chosen).orElseGet(this::all);
        List<NewRun> found = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Path file : files) {
            String shown =
                    file.startsWith(folder) ? folder.relativize(file).toString() : file.toString();
            String text = read(file);
            if (PipelineFiles.isPipeline(shown)) {
                found.add(
                        new LocalPipelines(options, folder)
                                .run(shown, text, commit, payload("push", Optional.empty())));
                continue;
            }
            Parsed<Workflow> parsed = GithubActions.parse(shown, text);
            String event = event(parsed.tree());
            Obj payload = payload(event, parsed.tree());
            Decision decision =
                    parsed.isUsable()
                            ? GithubActions.matches(
                                    parsed.tree().orElseThrow(),
                                    new Event(event, filtered(event, payload), null, payload))
                            : null;
            // A file that was named runs in any case; so does a broken one, which says what is
            // wrong.
            if (options.workflow().isPresent() || decision == null || decision.starts()) {
                found.add(newRun(shown, text, parsed, event, payload));
            } else {
                reasons.add(shown + ": " + decision.why());
            }
        }
        if (found.isEmpty()) {
            throw ProblemException.user(
                    files.isEmpty()
                            ? "there is no workflow in "
                                    + WorkflowFiles.FOLDER
                                    + " and no "
                                    + GitlabCi.FILE
                            : "the event '"
                                    + event(Optional.empty())
                                    + "' starts no workflow:\n"
                                    + String.join("\n", reasons));
        }
        return found;
    }

    /**
     * The event: the chosen one, or for a file that was named the first of push, workflow_dispatch
     * and pull_request that it names, or else the first of all.
     */
    private String event(Optional<Workflow> workflow) {
        if (!options.event().isEmpty()) {
            return options.event();
        }
        String otherwise = options.inputs().isEmpty() ? "push" : "workflow_dispatch";
        if (options.workflow().isEmpty() || workflow.isEmpty()) {
            return otherwise;
        }
        List<String> named = workflow.get().triggers().stream().map(Trigger::event).toList();
        for (String event : List.of(otherwise, "push", "workflow_dispatch", "pull_request")) {
            if (named.contains(event)) {
                return event;
            }
        }
        return named.isEmpty() ? otherwise : named.getFirst();
    }

    /** The name that {@code branches} and {@code tags} look at. */
    private String filtered(String event, Obj payload) {
        boolean pull = event.startsWith("pull_request");
        return pull ? "refs/heads/" + text(payload, "pull_request", "base", "ref") : ref(payload);
    }

    /** The ref that the run is about: what the payload says, or the branch of the folder. */
    private String ref(Obj payload) {
        String said = text(payload, "ref");
        return said.startsWith("refs/") ? said : commit.ref();
    }

    private static String text(Value value, String... path) {
        Value at = value;
        for (String key : path) {
            at = at instanceof Obj object ? object.at(key) : Value.nothing();
        }
        return at instanceof Value.Str(String text) ? text : "";
    }

    private Obj payload(String event, Optional<Workflow> workflow) {
        Obj.Builder payload = known(event).toBuilder();
        activity(event, workflow).ifPresent(action -> payload.put("action", Value.of(action)));
        options.details().payload().ifPresent(payload::putAll);
        return payload.build();
    }

    /** The first of the activities that the workflow asks for. */
    private static Optional<String> activity(String event, Optional<Workflow> workflow) {
        Optional<String> asked =
                workflow.flatMap(tree -> tree.trigger(event))
                        .flatMap(trigger -> trigger.texts("types").stream().findFirst())
                        .map(YamlScalar::text);
        return asked.isEmpty() && event.startsWith("pull_request") ? Optional.of("opened") : asked;
    }

    private Obj known(String event) {
        String user = System.getProperty("user.name", "local");
        return switch (event) {
            case "workflow_dispatch" ->
                    Payloads.dispatch(
                            options.project(),
                            commit.ref(),
                            options.workflow().orElse(""),
                            Obj.ofTexts(new LinkedHashMap<>(options.inputs())));
            case "push" ->
                    Payloads.push(
                            options.project(),
                            commit.ref(),
                            "",
                            new Payloads.Commit(commit.id(), commit.title(), user, Instant.now()),
                            user);
            default -> other(event, user);
        };
    }

    private Obj other(String event, String user) {
        Obj.Builder payload =
                Obj.builder()
                        .put("repository", Payloads.repository(options.project()))
                        .put("sender", Obj.of("login", user));
        if (event.startsWith("pull_request")) {
            String branch = commit.ref().replaceFirst("^refs/heads/", "");
            payload.put("number", Value.of(1))
                    .put(
                            "pull_request",
                            Obj.of(
                                    "number",
                                    1,
                                    "title",
                                    commit.title(),
                                    "draft",
                                    false,
                                    "base",
                                    Obj.of("ref", "main"),
                                    "head",
                                    Obj.of("ref", branch, "sha", commit.id()),
                                    "user",
                                    Obj.of("login", user)));
        }
        return payload.build();
    }

    private NewRun newRun(
            String shown, String text, Parsed<Workflow> parsed, String event, Obj payload) {
        String name = parsed.tree().map(Workflow::title).orElse(shown);
        return new NewRun(
                options.project(),
                commit.id(),
                ref(payload),
                event,
                Json.write(payload),
                Json.write(Obj.ofTexts(options.inputs())),
                shown,
                text,
                name,
                commit.title(),
                System.getProperty("user.name", "local"),
                "local:" + shown);
    }

    private List<Path> chosen(String name) {
        for (Path candidate :
                List.of(folder.resolve(name), folder.resolve(WorkflowFiles.FOLDER + name))) {
            if (Files.isRegularFile(candidate)) {
                return List.of(candidate);
            }
        }
        throw ProblemException.user("there is no workflow '" + name + "' in " + folder);
    }

    private List<Path> all() {
        List<Path> files = new ArrayList<>();
        Path workflows = folder.resolve(WorkflowFiles.FOLDER);
        if (Files.isDirectory(workflows)) {
            try (Stream<Path> inside = Files.list(workflows)) {
                inside.filter(file -> WorkflowFiles.isWorkflow(folder.relativize(file).toString()))
                        .sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Path pipeline = folder.resolve(GitlabCi.FILE);
        if (Files.isRegularFile(pipeline)) {
            files.add(pipeline);
        }
        return files;
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ProblemException.user(file + " cannot be read: " + e.getMessage());
        }
    }
}
