package dev.duru.pipeline.builtin;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.files.Globs;
import dev.duru.pipeline.files.Inside;
import dev.duru.pipeline.files.JobZip;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.YieldStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files that a GitLab job leaves and later ones find in their workspace. Keeping: {@code node},
 * {@code paths}, {@code exclude}, {@code untracked}, {@code expire} in seconds, or {@code dotenv}.
 * Taking: {@code from}, a node a line; {@code others}, a line each of {@code project} or {@code
 * pipeline}, a ref or nothing, and a job, with tabs between.
 */
final class JobArtifacts {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final long LARGEST_DOTENV = 64 * 1024;

    private final Forge forge;
    private final Database database;
    private final YieldStore yields;
    private final Blobs blobs;

    JobArtifacts(Database database, YieldStore yields, Blobs blobs, Forge forge) {
        this.forge = forge;
        this.database = database;
        this.yields = yields;
        this.blobs = blobs;
    }

    StepOutcome keep(BuiltinCall call) {
        if (call.input("paths").isEmpty() && !call.flag("untracked", false)) {
            return reports(call);
        }
        List<Path> files = files(call);
        if (files.isEmpty()) {
            call.warn(
                    "no file matches artifacts:paths ("
                            + call.input("paths").replace("\n", ", ")
                            + "); nothing is kept");
            return StepOutcome.SUCCESS;
        }
        long seconds = Long.parseLong(call.input("expire", "0"));
        ArtifactRow kept =
                new ArtifactShelf(database, yields, blobs)
                        .keep(
                                call,
                                call.nodePrefix() + call.input("node"),
                                files.size(),
                                seconds <= 0 ? FOR_EVER : Duration.ofSeconds(seconds),
                                out -> JobZip.pack(call.workspace(), files, out));
        call.say("Kept " + files.size() + " files, " + kept.bytes() + " bytes");
        return StepOutcome.SUCCESS;
    }

    private StepOutcome reports(BuiltinCall call) {
        if (!call.input("codequality").isEmpty()) {
            new JobReports(database).codeQuality(call, call.input("codequality"));
        }
        if (!call.input("coverage").isEmpty()) {
            new JobReports(database).coverage(call, call.input("coverage"));
        }
        return call.input("dotenv").isEmpty() ? StepOutcome.SUCCESS : dotenv(call);
    }

    /** What matches the paths, and what Git does not know, without what is excluded. */
    private static List<Path> files(BuiltinCall call) {
        Set<Path> files = new LinkedHashSet<>();
        List<Path> roots = List.of(call.workspace());
        String paths = call.input("paths");
        if (!paths.isEmpty()) {
            files.addAll(Globs.of(call.workspace(), inside(call, paths), true).files(roots));
        }
        if (call.flag("untracked", false)) {
            files.addAll(Untracked.files(call.workspace()));
        }
        String exclude = call.input("exclude");
        if (!exclude.isEmpty()) {
            List<Path> out = Globs.of(call.workspace(), inside(call, exclude), true).files(roots);
            out.forEach(files::remove);
        }
        Path git = call.workspace().resolve(".git");
        return files.stream().filter(file -> !file.startsWith(git)).sorted().toList();
    }

    /** Absolute paths below CI_PROJECT_DIR mean the workspace, wherever the job saw it. */
    static String inside(BuiltinCall call, String patterns) {
        String seen = call.variable("CI_PROJECT_DIR");
        List<String> lines = new ArrayList<>();
        for (String line : patterns.lines().toList()) {
            boolean below = !seen.isEmpty() && line.startsWith(seen + "/");
            lines.add(below ? line.substring(seen.length() + 1) : line);
        }
        return String.join("\n", lines);
    }

    private static StepOutcome dotenv(BuiltinCall call) {
        Map<String, String> values = new LinkedHashMap<>();
        String name = inside(call, call.input("dotenv")).lines().findFirst().orElse("");
        Path file = Inside.resolve(call.workspace(), name);
        if (!Files.isRegularFile(file)) {
            call.warn("reports:dotenv: there is no file " + name);
            return StepOutcome.SUCCESS;
        }
        try {
            if (Files.size(file) > LARGEST_DOTENV) {
                throw ProblemException.user("reports:dotenv: " + name + " is larger than 64 KiB");
            }
            int number = 0;
            for (String line : Files.readString(file, StandardCharsets.UTF_8).lines().toList()) {
                number++;
                int end = line.indexOf('=');
                if (line.isBlank()) {
                    continue;
                }
                String key = end < 0 ? "" : line.substring(0, end).strip();
                if (!key.matches("[A-Za-z0-9_]+")) {
                    throw ProblemException.user(
                            "reports:dotenv: "
                                    + name
                                    + ":"
                                    + number
                                    + ": write NAME=value with letters, digits and _ in the name");
                }
                values.put(key, line.substring(end + 1).strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the report could not be read", e);
        }
        StringBuilder lines = new StringBuilder();
        values.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
        call.giveDotenv(call.input("node"), lines.toString());
        call.say("Gives " + values.size() + " variables to later jobs: " + values.keySet());
        return StepOutcome.SUCCESS;
    }

    StepOutcome take(BuiltinCall call) {
        List<ArtifactRow> all =
                database.read(sql -> yields.artifacts(sql, call.run().id(), Instant.now()));
        for (String node : call.input("from").lines().toList()) {
            Optional<ArtifactRow> row =
                    all.stream()
                            .filter(one -> one.name().equals(call.nodePrefix() + node))
                            .findFirst();
            row.ifPresent(one -> unpack(call, one, node));
        }
        for (String line : call.input("others").lines().toList()) {
            other(call, line.split("\t", -1));
        }
        return StepOutcome.SUCCESS;
    }

    private void unpack(BuiltinCall call, ArtifactRow row, String from) {
        try {
            int files = JobZip.unpack(blobs.path(row.digest()), call.workspace());
            call.say("Took " + files + " files of " + from);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the artifacts of " + from + " could not be unpacked", e);
        }
    }

    /** {@code needs:project} and {@code needs:pipeline}. */
    private void other(BuiltinCall call, String[] parts) {
        if (parts.length != 4) {
            return;
        }
        String job = parts[3];
        String shown = parts[1] + (parts[2].isEmpty() ? "" : "@" + parts[2]) + " " + job;
        if (!forge.hasProjects()) {
            call.say("Left out: " + shown + "; only a server knows other projects and pipelines");
            return;
        }
        List<ArtifactRow> rows =
                parts[0].equals("pipeline")
                        ? ofPipeline(call, parts[1], job)
                        : ofProject(call, parts[1], parts[2], job);
        if (rows.isEmpty()) {
            throw ProblemException.user(
                    call.position()
                            + ": needs: there are no artifacts of "
                            + shown
                            + ", or you may not read them");
        }
        rows.forEach(row -> unpack(call, row, shown));
    }

    private List<ArtifactRow> ofProject(BuiltinCall call, String name, String ref, String job) {
        String[] parts = name.split("/");
        ProjectName project =
                parts.length == 2 ? new ProjectName(parts[0], parts[1]) : call.run().project();
        return parts.length == 2 && forge.mayRead(call.run(), project)
                ? database.read(sql -> yields.newest(sql, project, ref, job, Instant.now()))
                : List.of();
    }

    /** Those of a job of a pipeline above, which is part of the same run, or of another run. */
    private List<ArtifactRow> ofPipeline(BuiltinCall call, String id, String job) {
        if (!id.matches("[0-9]{1,18}")) {
            return List.of();
        }
        return database.read(sql ->
                yields.ofJob(sql, call.run().project(), Long.parseLong(id), job, Instant.now()));
    }
}
