package dev.duru.delivery.runtime.process;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals to a launcher and what it started. */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** SIGTERM to the application, and not to the launcher and the sandbox around it. */
    static void terminate(Pid launcher) {
        if (launcher.alive()) {
            ProcessHandle.of(launcher.number())
                    .ifPresent(handle ->
                            handle.descendants()
                                    .filter(child -> !Pid.program(child.pid()).equals("bwrap"))
                                    .forEach(ProcessHandle::destroy));
        }
    }

    /**
     * SIGKILL to the whole session of a launcher. What left the session dies with the sandbox,
     * where there is one, since its first process is the launcher's child.
     */
    static void kill(Pid launcher) {
        if (launcher.alive()) {
            List<ProcessHandle> all =
                    ProcessHandle.of(launcher.number())
                            .map(handle -> handle.descendants().toList())
                            .orElse(List.of());
            all.forEach(ProcessHandle::destroyForcibly);
        }
        try {
            Process kill =
                    new ProcessBuilder(
                                    "/bin/sh",
                                    "-c",
                                    "kill -KILL -- -$0",
                                    String.valueOf(launcher.number()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            kill.waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            LOG.warn("process group {} could not be killed: {}", launcher.number(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
