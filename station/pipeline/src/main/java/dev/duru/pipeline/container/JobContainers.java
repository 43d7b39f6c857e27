package dev.duru.pipeline.container;

import dev.duru.containers.BuildContext;
import dev.duru.containers.ContainerEngine;
import dev.duru.containers.ContainerSpec;
import dev.duru.containers.ContainerState;
import dev.duru.containers.EngineException;
import dev.duru.containers.EngineRefusalException;
import dev.duru.containers.HealthCheck;
import dev.duru.containers.ImageInfo;
import dev.duru.containers.Images;
import dev.duru.dialects.expressions.Containers;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.sandbox.JobLimits;
import dev.duru.pipeline.sandbox.PathView;
import dev.duru.pipeline.sandbox.SandboxException;
import dev.duru.pipeline.sandbox.StepHost;
import dev.duru.yaml.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network, the services and the container of one job. */
public final class JobContainers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobContainers.class);
    private static final int LAST_LINES = 50;
    private static final int MOST_LINES = 5000;

    private final ContainerEngine engine;
    private final ContainerSettings settings;
    private final ContainerRoom.Wish wish;
    private final Notes notes;
    private final Interruptible waiting;
    private final Map<String, String> labels;
    private final Map<String, String> services = new LinkedHashMap<>();
    private final String network;
    private @Nullable ContainerHost host;
    private final AtomicInteger builds = new AtomicInteger();

    JobContainers(
            ContainerEngine engine,
            ContainerSettings settings,
            ContainerRoom.Wish wish,
            Notes notes,
            Interruptible waiting) {
        this.engine = engine;
        this.settings = settings;
        this.wish = wish;
        this.notes = notes;
        this.waiting = waiting;
        this.labels = Leftovers.labels(wish.name());
        this.network = "duru_network_" + wish.name();
    }

    void start() {
        notes.say("Containers by " + engine.version());
        Leftovers.remove(engine, wish.name());
        engine.networks().create(network, labels);
        for (Containers.Spec service : wish.services()) {
            notes.group("Starting service " + service.name());
            services.put(service.name(), service(service));
            notes.endGroup();
        }
        wish.container()
                .ifPresent(spec -> {
                    notes.group("Starting the job's container");
                    host = container(spec);
                    notes.endGroup();
                });
        if (!services.isEmpty()) {
            awaitServices();
        }
    }

    /** Where the job's steps run, if it is a container. */
    public Optional<ContainerHost> host() {
        return Optional.ofNullable(host);
    }

    /** The network that the job's containers share. */
    String network() {
        return network;
    }

    private String service(Containers.Spec service) {
        ContainerSpec spec = spec(service);
        CreateOptions options = options(service, spec);
        List<String> aliases = new ArrayList<>(List.of(service.name()));
        aliases.addAll(options.aliases());
        spec.network(network, aliases);
        String entrypoint =
                options.entrypoint() == null ? service.entrypoint() : options.entrypoint();
        if (!entrypoint.isBlank()) {
            spec.entrypoint(Words.split(entrypoint, service.src()));
        }
        if (!service.command().isBlank()) {
            spec.command(Words.split(service.command(), service.src()));
        }
        return run(service, spec);
    }

    private ContainerHost container(Containers.Spec container) {
        ContainerSpec spec = spec(container);
        PathTable table = wish.layout().ofJob();
        for (PathTable.Entry mount : table.mounts()) {
            spec.bind(mount.outside(), mount.inside(), mount.readOnly());
        }
        spec.environment("HOME", "/github/home")
                .folder(table.inside(wish.layout().workspace().toString()));
        CreateOptions options = options(container, spec);
        spec.network(network, options.aliases());
        if (options.entrypoint() != null) {
            notes.warn(
                    "options: --entrypoint changes nothing: the job's container waits for steps");
        }
        spec.entrypoint(List.of("tail")).command(List.of("-f", "/dev/null"));
        String id = run(container, spec);
        ContainerState state = engine.containers().inspect(id);
        if (!state.running()) {
            logs(id, LAST_LINES);
            throw new SandboxException(
                    container.src()
                            + ": the container of "
                            + container.image()
                            + " ended at once, with exit code "
                            + state.exitCode()
                            + "; its image must have the program tail");
        }
        return new ContainerHost(engine, state, table, wish.layout(), entrypoint(container));
    }

    /** What the file says, of which blank words mean nothing at all, or else the image. */
    private List<String> entrypoint(Containers.Spec container) {
        if (container.entrypoint().isBlank()) {
            return engine.images()
                    .find(container.image())
                    .map(ImageInfo::entrypoint)
                    .orElse(List.of());
        }
        List<String> words = Words.split(container.entrypoint(), container.src());
        return words.stream().allMatch(String::isBlank) ? List.of() : words;
    }

    /** What services and the job's container have in common. */
    private ContainerSpec spec(Containers.Spec asked) {
        new Pulls(engine, settings.alwaysPull(), notes, waiting)
                .image(
                        asked.image(),
                        asked.username(),
                        asked.password(),
                        Pulls.Wanted.of(Words.split(asked.options(), asked.src())),
                        asked.src());
        ContainerSpec spec = ContainerSpec.of(asked.image()).labels(labels);
        spec.environment(asked.env());
        spec.environment("GITHUB_ACTIONS", "true");
        if (!asked.env().containsKey("CI")) {
            spec.environment("CI", "true");
        }
        asked.ports().forEach(port -> Ports.publish(port, spec, asked.src()));
        return spec;
    }

    private CreateOptions options(Containers.Spec asked, ContainerSpec spec) {
        List<Path> allowed = new ArrayList<>(wish.layout().own());
        allowed.addAll(settings.mounts());
        Volumes volumes = new Volumes(allowed, wish.name() + "-");
        CreateOptions options =
                new CreateOptions(spec, volumes, settings.privileged(), asked.src());
        asked.volumes().forEach(volume -> volumes.add(volume, spec, asked.src()));
        options.read(asked.options());
        options.idle()
                .forEach(option ->
                        notes.warn(
                                "options: " + option + " changes nothing: no terminal is there"));
        volumes.named().forEach(name -> engine.volumes().create(name, labels));
        limited(spec);
        if (options.saysHealth()) {
            spec.health(whole(options.check(), asked.image()));
        }
        return options;
    }

    /** A container takes no more of the machine than a job may. */
    ContainerSpec limited(ContainerSpec spec) {
        JobLimits limits = wish.limits();
        return spec.atMost((long) (limits.cpus() * 1e9), limits.memory(), limits.processes());
    }

    /** An option for times only keeps the test of the image; Podman would forget it. */
    private HealthCheck whole(HealthCheck check, String image) {
        if (!check.test().isEmpty()) {
            return check;
        }
        List<String> test =
                engine.images()
                        .find(image)
                        .map(info -> info.check().test())
                        .filter(found -> !found.isEmpty())
                        .orElse(List.of("NONE"));
        return new HealthCheck(
                test, check.interval(), check.timeout(), check.startPeriod(), check.retries());
    }

    private String run(Containers.Spec asked, ContainerSpec spec) {
        try {
            String id = waiting.call(() -> engine.containers().create(spec));
            waiting.call(() -> {
                engine.containers().start(id);
                return true;
            });
            notes.say("Container " + id);
            return id;
        } catch (EngineRefusalException e) {
            String message = String.valueOf(e.getMessage());
            boolean port =
                    message.contains("already allocated")
                            || message.contains("address already in use");
            throw new SandboxException(
                    asked.src()
                            + ": the container of "
                            + asked.image()
                            + " could not be started: "
                            + message
                            + (port
                                    ? "; write the container's port alone and take the machine's from"
                                            + " job.services."
                                            + (asked.name().isEmpty() ? "NAME" : asked.name())
                                            + ".ports"
                                    : ""));
        }
    }

    private void awaitServices() {
        notes.group("Waiting for the services");
        Health health = new Health(engine, waiting);
        String first = "";
        for (Map.Entry<String, String> service : services.entrySet()) {
            String why = health.await(service.getValue());
            if (why.isEmpty()) {
                ContainerState state = engine.containers().inspect(service.getValue());
                notes.say(
                        "Service "
                                + service.getKey()
                                + (state.check().isNone() ? " is started" : " is healthy"));
                if (!state.running()) {
                    notes.warn(
                            "the service "
                                    + service.getKey()
                                    + " has ended already, with exit code "
                                    + state.exitCode());
                }
            } else {
                notes.warn("the service " + service.getKey() + " is not healthy: " + why);
                logs(service.getValue(), LAST_LINES);
                first = first.isEmpty() ? place(service.getKey()) + why : first;
            }
        }
        notes.endGroup();
        if (!first.isEmpty()) {
            throw new SandboxException(first + "; its last lines are in the job's log");
        }
    }

    private String place(String name) {
        return wish.services().stream()
                .filter(service -> service.name().equals(name))
                .map(service -> service.src() + ": the service '" + name + "' is not healthy: ")
                .findFirst()
                .orElse("");
    }

    private void logs(String id, int lines) {
        LineSplitter splitter = new LineSplitter((text, ended) -> notes.say(text));
        engine.containers().logs(id, lines, splitter);
        splitter.finish();
    }

    /** What expressions see of it as {@code job.container} and {@code job.services}. */
    public Obj context() {
        Obj container = Obj.of("network", network);
        ContainerHost open = host;
        if (open != null) {
            container = container.with("id", Value.of(open.id()));
        }
        Obj.Builder all = Obj.builder();
        services.forEach((name, id) -> {
            Obj.Builder ports = Obj.builder();
            engine.containers()
                    .inspect(id)
                    .ports()
                    .forEach((port, bindings) -> {
                        if (!bindings.isEmpty()) {
                            String number = Integer.toString(bindings.getFirst().port());
                            String plain = port.substring(0, port.indexOf('/'));
                            ports.put(port.endsWith("/tcp") ? plain : port, Value.of(number));
                            if (!port.endsWith("/tcp")) {
                                ports.put(plain, Value.of(number));
                            }
                        }
                    });
            all.put(name, Obj.of("id", id, "network", network, "ports", ports.build()));
        });
        return Obj.builder().put("container", container).put("services", all.build()).build();
    }

    /** Writes what the services printed into the job's log. */
    public void conclude() {
        services.forEach((name, id) -> {
            try {
                notes.group("What the service " + name + " printed");
                logs(id, MOST_LINES);
            } catch (EngineException e) {
                notes.warn("the log of the service " + name + " cannot be read: " + e.getMessage());
            } finally {
                notes.endGroup();
            }
        });
    }

    /**
     * A place for an action that is an image. Its commands are containers of their own: the first
     * argument is the entrypoint, empty for the image's own, and the others are its arguments.
     *
     * @param around how the job's own place calls paths
     * @throws SandboxException if the image cannot be had
     */
    public StepHost action(String image, PathView around, Position place) {
        try {
            new Pulls(engine, settings.alwaysPull(), notes, waiting)
                    .image(image, "", "", Pulls.Wanted.USUAL, place);
        } catch (EngineException e) {
            throw new SandboxException(place + ": " + e.getMessage());
        }
        return new ActionContainer(this, image, wish.layout().ofAction(), around);
    }

    /**
     * A place for an action that is built from a Dockerfile.
     *
     * @param lines takes what the build says
     * @throws SandboxException if it cannot be built
     */
    public StepHost action(
            Path folder,
            String dockerfile,
            PathView around,
            Position place,
            Consumer<String> lines) {
        String image = "localhost/duru-action:" + wish.name() + "-" + builds.getAndIncrement();
        Images.Build build =
                new Images.Build(
                        BuildContext.of(folder, dockerfile),
                        dockerfile,
                        image,
                        Map.of(),
                        labels,
                        "");
        try {
            waiting.call(() -> {
                engine.images().build(build, lines);
                return true;
            });
        } catch (EngineException e) {
            throw new SandboxException(
                    place + ": the action's image could not be built: " + e.getMessage());
        }
        return new ActionContainer(this, image, wish.layout().ofAction(), around);
    }

    /** The words of a text, as a shell takes them. */
    public static List<String> words(String text, Position place) {
        return Words.split(text, place);
    }

    ContainerEngine engine() {
        return engine;
    }

    Map<String, String> labels() {
        return labels;
    }

    /** Removes all of it. */
    @Override
    public void close() {
        try {
            ContainerHost open = host;
            if (open != null) {
                open.close();
            }
            Leftovers.remove(engine, wish.name());
        } catch (EngineException e) {
            LOG.warn("containers of {} stay behind: {}", wish.name(), e.getMessage());
        }
    }
}
