package dev.duru.pipeline.builtin;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.Builtin;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.files.Inside;
import dev.duru.pipeline.state.ArtifactRow;
import dev.duru.pipeline.state.YieldStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * {@code actions/upload-artifact/merge}: makes one artifact of several of the run; inputs {@code
 * name}, {@code pattern}, {@code separate-directories}, {@code retention-days}, {@code
 * delete-merged}.
 */
final class MergeArtifacts implements Builtin {
    private final Database database;
    private final YieldStore yields;
    private final Blobs blobs;
    private final UploadArtifact upload;

    MergeArtifacts(Database database, YieldStore yields, Blobs blobs) {
        this.database = database;
        this.yields = yields;
        this.blobs = blobs;
        this.upload = new UploadArtifact(database, yields, blobs);
    }

    @Override
    public StepOutcome run(BuiltinCall call) {
        String name = call.input("name", "merged-artifacts");
        PathMatcher matcher =
                FileSystems.getDefault().getPathMatcher("glob:" + call.input("pattern", "*"));
        Instant now = Instant.now();
        List<ArtifactRow> parts =
                database.read(sql -> yields.artifacts(sql, call.run().id(), now)).stream()
                        .filter(row -> matcher.matches(Path.of(row.name())))
                        .toList();
        if (parts.isEmpty()) {
            throw ProblemException.user(
                    "upload-artifact/merge: no artifact of the run fits the pattern '"
                            + call.input("pattern", "*")
                            + "'");
        }
        Path folder = call.temp().resolve("merge-" + UUID.randomUUID());
        try {
            Files.createDirectories(folder);
            for (ArtifactRow part : parts) {
                boolean apart = call.flag("separate-directories", false);
                Path target = apart ? Inside.resolve(folder, part.name()) : folder;
                Files.createDirectories(target);
                try (InputStream in = blobs.read(part.digest())) {
                    Archives.unzip(in, target);
                }
            }
            upload.keep(call, name, folder, files(folder));
            if (call.flag("delete-merged", false)) {
                parts.stream()
                        .filter(part -> !part.name().equals(name))
                        .forEach(part ->
                                database.update(tx -> yields.deleteArtifact(tx, part.id())));
            }
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the artifacts could not be merged", e);
        }
        return StepOutcome.SUCCESS;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
