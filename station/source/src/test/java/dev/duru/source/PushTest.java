package dev.duru.source;

import static dev.duru.source.Station.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Fact.CommitPushed;
import dev.duru.kernel.Fact.RefDeleted;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes by the real git to the real server. */
class PushTest {
    @TempDir Path folder;
    private Station station;
    private Git work;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        station = new Station(folder.resolve("data"));
        work = Git.init(folder.resolve("work"));
    }

    @AfterEach
    void close() {
        station.close();
    }

    @Test
    void theFirstPushBelowOnesOwnNameMakesTheProject() throws Exception {
        String first = work.commit("README.md", "# Shop\n", "A shop");
        Git.Result push = push("mina", "main").succeeded();

        assertThat(push.output())
                .contains("remote: -----> mina/shop main " + first.substring(0, 7));
        assertThat(station.facts()).hasSize(2);
        assertThat(station.facts().getFirst())
                .isEqualTo(new Fact.ProjectCreated(SHOP, "mina", false));
        CommitPushed pushed = station.facts(CommitPushed.class).getFirst();
        assertThat(pushed.commit()).isEqualTo(first);
        assertThat(pushed.ref()).isEqualTo("refs/heads/main");
        assertThat(pushed.before()).isEmpty();
        assertThat(pushed.by()).isEqualTo("mina");
        assertThat(pushed.title()).isEqualTo("A shop");
        assertThat(pushed.author()).isEqualTo("Mina Kim");

        String second = work.commit("a.txt", "a", "Second");
        push("mina", "main").succeeded();
        CommitPushed next = station.facts(CommitPushed.class).getLast();
        assertThat(next.before()).isEqualTo(first);
        assertThat(next.commit()).isEqualTo(second);
        assertThat(Git.clone(folder.resolve("again"), station.url("mina", SHOP)).head())
                .isEqualTo(second);
    }

    @Test
    void aBranchOfAnotherNameBecomesTheDefault() throws Exception {
        work.run("checkout", "-q", "-b", "trunk").succeeded();
        work.commit("a.txt", "a", "A");
        push("mina", "trunk").succeeded();
        assertThat(station.source.defaultBranch(SHOP)).isEqualTo("trunk");
    }

    @Test
    void theAdministratorMayOwnProjectsToo() throws Exception {
        String first = work.commit("a.txt", "a", "A");
        ProjectName project = new ProjectName("admin", "app");
        push("admin", project, "main").succeeded();
        assertThat(station.source.resolve(project, "main").orElseThrow().id()).isEqualTo(first);
    }

    @Test
    void aNameThatCanBeNoProjectIsRefusedWithTheReason() throws Exception {
        work.commit("a.txt", "a", "A");
        String url = station.url("mina", SHOP);
        assertThat(work.run("push", url.replace("shop.git", "Shop.git"), "main").failed().output())
                .contains("there is no project mina/Shop")
                .contains("lower-case");
        assertThat(work.run("push", url.replace("mina/", "settings/"), "main").failed().output())
                .contains("a name of Duru's own pages");
    }

    @Test
    void strangersAreToldWhyTheyMayNot() throws Exception {
        String head = work.commit("a.txt", "a", "A");
        push("mina", "main").succeeded();
        work.commit("b.txt", "b", "B");

        assertThat(push("kim", "main").failed().output())
                .contains("remote: kim may not push to mina/shop")
                .contains("role developer")
                .contains("403");
        assertThat(push("", "main").failed().output()).contains("could not read Username");
        assertThat(work.run("ls-remote", station.url("kim", SHOP)).failed().output())
                .contains("remote: mina/shop does not exist, or kim may not see it");
        assertThat(work.run("ls-remote", station.url("", SHOP)).failed().output())
                .contains("could not read Username");
        assertThat(
                        work.run("ls-remote", station.url("kim", SHOP).replace(":kim@", ":wrong@"))
                                .failed()
                                .output())
                .contains("Authentication failed");
        station.give("kim", SHOP, Role.READER);
        assertThat(push("kim", "main").failed().output()).contains("kim may not push");
        work.run("ls-remote", station.url("kim", SHOP)).succeeded();
        assertThat(station.source.resolve(SHOP, "main").orElseThrow().id()).isEqualTo(head);
        assertThat(push("mina", new ProjectName("kim", "shop"), "main").failed().output())
                .contains("mina may not push to kim/shop");
        assertThat(station.source.exists(new ProjectName("kim", "shop"))).isFalse();
        assertThat(
                        work.run(
                                        "push",
                                        station.url("mina", SHOP).replace(":mina@", ":reading@"),
                                        "main")
                                .failed()
                                .output())
                .contains("this token is for reading only");
    }

    @Test
    void everybodyReadsAPublicProject() throws Exception {
        work.commit("a.txt", "a", "A");
        push("mina", "main").succeeded();
        station.source.setPublic(SHOP, true);
        Git anonymous = Git.clone(folder.resolve("anonymous"), station.url("", SHOP));
        assertThat(anonymous.head()).isEqualTo(work.head());
        assertThat(push("", "main").failed().output()).contains("could not read Username");
        String plain = station.url("", SHOP).replace(".git", "");
        assertThat(Git.clone(folder.resolve("plain"), plain).head()).isEqualTo(work.head());
    }

    @Test
    void theDefaultBranchIsProtected() throws Exception {
        String first = work.commit("a.txt", "a", "A");
        work.commit("b.txt", "b", "B");
        push("mina", "main").succeeded();
        station.give("dev", SHOP, Role.DEVELOPER);
        work.run("reset", "-q", "--hard", first).succeeded();
        String other = work.commit("c.txt", "c", "C");

        assertThat(push("dev", "+main").failed().output())
                .contains("main is protected: only a maintainer may force-push it");
        assertThat(push("dev", ":main").failed().output()).contains("only a maintainer may delete");
        push("dev", "main:topic").succeeded();
        work.run("reset", "-q", "--hard", first).succeeded();
        String forced = work.commit("d.txt", "d", "D");
        push("dev", "+main:topic").succeeded();
        push("dev", ":topic").succeeded();
        push("mina", "+main").succeeded();

        assertThat(station.facts(CommitPushed.class).stream().map(CommitPushed::commit).toList())
                .endsWith(other, forced, forced);
        assertThat(station.facts(RefDeleted.class))
                .containsExactly(new RefDeleted(SHOP, "refs/heads/topic", forced, "dev"));
    }

    @Test
    void tagsArePeeledAndAMirrorBringsAllRefs() throws Exception {
        String commit = work.commit("a.txt", "a", "A");
        work.run("tag", "-a", "v1", "-m", "one").succeeded();
        work.run("tag", "light").succeeded();
        work.run("tag", "file", commit + ":a.txt").succeeded();
        work.run("branch", "topic").succeeded();
        work.run("push", "-q", "--mirror", station.url("mina", SHOP)).succeeded();

        assertThat(station.facts(CommitPushed.class).stream().map(CommitPushed::ref))
                .containsExactlyInAnyOrder(
                        "refs/heads/main", "refs/heads/topic", "refs/tags/v1", "refs/tags/light");
        assertThat(station.facts(CommitPushed.class))
                .allSatisfy(pushed -> assertThat(pushed.commit()).isEqualTo(commit));
        Git mirror = Git.clone(folder.resolve("mirror"), station.url("mina", SHOP), "--mirror");
        assertThat(mirror.run("rev-parse", "v1^{commit}").output().strip()).isEqualTo(commit);
        assertThat(mirror.run("cat-file", "-t", "v1").output().strip()).isEqualTo("tag");
    }

    @Test
    void pushesToDifferentBranchesAtOnceAllArrive() throws Exception {
        work.commit("a.txt", "a", "A");
        push("mina", "main").succeeded();
        List<Git> clones = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Git clone = Git.clone(folder.resolve("clone" + i), station.url("mina", SHOP));
            clone.run("checkout", "-q", "-b", "b" + i).succeeded();
            clone.commit("f" + i, "x".repeat(1000 * i), "on " + i);
            clones.add(clone);
        }
        List<Process> pushes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            pushes.add(clones.get(i).start("push", "-q", "origin", "b" + i));
        }
        for (Process push : pushes) {
            push.getInputStream().readAllBytes();
            assertThat(push.waitFor()).isZero();
        }
        assertThat(station.facts(CommitPushed.class).stream().map(CommitPushed::ref).skip(1))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 6).mapToObj(i -> "refs/heads/b" + i).toList());
    }

    @Test
    void twoFirstPushesAtOnceMakeOneProject() throws Exception {
        work.commit("a.txt", "a", "A");
        Process one = work.start("push", "-q", station.url("mina", SHOP), "main:one");
        Process two = work.start("push", "-q", station.url("mina", SHOP), "main:two");
        one.getInputStream().readAllBytes();
        two.getInputStream().readAllBytes();
        assertThat(one.waitFor()).isZero();
        assertThat(two.waitFor()).isZero();
        assertThat(station.facts(Fact.ProjectCreated.class)).hasSize(1);
        assertThat(station.facts(CommitPushed.class)).hasSize(2);
    }

    @Test
    void anAtomicPushMovesAllRefsOrNone() throws Exception {
        String first = work.commit("a.txt", "a", "A");
        work.commit("b.txt", "b", "B");
        push("mina", "main").succeeded();
        station.give("dev", SHOP, Role.DEVELOPER);
        work.run("reset", "-q", "--hard", first).succeeded();
        work.commit("c.txt", "c", "C");
        work.run("push", "--atomic", station.url("dev", SHOP), "+main", "main:topic").failed();
        assertThat(station.source.resolve(SHOP, "topic")).isEmpty();
        assertThat(station.facts(CommitPushed.class)).hasSize(1);
        work.run("push", "--atomic", station.url("mina", SHOP), "+main", "main:topic").succeeded();
        assertThat(station.facts(CommitPushed.class)).hasSize(3);
    }

    @Test
    void aRefThatCannotBeBesideAnotherIsRefusedAlone() throws Exception {
        work.commit("a.txt", "a", "A");
        push("mina", "main").succeeded();
        assertThat(push("mina", "main:refs/heads/main/x", "main:fine").failed().output())
                .contains("main/x")
                .contains("rejected");
        assertThat(station.facts(CommitPushed.class).stream().map(CommitPushed::ref))
                .containsExactly("refs/heads/main", "refs/heads/fine");
        assertThat(CrashTest.ledger(station).unsettled(SHOP)).isFalse();
    }

    @Test
    void theClientIsToldWhatBecomesOfItsPush() throws Exception {
        station.close();
        PushEcho echo =
                (project, facts, deadline, line) -> {
                    for (Fact fact : facts) {
                        line.accept(
                                "run 12 started for "
                                        + ((CommitPushed) fact).ref()
                                        + "\u001b[31m\nremote: forged");
                    }
                };
        station =
                new Station(
                        folder.resolve("data"),
                        new Source.Config(folder.resolve("data/git")),
                        echo);
        work.commit("a.txt", "a", "A\u0007 bell");
        Git.Result push = push("mina", "main").succeeded();
        assertThat(push.output())
                .contains("remote: -----> run 12 started for refs/heads/main [31m remote: forged")
                .doesNotContain("\u0007")
                .doesNotContain("\u001b[31m");
    }

    private Git.Result push(String user, String... refs) throws Exception {
        return push(user, SHOP, refs);
    }

    private Git.Result push(String user, ProjectName project, String... refs) throws Exception {
        List<String> command = new ArrayList<>(List.of("push", station.url(user, project)));
        command.addAll(List.of(refs));
        return work.run(command.toArray(String[]::new));
    }
}
