package dev.duru.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the kernel of this machine makes of groups, with real processes. */
@Timeout(60)
class KernelTest {
    private final Cgroups place = Cgroups.lasting("duru-test-" + System.nanoTime());

    @AfterEach
    void remove() {
        place.close();
    }

    private Cgroup open(Limits limits) {
        Cgroup group = place.open("1", limits);
        assumeTrue(
                group.missing().isEmpty(),
                "skipped: this machine gives no control group for " + group.missing());
        return group;
    }

    /** Starts a shell that enters a group and runs a command. */
    private static Process start(Cgroup group, String command) throws Exception {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                "/bin/sh",
                                "-c",
                                "for each; do echo 0 > \"$each\" || exit 99; done; " + command,
                                "sh"));
        group.entrances().forEach(entrance -> argv.add(entrance.toString()));
        return new ProcessBuilder(argv).redirectErrorStream(true).start();
    }

    private static void gone(Cgroup group) {
        List<Path> folders = group.entrances().stream().map(Path::getParent).toList();
        group.close();
        assertThat(folders).isNotEmpty().noneMatch(Files::exists);
    }

    @Test
    void oneThatTakesTooMuchMemoryIsKilledAndThatIsKnownAlsoToTheNextProcess() throws Exception {
        Cgroup group = open(new Limits(0, 48 << 20, 0));
        Process process = start(group, "head -c 300000000 /dev/zero | tail -c 250000000 | wc -c");
        String printed = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        assertThat(printed).doesNotContain("250000000");
        assertThat(Cgroup.of(group.lines()).breach()).contains(Controller.MEMORY);
        gone(group);
    }

    @Test
    void noMoreProcessesThanAllowedAreStarted() throws Exception {
        Cgroup group = open(new Limits(0, 0, 5));
        Process process =
                start(
                        group,
                        "for i in 1 2 3 4 5 6 7 8; do sleep 60 >/dev/null 2>&1 & done; wait; echo all ran");
        assertThat(new String(process.getInputStream().readAllBytes())).doesNotContain("all ran");
        assertThat(group.breach()).contains(Controller.PIDS);
        while (!group.kill()) {
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        gone(group);
    }

    @Test
    void whatLeftItsSessionIsKilledToo() throws Exception {
        Cgroup group = open(new Limits(0.5, 0, 50));
        Process process = start(group, "setsid sleep 1000 & echo there; exec sleep 1000");
        assertThat(process.inputReader().readLine()).isEqualTo("there");
        while (!group.kill()) {
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        assertThat(process.waitFor()).isEqualTo(137);
        gone(group);
    }
}
