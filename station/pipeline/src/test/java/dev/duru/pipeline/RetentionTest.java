package dev.duru.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.kernel.Blobs;
import dev.duru.pipeline.files.Shelf;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.YieldStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is removed when it has been kept long enough. */
class RetentionTest {
    private static final String WORKFLOW =
            """
            on: push
            jobs:
              a:
                runs-on: x
                steps:
                  - run: echo kept > kept.txt
                  - uses: actions/upload-artifact@v4
                    with: { name: short, path: kept.txt, retention-days: 1 }
                  - uses: actions/upload-artifact@v4
                    with: { name: long, path: kept.txt, retention-days: 200 }
            """;

    @TempDir Path folder;

    @Test
    void artifactsLogsAndRunsGoWhenTheirTimeIsOver() {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(WORKFLOW);
            Path log = site.pipeline.logPath(site.job(run));
            AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
            Blobs blobs = Blobs.open(folder.resolve("blobs"));
            Retention retention =
                    new Retention(
                            site.database,
                            blobs,
                            folder.resolve("pipeline").resolve("logs"),
                            Keeping.STANDARD,
                            now::get,
                            List.of());
            ArtifactRow artifact = site.pipeline.artifacts(run).getFirst();

            now.set(Instant.now().plus(Duration.ofDays(3)));
            retention.sweepIfDue();
            assertThat(site.pipeline.artifacts(run))
                    .extracting(ArtifactRow::name)
                    .containsExactly("long");
            // The same bytes are still somebody's.
            assertThat(blobs.exists(artifact.digest())).isTrue();
            assertThat(log).exists();

            now.set(Instant.now().plus(Duration.ofDays(100)));
            retention.sweepIfDue();
            assertThat(log).doesNotExist();
            assertThat(site.pipeline.run(PipelineSite.SHOP, 1).commit()).isEqualTo(run.commit());

            now.set(Instant.now().plus(Duration.ofDays(500)));
            retention.sweepIfDue();
            assertThat(blobs.exists(artifact.digest())).isFalse();
            Optional<RunRow> gone =
                    site
                            .pipeline
                            .runs(PipelineSite.SHOP, dev.duru.pipeline.state.RunFilter.newest(10))
                            .stream()
                            .findFirst();
            assertThat(gone).isEmpty();
        }
    }

    @Test
    void bytesThatNoRowNamesLeaveTheDisk() {
        try (PipelineSite site = new PipelineSite(folder)) {
            RunRow run = site.run(WORKFLOW);
            Blobs blobs = Blobs.open(folder.resolve("blobs"));
            String used = site.pipeline.artifacts(run).getFirst().digest();
            // As many columns as all stations have together, and more.
            site.database.update(tx -> {
                for (int n = 0; n < 80; n++) {
                    tx.sql()
                            .execute(
                                    "create table other%d (a int, b int, c int, d int, e int, f int, g int)"
                                            .formatted(n));
                }
            });
            // As a Duru leaves them that was killed after the row was gone.
            String orphan = blobs.put("nobody's".getBytes(UTF_8));
            AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
            site.database.update(tx -> tx.sql().execute("delete from sweep"));
            retention(site, 0, now).sweepIfDue();
            assertThat(blobs.exists(orphan)).as("somebody may be about to name it").isTrue();
            now.set(Instant.now().plus(Duration.ofHours(30)));
            retention(site, 0, now).sweepIfDue();
            assertThat(blobs.exists(orphan)).isFalse();
            assertThat(blobs.exists(used)).isTrue();
            // A row that anybody else deletes frees its bytes too.
            site.database.update(tx -> tx.sql().execute("delete from artifact"));
            now.set(Instant.now().plus(Duration.ofDays(4)));
            retention(site, 0, now).sweepIfDue();
            assertThat(blobs.exists(used)).isFalse();
        }
    }

    @Test
    void whatWasFetchedGoesByItsLastUse() throws Exception {
        Path root = folder.resolve("kept");
        Instant now = Instant.now();
        Map<String, Integer> hours = Map.of("old", 10, "older", 20, "busy", 0, "new", 2);
        for (Map.Entry<String, Integer> one : hours.entrySet()) {
            Path kept = Files.createDirectories(root.resolve("a").resolve(one.getKey()));
            Files.write(kept.resolve("file"), new byte[1000]);
            Instant used = now.minus(Duration.ofHours(one.getValue()));
            Files.setLastModifiedTime(kept, FileTime.from(used));
        }
        Shelf shelf = new Shelf(root, root.resolve(".new"), 2);
        shelf.evict(2500, now);
        assertThat(root.resolve("a/old")).doesNotExist();
        assertThat(root.resolve("a/older")).doesNotExist();
        Shelf.used(root.resolve("a/new"));
        shelf.evict(0, now);
        assertThat(root.resolve("a/busy/file")).exists();
        assertThat(root.resolve("a/new/file")).exists();
        shelf.evict(0, now.plus(Duration.ofHours(3)));
        assertThat(root.resolve("a")).isEmptyDirectory();
        assertThat(root.resolve(".new")).isEmptyDirectory();
    }

    @Test
    void itIsDoneOnceADayHoweverOftenDuruStarts() {
        try (PipelineSite site = new PipelineSite(folder)) {
            AtomicReference<Instant> now =
                    new AtomicReference<>(Instant.now().plus(Duration.ofDays(10)));
            Instant first = now.get();
            for (int start = 0; start < 3; start++) {
                Retention retention = retention(site, 0, now);
                assertThat(retention.sweepIfDue()).isEqualTo(at(first.plus(Duration.ofDays(1))));
                now.set(now.get().plus(Duration.ofHours(5)));
            }
        }
    }

    private static Instant at(Instant time) {
        return Instant.ofEpochMilli(time.toEpochMilli());
    }

    private Retention retention(PipelineSite site, long cacheBytes, AtomicReference<Instant> now) {
        return new Retention(
                site.database,
                Blobs.open(folder.resolve("blobs")),
                folder.resolve("logs"),
                new Keeping(
                        Duration.ofDays(400),
                        Duration.ofDays(90),
                        Duration.ofDays(400),
                        cacheBytes,
                        0),
                () -> at(now.get()),
                List.of());
    }

    @Test
    void cachesThatWereNotUsedForLongestGoFirst() throws Exception {
        try (PipelineSite site = new PipelineSite(folder)) {
            Blobs blobs = Blobs.open(folder.resolve("blobs"));
            YieldStore yields = new YieldStore();
            for (String key : new String[] {"one", "two", "three"}) {
                String digest = blobs.put(key.getBytes(StandardCharsets.UTF_8));
                site.database.update(tx ->
                        yields.cache(
                                tx,
                                PipelineSite.SHOP,
                                "refs/heads/main",
                                "v",
                                new YieldStore.Cache(key, digest),
                                100));
                long used = key.equals("one") ? Long.MAX_VALUE / 2 : key.equals("two") ? 1 : 2;
                site.database.update(tx ->
                        tx.sql()
                                .execute(
                                        "update cache_entry set used_at = ? where entry = ?",
                                        used,
                                        key));
            }
            AtomicReference<Instant> now =
                    new AtomicReference<>(Instant.now().plus(Duration.ofDays(10)));
            retention(site, 250, now).sweepIfDue();
            List<String> left =
                    site.database.read(sql ->
                            sql.createQuery("select entry from cache_entry order by entry")
                                    .mapTo(String.class)
                                    .list());
            assertThat(left).containsExactly("one", "three");
            try (var files = Files.walk(folder.resolve("blobs").resolve("sha256"))) {
                assertThat(files.filter(Files::isRegularFile)).hasSize(2);
            }
        }
    }
}
