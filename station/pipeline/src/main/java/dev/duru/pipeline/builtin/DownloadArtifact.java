package dev.duru.pipeline.builtin;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
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

/**
 * {@code actions/download-artifact}: inputs {@code name}, {@code pattern}, {@code path}, {@code
 * merge-multiple}; artifacts of the same run.
 */
final class DownloadArtifact implements Builtin {
    private final Database database;
    private final YieldStore yields;
    private final Blobs blobs;

    DownloadArtifact(Database database, YieldStore yields, Blobs blobs) {
        this.database = database;
        this.yields = yields;
        this.blobs = blobs;
    }

    @Override
    public StepOutcome run(BuiltinCall call) {
        Instant now = Instant.now();
        List<ArtifactRow> all = database.read(sql -> yields.artifacts(sql, call.run().id(), now));
        String path = call.input("path", ".").replaceFirst("^~", call.home().toString());
        Path folder = target(call, path);
        String name = call.input("name");
        if (!name.isEmpty()) {
            ArtifactRow row =
                    all.stream()
                            .filter(candidate -> candidate.name().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    ProblemException.user(
                                            "download-artifact: the run has no artifact '"
                                                    + name
                                                    + "'; it has: "
                                                    + names(all)));
            unpack(call, row, folder);
        } else {
            String pattern = call.input("pattern", "*");
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            boolean merge = call.flag("merge-multiple", false);
            make(folder);
            for (ArtifactRow row : all) {
                if (matcher.matches(Path.of(row.name()))) {
                    unpack(call, row, merge ? folder : Inside.resolve(folder, row.name()));
                }
            }
        }
        call.output("download-path", folder.toString());
        return StepOutcome.SUCCESS;
    }

    private static Path target(BuiltinCall call, String path) {
        for (Path own : call.ownFolders()) {
            if (Path.of(path).isAbsolute() && Path.of(path).startsWith(own)) {
                return Inside.resolve(own, own.relativize(Path.of(path)).toString());
            }
        }
        return Inside.resolve(call.workspace(), path);
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String names(List<ArtifactRow> all) {
        return all.isEmpty()
                ? "none"
                : String.join(", ", all.stream().map(ArtifactRow::name).toList());
    }

    private void unpack(BuiltinCall call, ArtifactRow row, Path folder) {
        try (InputStream in = blobs.read(row.digest())) {
            Files.createDirectories(folder);
            int files = Archives.unzip(in, folder);
            call.say("Downloaded '" + row.name() + "', " + files + " files, to " + folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the artifact could not be unpacked", e);
        }
    }
}
