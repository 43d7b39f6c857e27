package dev.duru.delivery.runtime.process;

import dev.duru.cgroups.Cgroups;
import dev.duru.delivery.TaskLook;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import dev.duru.delivery.runtime.local.Restarts;
import dev.duru.kernel.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One task: a process that is started once, with a folder as a replica has one, so that any Duru
 * that comes later finds out how it ended.
 */
final class ProcessTask {
    private final ReplicaFolder folder;
    private final Confines confines;

    ProcessTask(Path folder, Cgroups groups) {
        this.folder = new ReplicaFolder(folder);
        this.confines = new Confines(this.folder, groups);
    }

    Path output() {
        return folder.output();
    }

    /** Whether it was ever started, or was about to be. */
    boolean known() {
        return !folder.starts().starts().isEmpty();
    }

    void start(ReplicaProcess.Start how, Instant now) {
        folder.keepStart(0, Restarts.NONE.with(now));
        List<Path> entrances = confines.open(how.most(), how.sandbox(), now.toEpochMilli());
        Launch launch = how.launch(new Launch.Place(folder.path(), entrances), 0);
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(launch.command())
                            .directory(launch.workingDir().toFile())
                            .redirectErrorStream(true)
                            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(folder.output().toFile()));
            builder.environment().clear();
            builder.environment().putAll(launch.env());
            builder.environment().remove("PORT");
            Process process = builder.start();
            long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (pid().isEmpty() && process.isAlive() && System.nanoTime() < patience) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        } catch (IOException e) {
            throw ProblemException.resource("a command could not be started: " + e.getMessage());
        }
    }

    TaskLook look() {
        boolean runs = running();
        Optional<Integer> exit =
                folder.exit().filter(text -> text.matches("\\d{1,3}")).map(Integer::valueOf);
        String lines = folder.lastLines();
        String breach = runs ? "" : confines.breached();
        String detail =
                (breach.isEmpty() ? "" : breach + "; ")
                        + (lines.isEmpty() ? "it printed nothing" : "its last lines:\n" + lines);
        if (!runs) {
            confines.end();
        }
        if (exit.isPresent()) {
            return new TaskLook(TaskLook.State.ENDED, exit.get(), detail);
        }
        return new TaskLook(runs ? TaskLook.State.RUNNING : TaskLook.State.LOST, -1, detail);
    }

    private boolean running() {
        return pid().filter(Pid::alive).isPresent();
    }

    private Optional<Pid> pid() {
        return folder.text("pid").flatMap(Pid::parse);
    }

    /** Ends it by force, and all that it has started. */
    void kill() {
        pid().filter(Pid::alive).ifPresent(Signals::kill);
        confines.end();
    }
}
