package dev.duru.source;

import static dev.duru.source.Station.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.source.git.Commit;
import dev.duru.source.git.CommitDiff;
import dev.duru.source.git.FileDiff;
import dev.duru.source.git.Repositories;
import dev.duru.source.git.WorkTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the other stations ask of this one. */
class SourceTest {
    private static final String ORIGIN = "http://duru.test/mina/shop.git";

    @TempDir Path folder;
    private Station station;
    private Source source;
    private Git work;
    private String first;
    private String second;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        station = new Station(folder.resolve("data"));
        source = station.source;
        work = Git.init(folder.resolve("work"));
        Files.writeString(folder.resolve("work/run.sh"), "#!/bin/sh\necho hi\n");
        assertThat(folder.resolve("work/run.sh").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(folder.resolve("work/link"), Path.of("src/한글 name.txt"));
        first = work.commit("src/한글 name.txt", "one\ntwo\nthree\n", "First");
        work.run("mv", "src/한글 name.txt", "src/moved.txt").succeeded();
        second = work.commit("data.bin", "a\0b", "Second\n\nFixes #1");
        work.run("tag", "-a", "v1", "-m", "v1").succeeded();
        work.run("push", "-q", station.url("mina", SHOP), "main", "v1").succeeded();
    }

    @AfterEach
    void close() {
        station.close();
    }

    @Test
    void filesAtCommits() {
        assertThat(source.file(SHOP, first, "src/한글 name.txt").orElseThrow())
                .isEqualTo("one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8));
        assertThat(source.file(SHOP, second, "src/한글 name.txt")).isEmpty();
        assertThat(source.file(SHOP, second, "src")).isEmpty();
        for (String hostile : List.of("../config", "/etc/passwd", "", "/", "//", "src/../run.sh")) {
            assertThat(source.file(SHOP, second, hostile)).as(hostile).isEmpty();
        }
        assertThat(source.files(SHOP, second, ""))
                .containsExactly("data.bin", "link", "run.sh", "src/moved.txt");
        assertThat(source.files(SHOP, second, "src/")).containsExactly("src/moved.txt");
        assertThat(source.files(SHOP, second, "sr")).isEmpty();
        assertThatThrownBy(() -> source.file(SHOP, "1".repeat(40), "x"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("there is no commit " + "1".repeat(40));
    }

    @Test
    void commitsByTheirNames() {
        for (String name :
                List.of("main", "refs/heads/main", "HEAD", "v1", second, second.substring(0, 7))) {
            assertThat(source.resolve(SHOP, name).map(Commit::id)).as(name).contains(second);
        }
        for (String name : List.of("", "nothing", "main~1", "main:src", "../x", "refs/../HEAD")) {
            assertThat(source.resolve(SHOP, name)).as(name).isEmpty();
        }
        Commit commit = source.commit(SHOP, second).orElseThrow();
        assertThat(commit.title()).isEqualTo("Second");
        assertThat(commit.message()).contains("Fixes #1");
        assertThat(commit.parents()).containsExactly(first);
        assertThat(source.between(SHOP, first, second)).containsExactly(commit);
        assertThat(source.between(SHOP, "", second)).hasSize(2);
        assertThat(source.between(SHOP, second, second)).isEmpty();
    }

    @Test
    void whatChanged() throws Exception {
        assertThat(source.changedPaths(SHOP, first, second))
                .isEqualTo(Set.of("data.bin", "src/한글 name.txt", "src/moved.txt"));
        assertThat(source.changedPaths(SHOP, "", first)).contains("run.sh", "src/한글 name.txt");
        work.run("checkout", "-q", "-b", "topic").succeeded();
        work.commit("t1", "1", "T1");
        String topic = work.commit("t2", "2", "T2");
        work.run("push", "-q", station.url("mina", SHOP), "topic").succeeded();
        assertThat(source.changedPaths(SHOP, "", topic)).containsExactly("t1", "t2");
        assertThat(source.changedPaths(SHOP, "1".repeat(40), topic)).containsExactly("t1", "t2");

        CommitDiff diff = source.diff(SHOP, first, second);
        assertThat(diff.files()).hasSize(2);
        assertThat(diff.files().getFirst().content()).isInstanceOf(FileDiff.Binary.class);
        FileDiff moved = diff.files().getLast();
        assertThat(moved.change()).isEqualTo(FileDiff.Change.RENAMED);
        assertThat(moved.before()).isEqualTo("src/한글 name.txt");
        assertThat(moved.after()).isEqualTo("src/moved.txt");
    }

    @Test
    void hunksAreThoseOfGit() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 60; i++) {
            lines.append("line ").append(i).append('\n');
        }
        String before = work.commit("long.txt", lines.toString(), "Long");
        String changed =
                lines.toString()
                        .replace("line 5\n", "line five\n")
                        .replace("line 30\n", "")
                        .replace("line 33\n", "line 33\nline 33a\n")
                        .replace("line 60\n", "line 60");
        String after = work.commit("long.txt", changed, "Changed");
        work.run("push", "-q", station.url("mina", SHOP), "main").succeeded();
        FileDiff file = source.diff(SHOP, before, after).files().getFirst();
        FileDiff.Lines shown = (FileDiff.Lines) file.content();
        List<String> ours =
                shown.hunks().stream()
                        .flatMap(hunk ->
                                java.util.stream.Stream.concat(
                                        java.util.stream.Stream.of(hunk.header()),
                                        hunk.lines().stream()
                                                .map(line -> line.sign() + line.text())))
                        .toList();
        List<String> theirs =
                work.run("diff", "--histogram", before, after)
                        .output()
                        .lines()
                        .skip(4)
                        .filter(line -> !line.startsWith("\\"))
                        .map(line -> line.startsWith("@@") ? line.replaceAll("@@ .*$", "@@") : line)
                        .toList();
        assertThat(ours.stream().map(line -> line.replaceAll("^(@@ .* @@).*", "$1")).toList())
                .hasSameSizeAs(theirs);
        for (int i = 0; i < ours.size(); i++) {
            if (!ours.get(i).startsWith("@@")) {
                assertThat(ours.get(i)).isEqualTo(theirs.get(i));
            }
        }
        assertThat(shown.added()).isEqualTo(3);
        assertThat(shown.removed()).isEqualTo(3);
    }

    @Test
    void aWorkTreeStandsByItself() throws Exception {
        Path into = folder.resolve("job");
        source.checkout(
                SHOP, new WorkTree.Request(second, "refs/heads/main", 1, false, ORIGIN), into);
        Git job = new Git(into);
        assertThat(job.head()).isEqualTo(second);
        assertThat(job.run("status", "--porcelain=v2", "--branch").output())
                .contains("# branch.head main")
                .contains("# branch.upstream origin/main")
                .doesNotContain("\n1 ")
                .doesNotContain("\n? ");
        assertThat(job.run("rev-list", "--count", "HEAD").output().strip()).isEqualTo("1");
        assertThat(job.run("remote", "get-url", "origin").output().strip()).isEqualTo(ORIGIN);
        assertThat(into.resolve("run.sh")).isExecutable();
        assertThat(Files.readSymbolicLink(into.resolve("link"))).hasToString("src/한글 name.txt");
        job.run("fsck", "--strict").succeeded();
        assertThat(into.resolve(".git/objects/info/alternates")).doesNotExist();
        assertThatThrownBy(() ->
                        source.checkout(
                                SHOP, new WorkTree.Request(first, "", 1, false, ORIGIN), into))
                .hasMessageContaining("holds a Git repository already");
    }

    @Test
    void aWorkTreeWithAllHistoryAndOneOfATag() throws Exception {
        Path all = folder.resolve("all");
        source.checkout(
                SHOP, new WorkTree.Request(first, "refs/heads/main", 0, false, ORIGIN), all);
        Git job = new Git(all);
        assertThat(job.head()).isEqualTo(first);
        assertThat(job.run("describe", "--tags", second).output().strip()).isEqualTo("v1");
        assertThat(all.resolve("src/한글 name.txt")).exists();

        Path tag = folder.resolve("tag");
        source.checkout(SHOP, new WorkTree.Request(second, "refs/tags/v1", 1, false, ORIGIN), tag);
        Git tagged = new Git(tag);
        assertThat(tagged.run("status", "--branch", "--short").output()).contains("no branch");
        assertThat(tagged.run("tag", "--points-at", "HEAD").output().strip()).isEqualTo("v1");

        Path bare = folder.resolve("detached");
        source.checkout(SHOP, new WorkTree.Request(first, "", 1, false, ORIGIN), bare);
        assertThat(new Git(bare).head()).isEqualTo(first);
        assertThat(new Git(bare).run("for-each-ref").output()).isEmpty();
    }

    @Test
    void aWorkTreeOfSomeHistory() throws Exception {
        work.run("checkout", "-q", "-b", "side", first).succeeded();
        work.commit("side", "s", "Side");
        work.run("checkout", "-q", "main").succeeded();
        work.run("merge", "-q", "--no-edit", "side").succeeded();
        String head = work.commit("last", "l", "Last");
        work.run("push", "-q", station.url("mina", SHOP), "main").succeeded();
        for (int depth = 1; depth <= 5; depth++) {
            Path ours = folder.resolve("ours" + depth);
            source.checkout(
                    SHOP,
                    new WorkTree.Request(head, "refs/heads/main", depth, false, ORIGIN),
                    ours);
            Git theirs =
                    Git.clone(
                            folder.resolve("theirs" + depth),
                            station.url("mina", SHOP),
                            "--depth",
                            String.valueOf(depth));
            assertThat(new Git(ours).run("log", "--format=%H %p").output())
                    .as("depth " + depth)
                    .isEqualTo(theirs.run("log", "--format=%H %p").output());
            new Git(ours).run("fsck", "--full").succeeded();
        }
    }

    @Test
    void linksThatLieInTheFolderAreNotFollowed() throws Exception {
        Path into = Files.createDirectories(folder.resolve("job"));
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Files.createSymbolicLink(into.resolve("src"), outside);
        Files.createSymbolicLink(into.resolve("data.bin"), precious);
        Files.writeString(into.resolve("other"), "stays");
        source.checkout(SHOP, new WorkTree.Request(second, "", 1, false, ORIGIN), into);
        assertThat(outside).isEmptyDirectory();
        assertThat(precious).hasContent("precious");
        assertThat(into.resolve("src/moved.txt")).hasContent("one\ntwo\nthree");
        assertThat(new Git(into).run("status", "--short").output()).isEqualTo("?? other\n");
    }

    @Test
    void attributesThatAskForOtherBytesAreHeeded() throws Exception {
        Files.writeString(folder.resolve("work/.gitattributes"), "*.bat text eol=crlf\n");
        String commit = work.commit("a.bat", "echo a\n", "Windows");
        work.run("push", "-q", station.url("mina", SHOP), "main").succeeded();
        Path into = folder.resolve("job");
        source.checkout(
                SHOP, new WorkTree.Request(commit, "refs/heads/main", 1, false, ORIGIN), into);
        assertThat(Files.readString(into.resolve("a.bat"))).isEqualTo("echo a\r\n");
        assertThat(new Git(into).run("status", "--short").output()).isEmpty();
        assertThat(into.resolve("run.sh")).isExecutable();
    }

    @Test
    void projectsAreMadeOnceAndBelowOnesOwnName() {
        Identity mina = new Identity("mina", false);
        ProjectName other = new ProjectName("mina", "other");
        source.createProject(other, true, mina);
        assertThat(source.isPublic(other)).isTrue();
        assertThat(source.isPublic(SHOP)).isFalse();
        assertThat(station.facts()).contains(new Fact.ProjectCreated(other, "mina", true));
        assertThatThrownBy(() -> source.createProject(other, true, mina))
                .hasMessage("project mina/other exists already");
        assertThatThrownBy(() -> source.createProject(new ProjectName("kim", "x"), true, mina))
                .hasMessageContaining("mina may make projects below mina/ only");
        assertThat(source.defaultBranch(other)).isEqualTo("main");
        assertThatThrownBy(() -> source.setDefaultBranch(SHOP, "nothing"))
                .hasMessage("mina/shop has no branch 'nothing'");
    }

    @Test
    void manySmallPacksAreMadeOne() throws Exception {
        for (int i = 0; i < 8; i++) {
            work.commit("n", String.valueOf(i), "n" + i);
            work.run("push", "-q", station.url("mina", SHOP), "main").succeeded();
        }
        Path packs = folder.resolve("data/git/mina/shop.git/objects/pack");
        assertThat(packs(packs)).isEqualTo(9);
        Repositories repositories = Repositories.open(folder.resolve("data/git"));
        new Housekeeping(repositories, 10).consider(SHOP);
        assertThat(packs(packs)).isEqualTo(9);
        new Housekeeping(repositories, 9).consider(SHOP);
        long end = System.nanoTime() + 60_000_000_000L;
        while (packs(packs) > 2) {
            assertThat(System.nanoTime()).as("packed within 60 s").isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
        Git.clone(folder.resolve("after"), station.url("mina", SHOP)).run("fsck").succeeded();
    }

    private static long packs(Path folder) throws Exception {
        try (java.util.stream.Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".pack")).count();
        }
    }
}
