package dev.duru.delivery.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.delivery.TestHouse;
import dev.duru.delivery.Workload;
import dev.duru.delivery.WorkloadId;
import dev.duru.manifest.Hosting;
import dev.duru.oci.RunConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchTest {
    @TempDir Path folder;

    private Launch launch(Sandbox sandbox, RunConfig config) {
        Workload workload =
                new Workload(
                        new WorkloadId(TestHouse.environment("production"), 1),
                        "team/shop",
                        "sha256:1",
                        "abc",
                        1,
                        Map.of("LEVEL", "debug", "MODE", "of the environment"),
                        Set.of(),
                        null,
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        Hosting.STANDARD);
        return Launch.of(
                workload,
                config,
                folder.resolve("image"),
                new Launch.Place(folder.resolve("0"), List.of()),
                4711,
                new Launch.Machine(sandbox, folder, "/usr/bin", "/opt/java"));
    }

    @Test
    void theMostImportantVariableWins() {
        Map<String, String> env =
                launch(
                                Sandbox.NONE,
                                RunConfig.empty()
                                        .withCmd(List.of("/bin/sh", "-c", "x"))
                                        .withEnv(Map.of("MODE", "of the image", "PORT", "80")))
                        .env();
        assertThat(env)
                .containsEntry("PORT", "4711")
                .containsEntry("LEVEL", "debug")
                .containsEntry("MODE", "of the environment")
                .containsEntry("PATH", "/opt/java/bin:/usr/bin");
    }

    @Test
    void entrypointComesBeforeCommandInsideTheSandbox() {
        List<String> command =
                launch(
                                Sandbox.BUBBLEWRAP,
                                RunConfig.empty()
                                        .withEntrypoint(List.of("java", "-jar"))
                                        .withCmd(List.of("app.jar")))
                        .command();
        assertThat(command).endsWith("--", "java", "-jar", "app.jar");
        assertThat(command)
                .containsSubsequence(
                        "--tmpfs",
                        folder.toString(),
                        "--bind",
                        folder.resolve("image").toString(),
                        "--unshare-pid");
    }

    @Test
    void anImageWithAWholeSystemIsItsOwnRoot() throws Exception {
        Files.createDirectories(folder.resolve("image/bin"));
        Files.writeString(folder.resolve("image/bin/sh"), "");
        List<String> command =
                launch(Sandbox.BUBBLEWRAP, RunConfig.empty().withCmd(List.of("/bin/sh"))).command();
        assertThat(command)
                .containsSubsequence("--bind", folder.resolve("image").toString(), "/")
                .endsWith("/bin/sh");
    }

    @Test
    void aWorkingFolderOutsideTheImageIsNotFollowed() throws Exception {
        Files.createDirectories(folder.resolve("image"));
        Launch launch =
                launch(
                        Sandbox.NONE,
                        RunConfig.empty().withCmd(List.of("x")).withWorkingDir("/../../etc"));
        assertThat(launch.workingDir()).isEqualTo(folder.resolve("image"));
    }

    @Test
    void aProcessIsKnownByNumberAndStartTime() {
        String stat =
                "4242 (a (strange) name) S 1 4242 4242 0 -1 4194560 1 0 0 0 1 2 3 4 20 0 1 0 987654 1 1";
        assertThat(Pid.parse(stat)).contains(new Pid(4242, 987654));
        assertThat(Pid.parse("")).isEmpty();
        assertThat(Pid.parse("12 (x")).isEmpty();
        long own = ProcessHandle.current().pid();
        assertThat(new Pid(own, 1).alive()).as("a number alone is not enough").isFalse();
    }
}
