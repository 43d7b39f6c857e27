package dev.duru.pipeline.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds and signals the processes of a job. */
final class ProcessTree {
    /** The variable that marks every process of a job that runs without bubblewrap. */
    static final String MARK = "DURU_JOB";

    private final ProcessHandle root;
    private final @Nullable Process own;
    private final boolean ownPidSpace;
    private final String mark;
    private volatile @Nullable ProcessHandle first;

    /**
     * The tree of a sandbox.
     *
     * @param root the process that Duru started
     * @param ownPidSpace whether it is bubblewrap, whose end is the end of everything inside
     * @param mark the value of {@link #MARK} in a tree without a PID space of its own
     */
    ProcessTree(Process root, boolean ownPidSpace, String mark) {
        this.root = root.toHandle();
        this.own = root;
        this.ownPidSpace = ownPidSpace;
        this.mark = mark;
    }

    /** The tree of a sandbox without a PID space of its own, which an earlier Duru has left. */
    ProcessTree(ProcessHandle root, String mark) {
        this.root = root;
        this.own = null;
        this.ownPidSpace = false;
        this.mark = mark;
    }

    /** The processes of the job's steps: everything below the supervisor, and strays. */
    List<ProcessHandle> steps() {
        if (!ownPidSpace) {
            Set<ProcessHandle> all = new LinkedHashSet<>(root.descendants().toList());
            all.addAll(marked(mark));
            all.remove(root);
            return List.copyOf(all);
        }
        List<ProcessHandle> inside = new ArrayList<>(root.descendants().toList());
        Optional<ProcessHandle> init = firstChild();
        init.ifPresent(first -> {
            inside.remove(first);
            firstChild(first).ifPresent(inside::remove);
        });
        return inside;
    }

    private static Comparator<ProcessHandle> byAge() {
        return Comparator.<ProcessHandle, Instant>comparing(
                        handle -> handle.info().startInstant().orElse(Instant.MAX))
                .thenComparing(ProcessHandle::pid);
    }

    /**
     * The child of a process that writes to a pipe.
     *
     * @param pipe the file's key
     */
    static Optional<ProcessHandle> writer(ProcessHandle parent, Object pipe) {
        return parent.children().filter(child -> writes(child, pipe)).findFirst();
    }

    private static boolean writes(ProcessHandle process, Object pipe) {
        try {
            Path out = Path.of("/proc", Long.toString(process.pid()), "fd", "1");
            return pipe.equals(Files.readAttributes(out, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends a signal by name, such as INT. */
    static void signal(String name, Collection<ProcessHandle> targets) {
        if (targets.isEmpty()) {
            return;
        }
        switch (name) {
            case "TERM" -> targets.forEach(ProcessHandle::destroy);
            case "KILL" -> targets.forEach(ProcessHandle::destroyForcibly);
            case null, default -> kill(name, targets);
        }
    }

    /** Java can send TERM and KILL only; the rest goes by the program of that name. */
    private static void kill(String name, Collection<ProcessHandle> targets) {
        List<String> argv = new ArrayList<>(List.of("kill", "-s", name));
        targets.forEach(target -> argv.add(Long.toString(target.pid())));
        try {
            Process process =
                    new ProcessBuilder(argv)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            targets.forEach(ProcessHandle::destroy);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process that starts the steps. */
    long supervisor() {
        if (!ownPidSpace) {
            return root.pid();
        }
        return firstChild()
                .flatMap(ProcessTree::firstChild)
                .map(ProcessHandle::pid)
                .orElseThrow(() -> new SandboxException("the job's supervisor is gone"));
    }

    /** The kernel's own list is read where it has one; looking at all processes takes long. */
    private static Optional<ProcessHandle> firstChild(ProcessHandle parent) {
        String pid = Long.toString(parent.pid());
        try {
            String children =
                    Files.readString(Path.of("/proc", pid, "task", pid, "children")).strip();
            return children.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(children.split(" ")[0]));
        } catch (IOException e) {
            return parent.children().min(byAge());
        }
    }

    /** The first process of the PID space, which is the same as long as there is one. */
    private Optional<ProcessHandle> firstChild() {
        if (first == null) {
            first = firstChild(root).orElse(null);
        }
        return Optional.ofNullable(first);
    }

    /** Ends everything at once; in a PID space of its own without waiting for it. */
    void kill() {
        if (ownPidSpace) {
            firstChild().ifPresent(ProcessHandle::destroyForcibly);
        } else {
            end();
        }
    }

    /** Ends everything at once and waits until it is gone. */
    void end() {
        if (ownPidSpace && own != null) {
            // The end of a PID space's first process is the end of all others in it, and its
            // parent ends only after that.
            firstChild().ifPresent(ProcessHandle::destroyForcibly);
            if (!ended(own, Duration.ofSeconds(2))) {
                own.destroyForcibly();
                ended(own, Duration.ofSeconds(5));
            }
            return;
        }
        List<ProcessHandle> everything = new ArrayList<>(root.descendants().toList());
        root.destroyForcibly();
        everything.addAll(marked(mark));
        everything.forEach(ProcessHandle::destroyForcibly);
        // A process may have forked between the look and the signal.
        for (List<ProcessHandle> left = marked(mark); !left.isEmpty(); left = marked(mark)) {
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(handle -> await(handle, Duration.ofSeconds(2)));
        }
        everything.forEach(handle -> await(handle, Duration.ofSeconds(5)));
        await(root, Duration.ofSeconds(5));
    }

    /** Waits for the process that Duru started, whatever interrupts it; whether it is gone. */
    private static boolean ended(Process child, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (true) {
            try {
                boolean ended = child.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return ended;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /**
     * Waits for a process to be gone. Java learns of the end of processes that are not its own
     * children only by asking now and then, seconds apart; here it is asked all the time.
     */
    static void await(ProcessHandle handle, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = 100_000;
        while (alive(handle) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, 5_000_000);
        }
    }

    /** A process that is dead but that its new parent has not looked after yet does not count. */
    private static boolean alive(ProcessHandle handle) {
        if (!handle.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
            return !stat.substring(stat.lastIndexOf(')') + 1).startsWith(" Z");
        } catch (IOException e) {
            return false;
        }
    }

    /** Living processes whose environment says that they belong to a job. */
    static List<ProcessHandle> marked(String mark) {
        byte[] wanted = (MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
        List<ProcessHandle> found = new ArrayList<>();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(handle -> hasVariable(handle.pid(), wanted)).forEach(found::add);
        }
        return found;
    }

    private static boolean hasVariable(long pid, byte[] wanted) {
        byte[] environment;
        try {
            environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
        } catch (IOException e) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= environment.length; i++) {
            if (i == environment.length || environment[i] == 0) {
                if (java.util.Arrays.equals(environment, start, i, wanted, 0, wanted.length)) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }
}
