package dev.duru.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.containers.testing.TestEngineProcess;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every container engine does for this client. */
abstract class EngineContract {
    private static final String IMAGE = TestEngineProcess.BUSYBOX;

    @TempDir Path temp;
    private final List<String> made = new ArrayList<>();

    abstract TestEngineProcess process();

    private ContainerEngine engine() {
        return process().engine();
    }

    @AfterEach
    void removeAll() {
        made.forEach(engine().containers()::remove);
    }

    private String create(ContainerSpec spec) {
        String id = engine().containers().create(spec);
        made.add(id);
        return id;
    }

    private String running(ContainerSpec spec) {
        String id = create(spec);
        engine().containers().start(id);
        return id;
    }

    private static ContainerSpec idle() {
        return ContainerSpec.of(IMAGE)
                .entrypoint(List.of("tail"))
                .command(List.of("-f", "/dev/null"))
                .networkMode("none");
    }

    /** Collects what is printed. */
    static final class Printed implements Output {
        private final StringBuilder out = new StringBuilder();
        private final StringBuilder err = new StringBuilder();

        @Override
        public void bytes(Channel channel, byte[] bytes, int offset, int length) {
            String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
            (channel == Channel.OUT ? out : err).append(text);
        }
    }

    @Test
    void itSaysWhichItIs() {
        assertThat(engine().version().version()).matches("[0-9]+\\..*");
        assertThat(engine().version().api()).matches("1\\.[0-9]+");
        assertThat(new EngineSearch(process().address(), Map.of()).find().version())
                .isEqualTo(engine().version());
        assertThat(
                        new EngineSearch("", Map.of("DOCKER_HOST", process().address()))
                                .find()
                                .version()
                                .kind())
                .isEqualTo(engine().version().kind());
    }

    @Test
    void imagesAreInspected() {
        ImageInfo info = engine().images().find(IMAGE).orElseThrow();
        assertThat(info.environment()).containsEntry("FROM_IMAGE", "yes");
        assertThat(info.command()).containsExactly("sh");
        assertThat(info.os()).isEqualTo("linux");
        assertThat(engine().images().find("localhost/nobody:1")).isEmpty();
    }

    @Test
    void anImageThatCannotBePulledIsRefusedInTheEnginesWords() {
        ImageName name = ImageName.parse("127.0.0.1:1/nobody/nothing:2");
        RegistryAuth auth = new RegistryAuth("127.0.0.1:1", "me", "secret");
        assertThatThrownBy(() -> engine().images().pull(name, Optional.of(auth), progress -> {}))
                .isInstanceOf(EngineRefusalException.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aProcessRunsInsideWithItsSurroundings() throws Exception {
        Files.writeString(temp.resolve("note"), "from outside");
        String id =
                running(
                        idle().environment("OF_CONTAINER", "a=b c")
                                .bind(temp.toString(), "/work", false));
        Printed printed = new Printed();
        int code =
                engine().execs()
                        .run(
                                id,
                                new Execs.Spec(
                                        List.of(
                                                "sh",
                                                "-c",
                                                "echo $OF_CONTAINER-$FROM_IMAGE-$OWN; pwd; cat note;"
                                                        + " echo wrong >&2; echo x > new; exit 7"),
                                        Map.of("OWN", "\u00fc\n2"),
                                        "/work",
                                        ""),
                                printed);
        assertThat(code).isEqualTo(7);
        assertThat(printed.out).hasToString("a=b c-yes-\u00fc 2\n/work\nfrom outside");
        assertThat(printed.err).hasToString("wrong\n");
        assertThat(temp.resolve("new")).hasContent("x");
    }

    @Test
    void muchOutputComesThroughWhole() {
        String id = running(idle());
        long[] count = new long[1];
        int code =
                engine().execs()
                        .run(
                                id,
                                Execs.Spec.of("sh", "-c", "head -c 20000000 /dev/zero; echo e >&2"),
                                (channel, bytes, offset, length) -> count[0] += length);
        assertThat(code).isZero();
        assertThat(count[0]).isEqualTo(20_000_002);
    }

    @Test
    void aProgramThatIsNotThereIsSaid() {
        String id = running(idle());
        Printed printed = new Printed();
        int code;
        String words;
        try {
            code = engine().execs().run(id, Execs.Spec.of("no-such-program"), printed);
            words = printed.out + "" + printed.err;
        } catch (EngineRefusalException e) {
            code = 127;
            words = e.getMessage();
        }
        assertThat(code).isIn(126, 127);
        assertThat(words).contains("no-such-program");
    }

    @Test
    void allProcessesButTheFirstCanBeSignalled() throws Exception {
        String id = running(idle());
        CompletableFuture<Integer> step =
                CompletableFuture.supplyAsync(() ->
                        engine().execs()
                                .run(
                                        id,
                                        Execs.Spec.of(
                                                "sh",
                                                "-c",
                                                "trap 'exit 9' INT; touch /tmp/on; while :; do sleep"
                                                        + " 0.1; done"),
                                        Output.NOWHERE));
        awaitFile(id);
        engine().execs().run(id, Execs.Spec.of("sh", "-c", "kill -2 -1").as("0"), Output.NOWHERE);
        assertThat(step.get(60, TimeUnit.SECONDS)).isEqualTo(9);
        assertThat(engine().containers().inspect(id).running()).isTrue();
    }

    private void awaitFile(String id) {
        Execs.Spec look = Execs.Spec.of("test", "-e", "/tmp/on");
        while (engine().execs().run(id, look, Output.NOWHERE) != 0) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void aContainersLifeIsSeen() {
        String id =
                create(
                        ContainerSpec.of(IMAGE)
                                .name("duru-life")
                                .command(List.of("sh", "-c", "echo one; echo two >&2; exit 3"))
                                .networkMode("none")
                                .label("duru.test", "life"));
        assertThat(engine().containers().inspect(id).running()).isFalse();
        Printed attached = new Printed();
        try (Containers.Attachment attachment = engine().containers().attach(id)) {
            engine().containers().start(id);
            attachment.read(attached);
        }
        assertThat(engine().containers().await(id)).isEqualTo(3);
        assertThat(attached.out).hasToString("one\n");
        assertThat(attached.err).hasToString("two\n");
        Printed logged = new Printed();
        engine().containers().logs(id, 0, logged);
        assertThat(logged.out + "" + logged.err).contains("one\n", "two\n");
        Printed last = new Printed();
        engine().containers().logs(id, 1, last);
        assertThat((last.out + "" + last.err).lines()).hasSize(1);
        assertThat(engine().containers().inspect("duru-life").exitCode()).isEqualTo(3);
        assertThat(engine().containers().list(Map.of("duru.test", "")))
                .extracting(Containers.Listed::id)
                .containsExactly(id);
        assertThat(engine().containers().list(Map.of("duru.test", "other"))).isEmpty();
        engine().containers().remove(id);
        engine().containers().remove(id);
        assertThat(engine().containers().find(id)).isEmpty();
    }

    @Test
    void aStopIsPoliteFirst() {
        String id =
                running(
                        ContainerSpec.of(IMAGE)
                                .command(
                                        List.of(
                                                "sh",
                                                "-c",
                                                "trap 'exit 5' TERM; touch /tmp/on; while :; do sleep"
                                                        + " 0.1; done"))
                                .networkMode("none"));
        awaitFile(id);
        engine().containers().stop(id, Duration.ofSeconds(10));
        assertThat(engine().containers().inspect(id).exitCode()).isEqualTo(5);
        String other = running(idle());
        engine().containers().kill(other, "SIGKILL");
        assertThat(engine().containers().await(other)).isEqualTo(137);
        engine().containers().kill(other, "SIGKILL");
    }

    @Test
    void aBrokenEntrypointIsSaid() {
        String id =
                create(
                        ContainerSpec.of(IMAGE)
                                .entrypoint(List.of("/no/such/file"))
                                .networkMode("none"));
        assertThatThrownBy(() -> engine().containers().start(id))
                .isInstanceOf(EngineRefusalException.class)
                .hasMessageContaining("/no/such/file");
    }

    @Test
    void containersOfANetworkFindEachOtherAndPortsArePublished() throws Exception {
        String network =
                engine().networks().create("duru-net-" + System.nanoTime(), Map.of("t", "1"));
        try {
            String server =
                    running(
                            ContainerSpec.of(IMAGE)
                                    .command(
                                            List.of(
                                                    "sh",
                                                    "-c",
                                                    "while :; do echo hello | nc -l -p 7000; done"))
                                    .network(network, List.of("greeter"))
                                    .publish("7000/tcp", "127.0.0.1", ""));
            String client = running(idle().network(network, List.of("client")));
            Printed printed = new Printed();
            int code =
                    engine().execs()
                            .run(
                                    client,
                                    Execs.Spec.of(
                                            "sh",
                                            "-c",
                                            "for i in 1 2 3 4 5 6 7 8 9; do nc -w 2 greeter 7000"
                                                    + " </dev/null && exit; sleep 0.2; done; exit 1"),
                                    printed);
            assertThat(code).as(printed.err.toString()).isZero();
            assertThat(printed.out).hasToString("hello\n");
            int port =
                    engine().containers().inspect(server).ports().get("7000/tcp").getFirst().port();
            assertThat(port).isPositive();
            assertThat(fromHost(port)).isEqualTo("hello\n");
            assertThat(engine().networks().list(Map.of("t", "1")))
                    .extracting(Networks.Network::id)
                    .contains(engine().networks().list(Map.of("t", "")).getFirst().id());
        } finally {
            made.forEach(engine().containers()::remove);
            engine().networks().remove(network);
            engine().networks().remove(network);
        }
    }

    private static String fromHost(int port) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (true) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                String text =
                        new String(socket.getInputStream().readNBytes(6), StandardCharsets.UTF_8);
                if (!text.isEmpty() || System.nanoTime() > deadline) {
                    return text;
                }
            } catch (java.io.IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Test
    void volumesOutliveContainers() {
        String name = "duru-volume-" + System.nanoTime();
        engine().volumes().create(name, Map.of("t", name));
        try {
            String writer = running(idle().volume(name, "/data", false));
            engine().execs()
                    .run(writer, Execs.Spec.of("sh", "-c", "echo kept > /data/f"), Output.NOWHERE);
            engine().containers().remove(writer);
            String reader =
                    running(idle().volume(name, "/data", true).tmpfs("/scratch", "size=1m"));
            Printed printed = new Printed();
            engine().execs()
                    .run(
                            reader,
                            Execs.Spec.of(
                                    "sh", "-c", "cat /data/f; touch /data/g || echo read-only"),
                            printed);
            assertThat(printed.out).hasToString("kept\nread-only\n");
            assertThat(engine().volumes().list(Map.of("t", name))).containsExactly(name);
        } finally {
            made.forEach(engine().containers()::remove);
            engine().volumes().remove(name);
            engine().volumes().remove(name);
        }
        assertThat(engine().volumes().list(Map.of("t", name))).isEmpty();
    }

    @Test
    void anImageIsBuiltFromAFolder() throws Exception {
        Path context = temp.resolve("context");
        Files.createDirectories(context.resolve("sub/deep"));
        Files.writeString(
                context.resolve("sub/The.Dockerfile"),
                """
                FROM %s
                ARG WHO
                COPY . /app
                RUN echo "built for $WHO" > /app/who && find /app -type f | sort
                """
                        .formatted(IMAGE));
        Files.writeString(context.resolve(".dockerignore"), "**/*.log\nsecret*\n!secret.pub\n");
        Files.writeString(context.resolve("a.log"), "");
        Files.writeString(context.resolve("sub/deep/b.log"), "");
        Files.writeString(context.resolve("secret.key"), "");
        Files.writeString(context.resolve("secret.pub"), "");
        Files.writeString(context.resolve("sub/deep/" + "long".repeat(40)), "long");
        List<String> lines = new ArrayList<>();
        String name = "localhost/duru-test-built:1";
        engine().images()
                .build(
                        new Images.Build(
                                BuildContext.of(context, "sub/The.Dockerfile"),
                                "sub/The.Dockerfile",
                                name,
                                Map.of("WHO", "me & you"),
                                Map.of("duru.test", "built"),
                                "none"),
                        lines::add);
        assertThat(lines).contains("/app/secret.pub", "/app/sub/deep/" + "long".repeat(40));
        assertThat(lines).doesNotContain("/app/a.log", "/app/sub/deep/b.log", "/app/secret.key");
        String id =
                running(
                        ContainerSpec.of(name)
                                .command(List.of("cat", "/app/who"))
                                .networkMode("none"));
        engine().containers().await(id);
        Printed printed = new Printed();
        engine().containers().logs(id, 0, printed);
        assertThat(printed.out).hasToString("built for me & you\n");
        engine().containers().remove(id);
        assertThat(engine().images().list(Map.of("duru.test", "built"))).hasSize(1);
        engine().images().remove(name);
        assertThat(engine().images().find(name)).isEmpty();
    }

    @Test
    void aBuildThatFailsIsRefused() throws Exception {
        Files.writeString(
                temp.resolve("Dockerfile"), "FROM " + IMAGE + "\nRUN echo before && exit 4\n");
        List<String> lines = new ArrayList<>();
        Images.Build build =
                new Images.Build(
                        BuildContext.of(temp, "Dockerfile"),
                        "Dockerfile",
                        "localhost/never:1",
                        Map.of(),
                        Map.of(),
                        "none");
        assertThatThrownBy(() -> engine().images().build(build, lines::add))
                .isInstanceOf(EngineRefusalException.class)
                .hasMessageContaining("4");
        assertThat(lines).contains("before");
    }

    @Test
    void limitsHold() {
        String id =
                running(
                        idle().memoryBytes(32 << 20)
                                .nanoCpus(500_000_000)
                                .pidsLimit(20)
                                .user("1234:1234")
                                .hostname("box")
                                .ulimit("nofile", 100, 100)
                                .ulimit("nproc", 512, 512)
                                .shmBytes(1 << 20)
                                .init(false));
        Printed printed = new Printed();
        engine().execs()
                .run(
                        id,
                        Execs.Spec.of("sh", "-c", "id -u; hostname; ulimit -n; df -k /dev/shm"),
                        printed);
        assertThat(printed.out.toString()).startsWith("1234\nbox\n100\n").contains("1024");
    }
}
