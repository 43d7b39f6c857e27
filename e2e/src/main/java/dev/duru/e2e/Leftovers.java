package dev.duru.e2e;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Ends the processes that a Duru of a test left running: those whose command names its own
 * temporary folder.
 */
final class Leftovers {
    private Leftovers() {}

    static void endThoseIn(Path folder) {
        String path = folder.toString();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> Linux.commandLine(process.pid()).contains(path))
                .forEach(process -> {
                    process.destroyForcibly();
                    process.onExit()
                            .orTimeout(10, TimeUnit.SECONDS)
                            .exceptionally(e -> process)
                            .join();
                });
    }
}
