package dev.duru.pipeline.builtin;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.Builtin;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.files.Globs;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.YieldStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * {@code actions/upload-artifact}: inputs {@code name}, {@code path}, {@code if-no-files-found},
 * {@code retention-days}, {@code overwrite}, {@code include-hidden-files}.
 */
final class UploadArtifact implements Builtin {
    private final Database database;
    private final YieldStore yields;
    private final Blobs blobs;

    UploadArtifact(Database database, YieldStore yields, Blobs blobs) {
        this.database = database;
        this.yields = yields;
        this.blobs = blobs;
    }

    @Override
    public StepOutcome run(BuiltinCall call) {
        String name = call.input("name", "artifact");
        if (name.length() > 200 || name.matches(".*[\"<>|*?\\r\\n\\\\/:\\x00].*")) {
            throw ProblemException.user(
                    "upload-artifact: the name '"
                            + name
                            + "' has characters that file names cannot have");
        }
        Globs globs =
                Globs.of(
                        call.workspace(),
                        call.home(),
                        call.input("path"),
                        call.flag("include-hidden-files", false));
        if (globs.isEmpty()) {
            throw ProblemException.user("upload-artifact: `path` is missing");
        }
        List<Path> files = globs.files(call.ownFolders());
        if (files.isEmpty()) {
            return nothing(call);
        }
        Instant now = Instant.now();
        boolean taken =
                database.read(sql -> yields.artifacts(sql, call.run().id(), now)).stream()
                        .anyMatch(row -> row.name().equals(name));
        if (taken && !call.flag("overwrite", false)) {
            throw ProblemException.user(
                    "upload-artifact: this run has an artifact '"
                            + name
                            + "' already; choose another name or set `overwrite: true`");
        }
        keep(call, name, commonFolder(files), files);
        return StepOutcome.SUCCESS;
    }

    private static StepOutcome nothing(BuiltinCall call) {
        String message =
                "upload-artifact: no file matches '"
                        + call.input("path").replace("\n", ", ")
                        + "'; no artifact was made";
        return switch (call.input("if-no-files-found", "warn")) {
            case "error" -> StepOutcome.failed(call.position() + ": " + message);
            case "ignore" -> {
                call.say(message);
                yield StepOutcome.SUCCESS;
            }
            default -> {
                call.warn(message);
                yield StepOutcome.SUCCESS;
            }
        };
    }

    /** Keeps files as an artifact; their names in it are relative to a folder. */
    void keep(BuiltinCall call, String name, Path root, List<Path> files) {
        ArtifactRow kept =
                new ArtifactShelf(database, yields, blobs)
                        .keep(
                                call,
                                name,
                                files.size(),
                                retention(call),
                                out -> Archives.zip(root, files, out));
        String digest = kept.digest().substring("sha256:".length());
        call.output("artifact-id", digest.substring(0, 12));
        call.output("artifact-digest", digest);
        call.output("artifact-url", "");
        call.say(
                "Uploaded "
                        + files.size()
                        + " files, "
                        + kept.bytes()
                        + " bytes, as '"
                        + name
                        + "'");
    }

    private static Duration retention(BuiltinCall call) {
        String days = call.input("retention-days", "90");
        if (!days.matches("[0-9]{1,4}")) {
            throw ProblemException.user(
                    "upload-artifact: `retention-days` is '" + days + "'; write a number of days");
        }
        int number = Integer.parseInt(days);
        return Duration.ofDays(number == 0 ? 90 : number);
    }

    /** The nearest folder that all files have in common; names in the zip are relative to it. */
    static Path commonFolder(List<Path> files) {
        Path common = files.getFirst().getParent();
        for (Path file : files) {
            while (common != null && !file.startsWith(common)) {
                common = common.getParent();
            }
        }
        return common == null ? Path.of("/") : common;
    }
}
