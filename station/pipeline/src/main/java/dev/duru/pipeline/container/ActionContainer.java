package dev.duru.pipeline.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.ContainerSpec;
import dev.duru.containers.Containers;
import dev.duru.containers.EngineException;
import dev.duru.containers.Execs;
import dev.duru.pipeline.sandbox.Commands;
import dev.duru.pipeline.sandbox.LineSink;
import dev.duru.pipeline.sandbox.PathView;
import dev.duru.pipeline.sandbox.SandboxException;
import dev.duru.pipeline.sandbox.StepHost;
import dev.duru.pipeline.sandbox.StopLadder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A place where each command is a container of its own, of one image: the first argument is the
 * entrypoint, empty for the image's own, and the others are its arguments.
 */
final class ActionContainer implements StepHost {
    private final JobContainers job;
    private final ContainerEngine engine;
    private final String image;
    private final String network;
    private final Map<String, String> labels;
    private final PathTable table;
    private final PathView around;
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();

    private record Running(String id, CountDownLatch ended) {}

    /**
     * A place.
     *
     * @param around how the job's own place calls paths, as they come from its expressions
     */
    ActionContainer(JobContainers job, String image, PathTable table, PathView around) {
        this.job = job;
        this.engine = job.engine();
        this.network = job.network();
        this.labels = job.labels();
        this.image = image;
        this.table = table;
        this.around = around;
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
        return new PathView() {
            @Override
            public String inside(String path) {
                return table.inside(around.outside(path));
            }

            @Override
            public String outside(String path) {
                return table.outside(path);
            }
        };
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public boolean hasOwnPrograms() {
        return true;
    }

    @Override
    public boolean has(String program, String searchPath) {
        return true;
    }

    @Override
    public int run(Commands command, LineSink sink) {
        Execs.Spec translated = ContainerHost.translated(command, paths());
        ContainerSpec spec =
                ContainerSpec.of(image)
                        .labels(labels)
                        .environment(translated.environment())
                        .folder(translated.folder())
                        .network(network, List.of());
        for (PathTable.Entry mount : table.mounts()) {
            spec.bind(mount.outside(), mount.inside(), mount.readOnly());
        }
        job.limited(spec);
        String entrypoint = translated.argv().getFirst();
        List<String> arguments = translated.argv().subList(1, translated.argv().size());
        if (!entrypoint.isEmpty()) {
            spec.entrypoint(List.of(entrypoint));
        }
        if (!arguments.isEmpty() || !entrypoint.isEmpty()) {
            spec.command(arguments);
        }
        LineSplitter splitter = new LineSplitter(sink);
        try {
            return run(engine.containers().create(spec), splitter);
        } catch (EngineException e) {
            throw new SandboxException(
                    "the container of " + image + " could not be run: " + e.getMessage());
        } finally {
            splitter.finish();
        }
    }

    private int run(String id, LineSplitter splitter) {
        CountDownLatch ended = new CountDownLatch(1);
        running.set(new Running(id, ended));
        try (Containers.Attachment attachment = engine.containers().attach(id)) {
            engine.containers().start(id);
            attachment.read(splitter);
            return engine.containers().await(id);
        } finally {
            running.set(null);
            ended.countDown();
            engine.containers().remove(id);
        }
    }

    /** Each command has a container of its own, so it must only be known apart from the others. */
    @Override
    public StepHost beside() {
        return new ActionContainer(job, image, table, around);
    }

    @Override
    public void stopStep(StopLadder ladder) {
        Running now = running.get();
        if (now != null) {
            ladder.stop(name -> engine.containers().kill(now.id(), "SIG" + name), now.ended());
        }
    }

    @Override
    public void close() {
        Running now = running.get();
        if (now != null) {
            engine.containers().remove(now.id());
        }
    }
}
