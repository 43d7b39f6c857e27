package dev.duru.pipeline.engine;

import dev.duru.dialects.expressions.Containers;
import dev.duru.dialects.plan.ActionRef;
import dev.duru.dialects.plan.Dialect;
import dev.duru.dialects.plan.Executor;
import dev.duru.dialects.plan.Step;
import dev.duru.dialects.value.Contexts;
import dev.duru.pipeline.container.ContainerHost;
import dev.duru.pipeline.container.ContainerRoom;
import dev.duru.pipeline.container.JobContainers;
import dev.duru.pipeline.container.Layout;
import dev.duru.pipeline.container.Notes;
import dev.duru.pipeline.log.LogLine.Kind;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.sandbox.StepHost;
import dev.duru.pipeline.toolchain.NodePrograms;
import dev.duru.pipeline.toolchain.Toolchains;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the steps of a job run: in its sandbox or in its container, and which containers are beside
 * them.
 */
final class Room implements AutoCloseable {
    /** Debian's package keeps some of Node's own modules apart from the program. */
    private static final Path PARTS_OF_DEBIANS_NODE = Path.of("/usr/share/nodejs");

    private final EngineTools tools;
    private final JobRequest request;
    private final JobScope scope;
    private final JobPlace place;
    private final Stopping stopping;
    private @Nullable JobContainers containers;

    Room(EngineTools tools, JobRequest request, JobScope scope, JobPlace place, Stopping stopping) {
        this.tools = tools;
        this.request = request;
        this.scope = scope;
        this.place = place;
        this.stopping = stopping;
    }

    EngineTools tools() {
        return tools;
    }

    /**
     * Opens the containers that the job asks for, if any, and lets the job's scope know.
     *
     * @throws dev.duru.pipeline.sandbox.SandboxException when they cannot be had
     */
    void open() {
        Contexts contexts = scope.contexts(Frame.ofJob(request.material().inputs()), Map.of());
        Optional<Containers.Spec> container =
                request.job().executor() instanceof Executor.Container asked
                        ? Containers.container(asked.image(), contexts)
                        : Optional.empty();
        List<Containers.Spec> services = Containers.services(request.job().services(), contexts);
        if (container.isPresent() || !services.isEmpty() || usesImages(request.job().steps())) {
            open(container, services);
        }
        describe(container);
        StepHost host = host();
        stopping.use(host);
        scope.enter(host);
    }

    private static boolean usesImages(List<Step> steps) {
        return steps.stream()
                .anyMatch(step ->
                        step instanceof Step.UseAction use
                                && use.action() instanceof ActionRef.Image);
    }

    private JobContainers open(
            Optional<Containers.Spec> container, List<Containers.Spec> services) {
        JobContainers opened =
                tools.containers()
                        .open(
                                new ContainerRoom.Wish(
                                        tools.sandboxName(request.jobId()),
                                        layout(container.isPresent()),
                                        container,
                                        services,
                                        tools.setup().limits()),
                                new LogNotes(),
                                () -> stopping.requested() && !scope.cancelled());
        containers = opened;
        scope.containers(opened.context());
        return opened;
    }

    private void describe(Optional<Containers.Spec> container) {
        scope.log()
                .append(
                        0,
                        Kind.SYSTEM,
                        container
                                .map(spec -> "Runs in a container of " + spec.image())
                                .orElseGet(() -> describe(tools.sandboxes().kind())));
    }

    private static String describe(Sandboxes.Kind kind) {
        return switch (kind) {
            case BUBBLEWRAP ->
                    "Runs in a bubblewrap sandbox: read-only machine, own /tmp and processes";
            case PLAIN ->
                    "Runs without a sandbox, because bubblewrap (bwrap) is not usable here:"
                            + " the job sees what Duru sees";
        };
    }

    private Layout layout(boolean withPrograms) {
        JobFolders folders = place.folders();
        Path workflow = folders.root().resolve(Sandboxes.LAUNCHES);
        Path actions = folders.root().resolve("actions");
        Path work = folders.root().resolve("work");
        boolean gitlab = request.material().plan().dialect() == Dialect.GITLAB;
        try {
            for (Path folder : List.of(actions, work, folders.tools(), workflow)) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Layout(
                work,
                folders.workspace(),
                folders.temp(),
                folders.home(),
                folders.tools(),
                folders.commands(),
                workflow,
                actions,
                withPrograms && !gitlab ? programs() : Map.of(),
                new Trust(tools.setup().authorities(), folders).mounts(),
                gitlab ? "/builds/" + request.run().project() : "");
    }

    /** Node.js, for actions: its own folder, or the program alone where it lies among others. */
    private Map<Path, String> programs() {
        Map<Path, String> programs = new LinkedHashMap<>();
        for (Toolchains.Tool tool : tools.actions().node().all()) {
            Path program = tool.program();
            String name = "/__e/node" + NodePrograms.major(tool);
            Path bin = program.getParent();
            Path root = bin == null ? null : bin.getParent();
            boolean own =
                    root != null
                            && root.getNameCount() > 1
                            && !root.startsWith("/usr")
                            && !programs.containsKey(root);
            if (!programs.containsValue(name) && !programs.containsValue(name + "/bin/node")) {
                programs.put(own ? root : program, own ? name : name + "/bin/node");
                if (!own && Files.isDirectory(PARTS_OF_DEBIANS_NODE)) {
                    programs.put(PARTS_OF_DEBIANS_NODE, PARTS_OF_DEBIANS_NODE.toString());
                }
            }
        }
        return programs;
    }

    /** Where the job's steps run. */
    StepHost host() {
        JobContainers open = containers;
        Optional<ContainerHost> container = open == null ? Optional.empty() : open.host();
        return container.<StepHost>map(host -> host).orElse(place.host());
    }

    /**
     * The containers of the job; they are made now for an action that was not known before.
     *
     * @throws dev.duru.pipeline.sandbox.SandboxException when they cannot be had
     */
    synchronized JobContainers containers() {
        JobContainers open = containers;
        return open == null ? open(Optional.empty(), List.of()) : open;
    }

    /** Writes what services printed into the log, when the steps are done. */
    void conclude() {
        JobContainers open = containers;
        if (open != null) {
            open.conclude();
        }
    }

    @Override
    public void close() {
        JobContainers open = containers;
        if (open != null) {
            open.close();
        }
    }

    /** The beginning of the job's log. */
    private final class LogNotes implements Notes {
        private void append(Kind kind, String text) {
            scope.log().append(0, kind, scope.masker().mask(text));
        }

        @Override
        public void say(String line) {
            append(Kind.OUTPUT, line);
        }

        @Override
        public void warn(String line) {
            append(Kind.WARNING, line);
        }

        @Override
        public void group(String title) {
            append(Kind.GROUP, title);
        }

        @Override
        public void endGroup() {
            append(Kind.END_GROUP, "");
        }
    }
}
