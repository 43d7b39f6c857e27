package dev.duru.pipeline.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.ContainerState;
import dev.duru.containers.EngineException;
import dev.duru.containers.EngineRefusalException;
import dev.duru.containers.Execs;
import dev.duru.containers.Output;
import dev.duru.pipeline.sandbox.Commands;
import dev.duru.pipeline.sandbox.LineSink;
import dev.duru.pipeline.sandbox.PathView;
import dev.duru.pipeline.sandbox.SandboxException;
import dev.duru.pipeline.sandbox.StepHost;
import dev.duru.pipeline.sandbox.StopLadder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container in which the steps of a job run, each as a process beside a first one that waits.
 */
public final class ContainerHost implements StepHost {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerHost.class);
    private static final String USUAL_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final ContainerEngine engine;
    private final ContainerState state;
    private final PathTable table;
    private final Layout layout;
    private final List<String> entrypoint;
    private final AtomicReference<@Nullable CountDownLatch> running = new AtomicReference<>();

    ContainerHost(
            ContainerEngine engine,
            ContainerState state,
            PathTable table,
            Layout layout,
            List<String> entrypoint) {
        this.entrypoint = List.copyOf(entrypoint);
        this.engine = engine;
        this.state = state;
        this.table = table;
        this.layout = layout;
    }

    String id() {
        return state.id();
    }

    @Override
    public long pid() {
        return 0;
    }

    @Override
    public Instant startedAt() {
        return Instant.EPOCH;
    }

    @Override
    public PathView paths() {
        return table;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("PATH", state.environment().getOrDefault("PATH", USUAL_PATH));
    }

    @Override
    public List<String> entrypoint() {
        return entrypoint;
    }

    @Override
    public boolean hasOwnPrograms() {
        return true;
    }

    /**
     * A program of the image is looked for when it is started: that costs no more. One of this
     * machine that is shown inside may lack its libraries there, so it is tried.
     */
    @Override
    public boolean has(String program, String searchPath) {
        String inside = table.inside(program);
        if (inside.equals(program)) {
            return program.indexOf('/') < 0;
        }
        try {
            return engine.execs()
                            .run(state.id(), Execs.Spec.of(inside, "--version"), Output.NOWHERE)
                    == 0;
        } catch (EngineRefusalException e) {
            return false;
        } catch (EngineException e) {
            throw new SandboxException(String.valueOf(e.getMessage()));
        }
    }

    /** A command as it is started inside, where paths are called otherwise. */
    static Execs.Spec translated(Commands command, PathView paths) {
        Map<String, String> environment = new LinkedHashMap<>();
        command.environment()
                .forEach((name, value) -> {
                    if (!name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0) {
                        environment.put(name, paths.inside(value.replace("\0", "")));
                    }
                });
        List<String> argv = command.argv().stream().map(paths::inside).toList();
        return new Execs.Spec(argv, environment, paths.inside(command.folder().toString()), "");
    }

    @Override
    public int run(Commands command, LineSink sink) {
        CountDownLatch ended = new CountDownLatch(1);
        LineSplitter splitter = new LineSplitter(sink);
        running.set(ended);
        try {
            return engine.execs().run(state.id(), translated(command, table), splitter);
        } catch (EngineRefusalException e) {
            if (engine.containers().find(state.id()).filter(ContainerState::running).isPresent()) {
                // The engine refuses what it cannot start, where a shell would print and go on.
                splitter.finish();
                sink.line(String.valueOf(e.getMessage()), true);
                return 127;
            }
            throw new SandboxException("the job's container has ended: " + e.getMessage());
        } catch (EngineException e) {
            throw new SandboxException(String.valueOf(e.getMessage()));
        } finally {
            splitter.finish();
            running.set(null);
            ended.countDown();
        }
    }

    @Override
    public void stopStep(StopLadder ladder) {
        CountDownLatch ended = running.get();
        if (ended != null) {
            ladder.stop(this::signal, ended);
        }
    }

    /** To -1 means to all processes of the container but its first one and the sender. */
    private void signal(String name) {
        String number =
                switch (name) {
                    case "INT" -> "2";
                    case "TERM" -> "15";
                    default -> "9";
                };
        int code;
        try {
            Execs.Spec kill = Execs.Spec.of("sh", "-c", "kill -" + number + " -1").as("0");
            code = engine.execs().run(state.id(), kill, Output.NOWHERE);
        } catch (EngineException e) {
            code = 127;
        }
        if (code >= 126 && number.equals("9")) {
            kill();
        }
    }

    @Override
    public void kill() {
        try {
            engine.containers().kill(state.id(), "SIGKILL");
        } catch (EngineException e) {
            LOG.warn("the container {} cannot be killed: {}", state.id(), e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            giveBack();
            engine.containers().remove(state.id());
        } catch (EngineException e) {
            LOG.warn("the container {} cannot be removed: {}", state.id(), e.getMessage());
        }
    }

    /** Files that root made in the container must not stay out of reach of a Duru that is not. */
    private void giveBack() {
        if ("root".equals(System.getProperty("user.name"))) {
            return;
        }
        StringBuilder script = new StringBuilder("chmod -R a+rwX");
        for (String folder :
                List.of(
                        layout.workspace().toString(),
                        layout.temp().toString(),
                        layout.home().toString(),
                        layout.tools().toString())) {
            script.append(' ').append(Commands.quote(table.inside(folder)));
        }
        try {
            Execs.Spec spec = Execs.Spec.of("sh", "-c", script.toString()).as("0");
            engine.execs().run(state.id(), spec, Output.NOWHERE);
        } catch (EngineRefusalException e) {
            LOG.debug("the files of {} stay as they are: {}", state.id(), e.getMessage());
        }
    }
}
