package dev.duru.pipeline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.sandbox.Cgroups.Controller;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are written where; what the kernel makes of them is in LimitsTest. */
class CgroupsTest {
    private static final JobLimits LIMITS = new JobLimits(1.5, 64 << 20, 10, 0, 0);

    @TempDir Path folder;

    private Cgroups find(String mounts, String own) throws Exception {
        return Cgroups.find(
                Files.writeString(folder.resolve("mounts"), mounts.replace("@", folder.toString())),
                Files.writeString(folder.resolve("own"), own));
    }

    private Path job(Path below) throws Exception {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(path ->
                            path.toString().matches(".*duru-jobs-[0-9]+-[0-9]+-[0-9a-f]+/1"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void versionOneHasAHierarchyForEachController() throws Exception {
        Files.createDirectories(folder.resolve("v1/pids/own/group"));
        Files.createDirectories(folder.resolve("v1/memory"));
        Cgroups groups =
                find(
                        """
                        cgroup @/v1/pids cgroup rw,pids 0 0
                        cgroup @/v1/memory cgroup rw,memory 0 0
                        cgroup @/v1/absent cgroup rw,cpu,cpuacct 0 0
                        """,
                        "9:pids:/own/group\n8:memory:/not/here\n");
        Cgroup group = groups.open(LIMITS);
        assertThat(group.missing()).containsExactly(Controller.CPU);
        group.add(42);
        Path pids = job(folder.resolve("v1/pids/own/group"));
        assertThat(pids.resolve("pids.max")).hasContent("10");
        assertThat(pids.resolve("cgroup.procs")).hasContent("42");
        Path memory = job(folder.resolve("v1/memory"));
        assertThat(memory.resolve("memory.limit_in_bytes")).hasContent("67108864");

        assertThat(group.breach()).isEmpty();
        Files.writeString(pids.resolve("pids.events"), "max 2\n");
        assertThat(group.breach()).contains(Controller.PIDS);
        assertThat(group.breach()).isEmpty();
        Files.writeString(memory.resolve("memory.oom_control"), "under_oom 0\noom_kill 1\n");
        assertThat(group.breach()).contains(Controller.MEMORY);
    }

    @Test
    void versionTwoIsDividedWhereItWasDelegated() throws Exception {
        Path own = Files.createDirectories(folder.resolve("v2/system.slice/duru.service"));
        Files.writeString(own.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
        Files.writeString(own.resolve("cgroup.procs"), "7\n");
        Cgroups groups = find("cgroup2 @/v2 cgroup2 rw 0 0\n", "0::/system.slice/duru.service\n");
        assertThat(own.resolve("duru/cgroup.procs")).hasContent("7");
        assertThat(own.resolve("cgroup.subtree_control")).hasContent("+pids +memory +cpu");
        Cgroup group = groups.open(LIMITS);
        assertThat(group.missing()).isEmpty();
        Path job = job(own);
        assertThat(job.resolve("pids.max")).hasContent("10");
        assertThat(job.resolve("memory.max")).hasContent("67108864");
        assertThat(job.resolve("cpu.max")).hasContent("150000 100000");
        Files.writeString(job.resolve("memory.events"), "low 0\noom 1\noom_kill 1\n");
        assertThat(group.breach()).contains(Controller.MEMORY);
    }

    @Test
    void onlyTheGroupsOfADeadDuruThatIsKnownToBeDeadAreRemoved() throws Exception {
        String here =
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                        .toString()
                        .replaceAll("[^0-9]", "");
        Path pids = Files.createDirectories(folder.resolve("v1/pids"));
        Path dead = Files.createDirectories(pids.resolve("duru-jobs-" + here + "-999999999-aa/3"));
        Path elsewhere = Files.createDirectories(pids.resolve("duru-jobs-7-999999999-aa/3"));
        Path alive =
                Files.createDirectories(
                        pids.resolve(
                                "duru-jobs-" + here + "-" + ProcessHandle.current().pid() + "-aa"));
        find("cgroup @/v1/pids cgroup rw,pids 0 0\n", "9:pids:/\n");
        assertThat(dead.getParent()).doesNotExist();
        assertThat(elsewhere).exists();
        assertThat(alive).exists();
    }

    @Test
    void aSandboxSaysWhatIsNotEnforced() throws Exception {
        Cgroups none = find("", "");
        Path job = Files.createDirectories(folder.resolve("job"));
        try (Sandboxes sandboxes = new Sandboxes(Sandboxes.Kind.PLAIN, none);
                Sandbox sandbox =
                        sandboxes.open(
                                new Sandboxes.View(
                                        job,
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        LIMITS,
                                        "limits-" + System.nanoTime()))) {
            assertThat(sandbox.unenforced())
                    .hasSize(3)
                    .anyMatch(line -> line.contains("jobs.memory holds for each process by itself"))
                    .anyMatch(line -> line.contains("jobs.processes is not enforced"))
                    .anyMatch(line -> line.contains("jobs.cpus is not enforced"));
        }
    }
}
