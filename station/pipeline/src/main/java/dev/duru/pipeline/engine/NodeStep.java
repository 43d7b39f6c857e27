package dev.duru.pipeline.engine;

import dev.duru.dialects.value.Obj;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.files.Inside;
import dev.duru.pipeline.log.LogLine.Kind;
import dev.duru.pipeline.sandbox.StepHost;
import dev.duru.pipeline.toolchain.NodePrograms;
import dev.duru.pipeline.toolchain.Toolchains;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the programs of actions for Node.js. */
final class NodeStep {
    /**
     * What is in a program that holds GitHub's toolkit for artifacts. It takes every server whose
     * host is not github.com, or below ghe.com or localhost, for a GitHub Enterprise that lacks the
     * service, and refuses to ask it.
     */
    private static final String REFUSAL = "GHESNotSupportedError";

    /** A host that the toolkit accepts; where the service is, it reads from another variable. */
    private static final String ACCEPTED_HOST = "https://duru.localhost";

    /** Bundles of actions have a few megabytes. */
    private static final long LARGEST_BUNDLE = 64L << 20;

    private final JobScope scope;
    private final ScriptStep scripts;
    private final StepHost host;
    private final NodePrograms programs;

    NodeStep(JobScope scope, StepHost host, ScriptStep scripts, NodePrograms programs) {
        this.scope = scope;
        this.host = host;
        this.scripts = scripts;
        this.programs = programs;
    }

    /**
     * Runs one of an action's programs.
     *
     * @param key {@code pre}, {@code main} or {@code post}
     * @throws ProblemException RESOURCE when the machine has no Node.js
     */
    StepRunner.Performed run(ProgramAction action, String key, StepRunner.Place place) {
        String program = action.program(key);
        Path file = file(action, program);
        if (!Files.isRegularFile(file)) {
            return new StepRunner.Performed(
                    StepOutcome.failed(
                            action.use().head().src()
                                    + ": the action's "
                                    + key
                                    + " file '"
                                    + program
                                    + "' does not exist"),
                    Obj.empty());
        }
        String node = node(action, place.number());
        ActionInputs inputs = ActionInputs.of(action, place, scope, key.equals("main"));
        inputs.header(action, place, scope);
        Map<String, String> own = new LinkedHashMap<>();
        own.putAll(inputs.variables());
        action.state().forEach((name, value) -> own.put("STATE_" + name, value));
        own.put("GITHUB_ACTION_PATH", action.folder().toString());
        own.put(
                "GITHUB_ACTION_REPOSITORY",
                action.origin().map(from -> from.owner() + "/" + from.name()).orElse(""));
        own.put("GITHUB_ACTION_REF", action.origin().map(from -> from.ref()).orElse(""));
        if (refusesUnknownHosts(file)) {
            own.put("GITHUB_SERVER_URL", ACCEPTED_HOST);
        }
        return scripts.process(
                new ScriptStep.Process(
                        List.of(node, file.toString()),
                        scope.folders().workspace(),
                        own,
                        action.use().head().src().toString(),
                        action.state()::put),
                place);
    }

    private static boolean refusesUnknownHosts(Path file) {
        try {
            return Files.size(file) <= LARGEST_BUNDLE
                    && Files.readString(file, StandardCharsets.ISO_8859_1).contains(REFUSAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String node(ProgramAction action, int number) {
        int wanted = action.version();
        Toolchains.Tool node =
                programs.closest(wanted)
                        .orElseThrow(() ->
                                ProblemException.resource(
                                        "the action "
                                                + action.use().action()
                                                + " needs Node.js "
                                                + wanted
                                                + ", and this machine has none; install node"));
        int have = NodePrograms.major(node);
        if (have != wanted) {
            scope.log()
                    .append(
                            number,
                            have < wanted || wanted < 20 ? Kind.WARNING : Kind.DEBUG,
                            "the action asks for Node.js "
                                    + wanted
                                    + " and is run by "
                                    + node.version()
                                    + ", the closest on this machine");
        }
        String program = node.program().toString();
        // A container need not see the machine's programs, but may have its own.
        return host.has(program, "") ? program : "node";
    }

    /** A program may lie anywhere in the action's own repository, as {@code ../dist/x.js}. */
    private Path file(ProgramAction action, String program) {
        Path root = scope.folders().workspace();
        if (action.origin().isPresent()) {
            root = action.folder();
            for (String part : action.origin().get().path().split("/")) {
                Path up = root.getParent();
                root = part.isEmpty() || part.equals(".") || up == null ? root : up;
            }
        }
        Path file = action.folder().resolve(program).normalize();
        return Inside.resolve(root, root.relativize(file).toString());
    }
}
