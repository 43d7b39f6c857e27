package dev.duru.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.pipeline.state.RunRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a package, from the jobs that left them to whoever packages them. */
class PackageOutputTest {
    private static final List<String> PATHS = List.of("target/app/", "run.sh");

    private static final String GOOD =
            """
            on: push
            jobs:
              build:
                runs-on: x
                steps:
                  - run: mkdir -p target/app; echo lib > target/app/lib.txt; printf '#!/bin/sh\\n' > run.sh; chmod +x run.sh; echo no > other.txt
              half: { runs-on: x, steps: [{ run: echo > run.sh }] }
            """;

    @TempDir Path folder;

    private PipelineSite site(List<String> paths) {
        return new PipelineSite(folder, EnvironmentRules.NONE, (project, commit) -> paths);
    }

    @Test
    void whatAJobLeavesIsKeptAsATarOfExactlyThosePaths() throws Exception {
        try (PipelineSite site = site(PATHS)) {
            RunRow run = site.run(GOOD);
            PackageOutput output = site.pipeline.packageOutput(PipelineSite.SHOP, run.commit());
            assertThat(output).isInstanceOf(PackageOutput.Ready.class);
            Path out = Files.createDirectories(folder.resolve("out"));
            unpack(site, ((PackageOutput.Ready) output).digest(), out);
            try (Stream<Path> files = Files.walk(out)) {
                assertThat(
                                files.filter(Files::isRegularFile)
                                        .map(out::relativize)
                                        .map(Path::toString))
                        .containsExactlyInAnyOrder("target/app/lib.txt", "run.sh");
            }
            assertThat(out.resolve("run.sh")).isExecutable();
            assertThat(site.log(run, "half")).noneMatch(line -> line.contains("Package: kept"));
        }
    }

    private void unpack(PipelineSite site, String digest, Path out)
            throws IOException, InterruptedException {
        Path tar = folder.resolve("out.tar");
        try (InputStream in = site.pipeline.packageFiles(digest)) {
            Files.copy(in, tar);
        }
        Process process =
                new ProcessBuilder("tar", "xf", tar.toString(), "-C", out.toString())
                        .inheritIO()
                        .start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void aRunThatFailedGivesNothingUntilItIsMended() {
        try (PipelineSite site = site(PATHS)) {
            RunRow run =
                    site.run(
                            GOOD
                                    + "  bad: { runs-on: x, steps: [{ run: test $GITHUB_RUN_ATTEMPT = 2 }] }\n");
            assertThat(site.pipeline.packageOutput(PipelineSite.SHOP, run.commit()))
                    .isEqualTo(new PackageOutput.Failed("run 1 failed"));
            site.ended(site.pipeline.rerun(PipelineSite.SHOP, 1, new Rerun.Failed(), false, "dev"));
            assertThat(site.pipeline.packageOutput(PipelineSite.SHOP, run.commit()))
                    .isInstanceOf(PackageOutput.Ready.class);
        }
    }

    @Test
    void whatNobodyLeftIsNamed() {
        try (PipelineSite site = site(List.of("dist/"))) {
            RunRow run = site.run(GOOD);
            assertThat(site.pipeline.packageOutput(PipelineSite.SHOP, run.commit()))
                    .isEqualTo(
                            new PackageOutput.Missing(
                                    List.of("dist/"),
                                    "no job of the commit's runs left all of: dist/"));
            assertThat(site.pipeline.packageOutput(PipelineSite.SHOP, "f".repeat(40)))
                    .isEqualTo(
                            new PackageOutput.Missing(
                                    List.of("dist/"), "no run of the commit has made them"));
        }
    }

    @Test
    void whileARunGoesOnNobodyKnows() {
        try (PipelineSite site = site(PATHS)) {
            String commit =
                    site.push(
                            Map.of(
                                    ".github/workflows/ci.yml",
                                    "on: push\njobs: { a: { runs-on: x, steps: [{ run: sleep 1000 }] } }\n"));
            RunRow run = site.queued(commit);
            assertThat(site.pipeline.packageOutput(PipelineSite.SHOP, commit))
                    .isEqualTo(new PackageOutput.Pending());
            site.pipeline.cancel(PipelineSite.SHOP, run.number(), "dev", false);
            site.ended(run);
            assertThat(site.pipeline.packageOutput(PipelineSite.SHOP, commit))
                    .isEqualTo(new PackageOutput.Failed("run 1 cancelled"));
        }
    }
}
