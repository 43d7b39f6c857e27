package dev.duru.containers.testing;

import dev.duru.containers.BuildContext;
import dev.duru.containers.ContainerEngine;
import dev.duru.containers.EngineUnavailableException;
import dev.duru.containers.Images;
import dev.duru.containers.wire.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A container engine that a test started. */
public abstract class TestEngineProcess implements AutoCloseable {
    /** A small image with a shell and the usual tools. */
    public static final String BUSYBOX = "localhost/duru-test-busybox:1";

    static final Path PROGRAM = Path.of("/bin/busybox");

    private final Path folder;
    private final Process process;
    private final ContainerEngine engine;

    /** Starts it and waits until it answers. */
    TestEngineProcess(Path folder, ProcessBuilder builder, Path socket) throws IOException {
        this.folder = folder;
        Path log = folder.resolve("log");
        this.process =
                builder.redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .start();
        this.engine = await(socket, log);
    }

    private ContainerEngine await(Path socket, Path log) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                return ContainerEngine.connect(new Endpoint.Unix(socket));
            } catch (EngineUnavailableException e) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    process.destroyForcibly();
                    throw new IOException("the engine did not start: " + Files.readString(log), e);
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    public ContainerEngine engine() {
        return engine;
    }

    public Path folder() {
        return folder;
    }

    /** What to put into DOCKER_HOST or a setting. */
    public String address() {
        return engine.endpoint().toString();
    }

    /** Kills the service, as a crash would. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes the image {@link #BUSYBOX}. */
    public void busybox() throws IOException {
        image(
                BUSYBOX,
                """
                FROM scratch
                COPY busybox /bin/busybox
                RUN ["/bin/busybox", "--install", "-s", "/bin"]
                RUN mkdir -p /tmp /root /etc && chmod 1777 /tmp && echo root:x:0:0:root:/root:/bin/sh > /etc/passwd
                ENV PATH=/usr/local/bin:/bin FROM_IMAGE=yes
                CMD ["sh"]
                """,
                Map.of());
    }

    /** Builds an image; the program busybox lies in its context. */
    public void image(String name, String dockerfile, Map<String, String> files)
            throws IOException {
        Path context = Files.createTempDirectory(folder, "build");
        Files.copy(PROGRAM, context.resolve("busybox"));
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = context.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        engine.images()
                .build(
                        new Images.Build(
                                BuildContext.of(context, "Dockerfile"),
                                "Dockerfile",
                                name,
                                Map.of(),
                                Map.of(),
                                "none"),
                        line -> {});
    }

    /** Runs after the containers are gone and the service has ended. */
    abstract void tidy() throws IOException;

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            for (var container : engine.containers().list(Map.of())) {
                engine.containers().remove(container.id());
            }
            process.destroy();
        }
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tidy();
        unmount(folder);
        delete(folder);
    }

    /**
     * Takes away the mounts that an engine has left below a folder, as dockerd leaves its own where
     * the machine's mounts are private.
     */
    private static void unmount(Path folder) throws IOException {
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "grep -o ' '\"$PWD\"'/[^ ]*' /proc/mounts | sort -r | xargs -r umount -l")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = new ArrayList<>(walk.toList());
        }
        for (Path path : all.reversed()) {
            Files.deleteIfExists(path);
        }
    }

    /** The first of these programs that is not installed here. */
    static Optional<String> missing(List<String> programs) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("the rights of root");
        }
        if (!Files.isExecutable(PROGRAM)) {
            return Optional.of("busybox-static");
        }
        List<Path> folders =
                Stream.of((System.getenv("PATH") + ":/usr/lib/podman:/usr/sbin:/sbin").split(":"))
                        .map(Path::of)
                        .toList();
        return programs.stream()
                .filter(program ->
                        folders.stream()
                                .noneMatch(each -> Files.isExecutable(each.resolve(program))))
                .findFirst();
    }

    /** Short, because the name of a socket may not be long. */
    static Path freshFolder(String name) throws IOException {
        return Files.createTempDirectory(Path.of("/var/tmp"), name);
    }
}
