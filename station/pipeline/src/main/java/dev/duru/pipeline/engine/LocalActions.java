package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.ActionSyntax;
import dev.duru.dialects.plan.ActionRef;
import dev.duru.dialects.plan.Gap;
import dev.duru.dialects.plan.Step;
import dev.duru.pipeline.files.Inside;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlScalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Actions that lie in the workspace: composite ones, and programs for Node.js. */
final class LocalActions {
    private static final String MEND =
            "; use a built-in action, a composite action of this repository, or a run step";

    private final JobScope scope;
    private final ScriptStep scripts;

    LocalActions(JobScope scope, ScriptStep scripts) {
        this.scope = scope;
        this.scripts = scripts;
    }

    /** What a {@code uses} turned out to be. */
    sealed interface Found permits Composite, Node, Unusable {}

    record Composite(Step.Group group) implements Found {}

    record Node(ActionSyntax action, Path folder) implements Found {}

    record Unusable(String message) implements Found {}

    /** Why a reference can never run here; {@code ""} when it may. */
    static String refusal(ActionRef ref) {
        return switch (ref) {
            case ActionRef.Local _ -> "";
            case ActionRef.Repository _ ->
                    ref + " is an action of another repository, which Duru does not fetch" + MEND;
            case ActionRef.Image _ -> ref + " needs containers, which Duru does not run" + MEND;
        };
    }

    Found find(Step.UseAction use) {
        String place = use.head().src() + ": ";
        if (!(use.action() instanceof ActionRef.Local(String path))) {
            return new Unusable(place + refusal(use.action()));
        }
        Path folder = Inside.resolve(scope.folders().workspace(), path);
        for (String name : List.of("action.yml", "action.yaml")) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                return read(use, folder, file);
            }
        }
        String mend =
                Files.isDirectory(folder)
                        ? "the folder has no action.yml"
                        : "the folder is not in the workspace; is a checkout step missing before it?";
        return new Unusable(place + "the action " + path + " was not found: " + mend);
    }

    private Found read(Step.UseAction use, Path folder, Path file) {
        Path workspace = scope.folders().workspace();
        String shown = workspace.relativize(file).toString();
        try {
            Parsed<ActionSyntax> parsed =
                    GithubActions.parseAction(
                            shown, Files.readString(file, StandardCharsets.UTF_8));
            if (!parsed.isUsable()) {
                List<String> problems = parsed.problems().stream().map(Object::toString).toList();
                return new Unusable(
                        use.head().src()
                                + ": the action cannot be used:\n"
                                + String.join("\n", problems));
            }
            ActionSyntax action = parsed.tree().orElseThrow();
            if (action.isComposite()) {
                List<Gap> gaps = new ArrayList<>();
                Step.Group group =
                        GithubActions.expand(
                                use, action, workspace.relativize(folder).toString(), gaps);
                gaps.forEach(gap ->
                        scope.log()
                                .append(
                                        0,
                                        dev.duru.pipeline.log.LogLine.Kind.WARNING,
                                        gap.toString()));
                return new Composite(group);
            }
            if (action.using().startsWith("node")) {
                return new Node(action, folder);
            }
            return new Unusable(
                    use.head().src()
                            + ": the action "
                            + use.action()
                            + " runs by '"
                            + action.using()
                            + "', which Duru does not run"
                            + MEND);
        } catch (IOException e) {
            return new Unusable(use.head().src() + ": " + shown + " cannot be read: " + e);
        }
    }

    /** Runs the main program of an action for Node.js, and notes its post program. */
    StepRunner.Performed node(
            Node node, Step.UseAction use, StepRunner.Place place, Consumer<Runnable> posts) {
        Map<String, String> own = new LinkedHashMap<>();
        for (ActionSyntax.Input input : node.action().inputs()) {
            YamlScalar value = input.defaultValue();
            own.put(variable(input.name().text()), value == null ? "" : value.text());
        }
        use.with()
                .forEach((name, value) ->
                        own.put(variable(name), Expressions.text(value, place.contexts())));
        own.put("GITHUB_ACTION_PATH", node.folder().toString());
        String main = runs(node.action(), "main");
        if (main.isEmpty() || !Files.isRegularFile(Inside.resolve(node.folder(), main))) {
            return new StepRunner.Performed(
                    StepOutcome.failed(
                            use.head().src()
                                    + ": the action's main file '"
                                    + main
                                    + "' does not exist"),
                    dev.duru.dialects.value.Obj.empty());
        }
        String post = runs(node.action(), "post");
        if (!post.isEmpty()) {
            posts.accept(() -> scripts.process(process(node, post, own, use), place));
        }
        return scripts.process(process(node, main, own, use), place);
    }

    private ScriptStep.Process process(
            Node node, String file, Map<String, String> own, Step.UseAction use) {
        return new ScriptStep.Process(
                List.of("node", Inside.resolve(node.folder(), file).toString()),
                scope.folders().workspace(),
                own,
                use.head().src().toString());
    }

    private static String variable(String input) {
        return "INPUT_" + input.replace(' ', '_').toUpperCase(Locale.ROOT);
    }

    private static String runs(ActionSyntax action, String key) {
        return action.root().find("runs").orElse(null) instanceof YamlMap runs
                        && runs.find(key).orElse(null) instanceof YamlScalar text
                ? text.text()
                : "";
    }
}
