package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.Blobs;
import dev.duru.pipeline.services.http.Answer;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What jobs have kept. */
final class ArtifactCalls {
    private static final int NEWEST = 50;

    private final Found found;
    private final Blobs blobs;

    ArtifactCalls(GitlabApi.Ground ground, Found found) {
        this.found = found;
        this.blobs = ground.blobs();
    }

    List<Offer> offers() {
        Client.Need read = Client.Need.read("actions");
        String newest = "/projects/{id}/jobs/artifacts/{ref}";
        String job = "/projects/{id}/jobs/{job}/artifacts";
        return List.of(
                new Offer("GET", newest + "/download", read, ask -> archive(latest(ask))),
                new Offer("GET", newest + "/raw/{path...}", read, ask -> file(ask, latest(ask))),
                new Offer("GET", job, read, ask -> archive(found.job(ask))),
                new Offer("DELETE", job, Client.Need.write("actions"), this::delete),
                new Offer("GET", job + "/{path...}", read, ask -> file(ask, found.job(ask))));
    }

    /** The job of a name in the newest pipeline of a ref that succeeded and has it. */
    private Found.Job latest(Ask ask) {
        String name = ask.required("job");
        String ref = ask.param("ref");
        for (String prefix : List.of("refs/heads/", "refs/tags/")) {
            RunFilter filter = RunFilter.newest(NEWEST).withRef(prefix + ref).withState("SUCCESS");
            for (RunRow run : found.runs(ask.project(), filter)) {
                Optional<JobRow> job =
                        found.jobs(run).stream()
                                .filter(row -> row.name().equals(name))
                                .filter(row -> found.artifact(run, row).isPresent())
                                .findFirst();
                if (job.isPresent()) {
                    return new Found.Job(run, job.get());
                }
            }
        }
        throw GitlabException.notFound("");
    }

    private ArtifactRow kept(Found.Job job) {
        return found.artifact(job.run(), job.row()).orElseThrow(() -> GitlabException.notFound(""));
    }

    private Answer archive(Found.Job job) {
        return Answer.file(
                blobs.path(kept(job).digest()),
                Map.of(
                        "Content-Type",
                        "application/zip",
                        "Content-Disposition",
                        "attachment; filename=\"artifacts.zip\""));
    }

    private Answer file(Ask ask, Found.Job job) {
        Path zip = blobs.path(kept(job).digest());
        String path = ask.param("path");
        if (!has(zip, path)) {
            throw GitlabException.notFound("File");
        }
        return Answer.writing(
                "application/octet-stream",
                out -> {
                    try (ZipFile archive = new ZipFile(zip.toFile());
                            InputStream in = open(archive, path)) {
                        in.transferTo(out);
                    }
                });
    }

    private static InputStream open(ZipFile archive, String path) throws IOException {
        InputStream in = archive.getInputStream(new ZipEntry(path));
        return in == null ? InputStream.nullInputStream() : in;
    }

    private static boolean has(Path zip, String path) {
        try (ZipFile archive = new ZipFile(zip.toFile());
                Stream<? extends ZipEntry> entries = archive.stream()) {
            return entries.anyMatch(entry -> !entry.isDirectory() && entry.getName().equals(path));
        } catch (IOException e) {
            throw new UncheckedIOException("the artifact cannot be read", e);
        }
    }

    private Answer delete(Ask ask) {
        found.delete(kept(found.job(ask)));
        return Answer.noContent();
    }
}
