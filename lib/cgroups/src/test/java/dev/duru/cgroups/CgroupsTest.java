package dev.duru.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are written where; what the kernel makes of them is in KernelTest. */
class CgroupsTest {
    private static final Limits LIMITS = new Limits(1.5, 64 << 20, 10);

    @TempDir Path folder;

    private Path file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text.replace("@", folder.toString()));
    }

    private Cgroups lasting(String mounts, String own) throws Exception {
        return Cgroups.lasting("place", file("mounts", mounts), file("own", own));
    }

    @Test
    void versionOneHasAHierarchyForEachController() throws Exception {
        Files.createDirectories(folder.resolve("v1/pids/own/group"));
        Files.createDirectories(folder.resolve("v1/memory"));
        Cgroups groups =
                lasting(
                        """
                        cgroup @/v1/pids cgroup rw,pids 0 0
                        cgroup @/v1/memory cgroup rw,memory 0 0
                        cgroup @/v1/absent cgroup rw,cpu,cpuacct 0 0
                        """,
                        "9:pids:/own/group\n8:memory:/not/here\n");
        Cgroup group = groups.open("1", LIMITS);
        assertThat(group.missing()).containsExactly(Controller.CPU);
        group.add(42);
        Path pids = folder.resolve("v1/pids/own/group/place/1");
        assertThat(pids.resolve("pids.max")).hasContent("10");
        assertThat(pids.resolve("cgroup.procs")).hasContent("42");
        Path memory = folder.resolve("v1/memory/place/1");
        assertThat(memory.resolve("memory.limit_in_bytes")).hasContent("67108864");

        assertThat(group.breach()).isEmpty();
        Files.writeString(pids.resolve("pids.events"), "max 2\n");
        assertThat(group.breach()).contains(Controller.PIDS);
        assertThat(group.breach()).isEmpty();
        Files.writeString(memory.resolve("memory.oom_control"), "under_oom 0\noom_kill 1\n");
        assertThat(Cgroup.of(group.lines()).breach()).contains(Controller.MEMORY);
        assertThat(group.breach()).contains(Controller.MEMORY);
    }

    @Test
    void versionTwoIsDividedWhereItWasDelegated() throws Exception {
        Path own = Files.createDirectories(folder.resolve("v2/system.slice/duru.service"));
        Files.writeString(own.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
        Files.writeString(own.resolve("cgroup.procs"), "7\n");
        String mounts = "cgroup2 @/v2 cgroup2 rw 0 0\n";
        Cgroups groups = lasting(mounts, "0::/system.slice/duru.service\n");
        assertThat(own.resolve("main/cgroup.procs")).hasContent("7");
        assertThat(own.resolve("cgroup.subtree_control")).hasContent("+pids +memory +cpu");
        Cgroup group = groups.open("1", LIMITS);
        assertThat(group.missing()).isEmpty();
        Path job = own.resolve("place/1");
        assertThat(job.resolve("pids.max")).hasContent("10");
        assertThat(job.resolve("memory.max")).hasContent("67108864");
        assertThat(job.resolve("cpu.max")).hasContent("150000 100000");
        Files.writeString(job.resolve("memory.events"), "low 0\noom 1\noom_kill 1\n");
        assertThat(Cgroup.of(group.lines()).breach()).contains(Controller.MEMORY);
        assertThat(group.breach()).contains(Controller.MEMORY);

        Cgroups again = lasting(mounts, "0::/system.slice/duru.service/main\n");
        assertThat(again.open("2", LIMITS).lines())
                .containsExactly(
                        "2 pids " + own.resolve("place/2"),
                        "2 memory " + own.resolve("place/2"),
                        "2 cpu " + own.resolve("place/2"));
    }

    @Test
    void onlyGroupsOfADeadProcessThatIsKnownToBeDeadAreRemoved() throws Exception {
        String here =
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                        .toString()
                        .replaceAll("[^0-9]", "");
        Path pids = Files.createDirectories(folder.resolve("v1/pids"));
        Path dead = Files.createDirectories(pids.resolve("jobs-" + here + "-999999999-aa/3"));
        Path elsewhere = Files.createDirectories(pids.resolve("jobs-7-999999999-aa/3"));
        Path alive =
                Files.createDirectories(
                        pids.resolve("jobs-" + here + "-" + ProcessHandle.current().pid() + "-aa"));
        Cgroups.whileThisRuns(
                "jobs",
                file("mounts", "cgroup @/v1/pids cgroup rw,pids 0 0\n"),
                file("own", "9:pids:/\n"));
        assertThat(dead.getParent()).doesNotExist();
        assertThat(elsewhere).exists();
        assertThat(alive).exists();
    }

    @Test
    void whereThereAreNoneEveryLimitIsMissing() throws Exception {
        assertThat(lasting("", "").open("1", LIMITS).missing())
                .isEqualTo(List.of(Controller.values()));
        assertThat(Cgroups.none().open("1", new Limits(0, 0, 7)).missing())
                .containsExactly(Controller.PIDS);
    }
}
