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
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();

    /**
     * Finds, by what the kernel shows in /proc, the processes below those whose numbers lie in the
     * files that are the arguments; images need not have programs for that. The first file then
     * holds all of them, since who loses its parent is not found below it any more.
     */
    private static final String TREE =
            """
            all=' '
            for f; do { read -r p <"$f" && all="$all$p "; } 2>/dev/null; done
            more=1
            while [ $more = 1 ]; do
              more=0
              for s in /proc/[0-9]*/stat; do
                { read -r line <"$s"; } 2>/dev/null || continue
                pid=${line%% *}; rest=${line##*) }; rest=${rest#* }; parent=${rest%% *}
                case "$all" in
                *" $pid "*) ;;
                *) case "$all" in *" $parent "*) all="$all$pid "; more=1 ;; esac ;;
                esac
              done
            done
            """;

    private static final String THESE =
            TREE + "echo $all >\"$1\"; for p in $all; do kill -$0 $p; done 2>/dev/null; :";

    private static final String OTHERS =
            TREE
                    + """
                    for s in /proc/[0-9]*; do
                      p=${s#/proc/}
                      case "$all 1 $$ " in *" $p "*) ;; *) kill -$0 $p ;; esac
                    done 2>/dev/null; :
                    """;

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
        running.set(ended);
        try {
            return exec(translated(command, table), sink);
        } finally {
            running.set(null);
            ended.countDown();
        }
    }

    private int exec(Execs.Spec spec, LineSink sink) {
        LineSplitter splitter = new LineSplitter(sink);
        try {
            return engine.execs().run(state.id(), spec, splitter);
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
        }
    }

    @Override
    public StepHost beside() {
        Lane lane = new Lane();
        lanes.add(lane);
        return lane;
    }

    @Override
    public void stopStep(StopLadder ladder) {
        CountDownLatch ended = running.get();
        if (ended != null) {
            ladder.stop(this::signalOthers, ended);
        }
    }

    /** To all processes of the container but its first one and those of lanes. */
    private void signalOthers(String name) {
        List<String> files = new ArrayList<>();
        lanes.forEach(lane -> lane.file().ifPresent(files::add));
        // To -1 means to all but the first process and the sender.
        int code =
                files.isEmpty() ? script("kill -$0 -1", name, files) : script(OTHERS, name, files);
        if (code >= 126 && name.equals("KILL")) {
            kill();
        }
    }

    /** Runs a script with the number of a signal as $0. */
    private int script(String script, String signal, List<String> arguments) {
        String number =
                switch (signal) {
                    case "INT" -> "2";
                    case "TERM" -> "15";
                    default -> "9";
                };
        List<String> argv = new ArrayList<>(List.of("sh", "-c", script, number));
        argv.addAll(arguments);
        try {
            Execs.Spec spec = new Execs.Spec(argv, Map.of(), "", "0");
            return engine.execs().run(state.id(), spec, Output.NOWHERE);
        } catch (EngineException e) {
            return 127;
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

    /** A process beside the others, and the file that says which. */
    private record Busy(String file, CountDownLatch ended) {}

    /** One process beside the others at a time. */
    private final class Lane implements StepHost {
        private final AtomicReference<@Nullable Busy> busy = new AtomicReference<>();

        /** The file of the process that runs, as it is called inside. */
        Optional<String> file() {
            return Optional.ofNullable(busy.get()).map(Busy::file);
        }

        @Override
        public long pid() {
            return ContainerHost.this.pid();
        }

        @Override
        public Instant startedAt() {
            return ContainerHost.this.startedAt();
        }

        @Override
        public PathView paths() {
            return table;
        }

        @Override
        public Map<String, String> environment() {
            return ContainerHost.this.environment();
        }

        @Override
        public boolean hasOwnPrograms() {
            return true;
        }

        @Override
        public List<String> entrypoint() {
            return entrypoint;
        }

        @Override
        public boolean has(String program, String searchPath) {
            return ContainerHost.this.has(program, searchPath);
        }

        @Override
        public int run(Commands command, LineSink sink) {
            Path name = layout.commands().resolve("beside" + opened.getAndIncrement());
            Busy now = new Busy(table.inside(name.toString()), new CountDownLatch(1));
            Execs.Spec spec = translated(command, table);
            List<String> argv = new ArrayList<>();
            argv.addAll(List.of("sh", "-c", "echo $$ >\"$0\" && exec \"$@\"", now.file()));
            argv.addAll(spec.argv());
            busy.set(now);
            try {
                return exec(
                        new Execs.Spec(argv, spec.environment(), spec.folder(), spec.user()), sink);
            } finally {
                busy.set(null);
                now.ended().countDown();
            }
        }

        @Override
        public StepHost beside() {
            return ContainerHost.this.beside();
        }

        @Override
        public void stopStep(StopLadder ladder) {
            Busy now = busy.get();
            if (now != null) {
                List<String> file = List.of(now.file());
                ladder.stop(name -> script(THESE, name, file), now.ended());
                // Who was left alone by the end of its parent belongs to the step all the same.
                script(THESE, "KILL", file);
            }
        }

        @Override
        public void close() {
            stopStep(StopLadder.KILL);
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
