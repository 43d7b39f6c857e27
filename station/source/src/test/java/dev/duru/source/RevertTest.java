package dev.duru.source;

import static dev.duru.source.Station.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change is taken back on a branch of its own, with the real git client. */
class RevertTest {
    private static final Identity MINA = new Identity("mina", false);

    @TempDir Path folder;
    private Station station;
    private Git work;
    private String good;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        station = new Station(folder.resolve("data"));
        work = Git.init(folder.resolve("work"));
        good = work.commit("a.txt", "one\ntwo\nthree\n", "One");
        push();
    }

    @AfterEach
    void close() {
        station.close();
    }

    private void push() throws Exception {
        work.run("push", station.url("mina", SHOP), "HEAD:main").succeeded();
    }

    private String file(String ref, String path) {
        return station.source
                .file(SHOP, station.source.resolve(SHOP, ref).orElseThrow().id(), path)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
    }

    @Test
    void takesBackAllThatCameAfterTheGoodOneAndNothingElse() throws Exception {
        work.commit("a.txt", "one\nTWO\nthree\n", "Shout");
        String bad = work.commit("b.txt", "b\n", "Add b");
        work.commit("c.txt", "c\n", "Add c, later");
        push();
        String branch = station.source.revert(SHOP, MINA, bad, good, "Revert release 7");
        assertThat(branch).isEqualTo("revert-" + bad.substring(0, 12));
        assertThat(file(branch, "a.txt")).isEqualTo("one\ntwo\nthree\n");
        assertThat(file(branch, "b.txt")).isEmpty();
        assertThat(file(branch, "c.txt")).isEqualTo("c\n");
        String head = station.source.resolve(SHOP, branch).orElseThrow().id();
        assertThat(
                        station.ledger.after(0, 1000).stream()
                                .map(entry -> entry.fact())
                                .filter(Fact.CommitPushed.class::isInstance)
                                .map(Fact.CommitPushed.class::cast))
                .as("it is a push like any other")
                .anySatisfy(push -> {
                    assertThat(push.commit()).isEqualTo(head);
                    assertThat(push.ref()).isEqualTo("refs/heads/" + branch);
                    assertThat(push.title()).isEqualTo("Revert release 7");
                });
        assertThat(station.source.revert(SHOP, MINA, bad, "", "Only the last"))
                .as("made anew")
                .isEqualTo(branch);
        assertThat(file(branch, "a.txt")).isEqualTo("one\nTWO\nthree\n");
    }

    @Test
    void saysWhereLaterCommitsStandInTheWay() throws Exception {
        String bad = work.commit("a.txt", "one\nTWO\nthree\n", "Shout");
        work.commit("a.txt", "one\nTWO!\nthree\n", "Shout louder");
        push();
        assertThatThrownBy(() -> station.source.revert(SHOP, MINA, bad, good, "Revert"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("a.txt");
    }
}
