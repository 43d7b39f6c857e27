package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.value.Contexts;
import dev.duru.dialects.value.Obj;
import dev.duru.pipeline.container.JobContainers;
import dev.duru.pipeline.files.Inside;
import dev.duru.pipeline.log.LogLine.Kind;
import dev.duru.pipeline.sandbox.SandboxException;
import dev.duru.pipeline.sandbox.StepHost;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs actions that are images. */
final class ImageStep {
    private static final String SCHEME = "docker://";

    private final Line line;
    private final JobScope scope;
    private final Room room;
    private final ScriptStep scripts;
    private final Map<ProgramAction, StepHost> built;

    /**
     * Runs them for one line of steps.
     *
     * @param built the places of the job's actions that were made so far
     */
    ImageStep(Line line, Room room, ScriptStep scripts, Map<ProgramAction, StepHost> built) {
        this.line = line;
        this.scope = line.scope();
        this.room = room;
        this.scripts = scripts;
        this.built = built;
    }

    /**
     * Runs one of an action's programs.
     *
     * @param key {@code pre-entrypoint}, {@code entrypoint} or {@code post-entrypoint}
     */
    StepRunner.Performed run(ProgramAction action, String key, StepRunner.Place place) {
        boolean main = key.equals("entrypoint");
        ActionInputs inputs = ActionInputs.of(action, place, scope, main);
        inputs.header(action, place, scope);
        StepHost host;
        try {
            host = host(action, place);
        } catch (SandboxException e) {
            return new StepRunner.Performed(
                    StepOutcome.errored(String.valueOf(e.getMessage())), Obj.empty());
        }
        Contexts contexts = place.contexts().with("inputs", inputs.context());
        List<String> argv = new ArrayList<>();
        String entrypoint = action.program(key);
        argv.add(main && entrypoint.isEmpty() ? inputs.value("entrypoint") : entrypoint);
        argv.addAll(arguments(action, inputs, contexts));
        Map<String, String> own = new LinkedHashMap<>(environment(action, contexts));
        scope.env(place.frame(), place.env()).keySet().forEach(own::remove);
        own.putAll(inputs.variables());
        action.state().forEach((name, value) -> own.put("STATE_" + name, value));
        // What stops the line stops what runs there.
        StepHost apart = host.beside();
        line.stopping().use(apart);
        try {
            return scripts.process(
                    new ScriptStep.Process(
                            argv,
                            scope.folders().workspace(),
                            own,
                            action.use().head().src().toString(),
                            action.state()::put),
                    place,
                    apart);
        } finally {
            line.stopping().use(line.host());
        }
    }

    private StepHost host(ProgramAction action, StepRunner.Place place) {
        return built.computeIfAbsent(action, made -> make(made, place));
    }

    private StepHost make(ProgramAction action, StepRunner.Place place) {
        JobContainers containers = room.containers();
        String image = action.program("image");
        if (image.startsWith(SCHEME)) {
            return containers.action(
                    image.substring(SCHEME.length()), scope.paths(), action.use().head().src());
        }
        Path file = Inside.resolve(action.folder(), image);
        if (!Files.isRegularFile(file)) {
            throw new SandboxException(
                    action.use().head().src()
                            + ": the action's image '"
                            + image
                            + "' is no file of it; write the path of a Dockerfile, or docker:// and"
                            + " the name of an image");
        }
        // As on GitHub, the folder of the Dockerfile is all that the build sees.
        Path folder = file.getParent() == null ? action.folder() : file.getParent();
        scope.log().append(place.number(), Kind.GROUP, "Building the action's image");
        try {
            return containers.action(
                    folder,
                    String.valueOf(file.getFileName()),
                    scope.paths(),
                    action.use().head().src(),
                    line ->
                            scope.log()
                                    .append(
                                            place.number(),
                                            Kind.OUTPUT,
                                            scope.masker().mask(line)));
        } finally {
            scope.log().append(place.number(), Kind.END_GROUP, "");
        }
    }

    private static List<String> arguments(
            ProgramAction action, ActionInputs inputs, Contexts contexts) {
        YamlNode args = action.runs("args").orElse(null);
        if (args instanceof YamlList list) {
            return list.items().stream()
                    .filter(YamlScalar.class::isInstance)
                    .map(item -> text((YamlScalar) item, contexts))
                    .toList();
        }
        return JobContainers.words(inputs.value("args"), action.use().head().src());
    }

    private static Map<String, String> environment(ProgramAction action, Contexts contexts) {
        Map<String, String> environment = new LinkedHashMap<>();
        if (action.runs("env").orElse(null) instanceof YamlMap map) {
            map.entries()
                    .forEach(entry -> {
                        if (entry.value() instanceof YamlScalar value) {
                            environment.put(entry.name(), text(value, contexts));
                        }
                    });
        }
        return environment;
    }

    private static String text(YamlScalar scalar, Contexts contexts) {
        return Expressions.interpolate(scalar.text(), scalar.content(), contexts);
    }
}
