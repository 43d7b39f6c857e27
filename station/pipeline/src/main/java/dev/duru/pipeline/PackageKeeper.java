package dev.duru.pipeline;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.engine.Harvest;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.files.HostilePathException;
import dev.duru.pipeline.files.Inside;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.YieldStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps the files of a project's package from the first job that has all of them: the same bytes
 * for the same files, so that a release can be traced to them by digest.
 */
final class PackageKeeper implements Harvest {
    private final PackagePaths paths;
    private final YieldStore yields;
    private final Blobs blobs;

    PackageKeeper(PackagePaths paths, YieldStore yields, Blobs blobs) {
        this.paths = paths;
        this.yields = yields;
        this.blobs = blobs;
    }

    @Override
    public Consumer<Tx> job(Job job) {
        if (!job.succeeded()) {
            return tx -> {};
        }
        List<String> wanted;
        try {
            wanted = paths.of(job.run().project(), job.run().commit());
        } catch (ProblemException e) {
            job.say().accept("Package: " + e.detail());
            return tx -> {};
        }
        if (wanted.isEmpty()) {
            return tx -> {};
        }
        try {
            TreeSet<Path> files = new TreeSet<>();
            for (String path : wanted) {
                Path source = Inside.resolve(job.workspace(), path);
                if (!Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
                    return tx -> {};
                }
                collect(job.workspace(), source, files);
            }
            String digest = keep(job.workspace(), files);
            job.say().accept("Package: kept " + String.join(", ", wanted) + " as " + digest);
            return tx -> yields.packageOutput(tx, job.run(), job.jobId(), digest, wanted);
        } catch (HostilePathException e) {
            job.say().accept("Package: " + e.getMessage() + "; nothing was kept");
            return tx -> {};
        } catch (IOException e) {
            throw new UncheckedIOException("the package's files could not be kept", e);
        }
    }

    private static void collect(Path workspace, Path source, TreeSet<Path> files)
            throws IOException {
        for (Path up = source; !up.equals(workspace) && up.startsWith(workspace); ) {
            files.add(up);
            up = up.resolveSibling("").normalize();
        }
        try (Stream<Path> tree = Files.walk(source)) {
            tree.filter(path -> !path.equals(workspace))
                    .filter(path -> !workspace.relativize(path).startsWith(".git"))
                    .forEach(files::add);
        }
    }

    private String keep(Path workspace, TreeSet<Path> files) throws IOException {
        Path scratch = blobs.scratch();
        try {
            try (OutputStream out = Files.newOutputStream(scratch)) {
                Archives.tar(workspace, files, out);
            }
            try (InputStream in = Files.newInputStream(scratch)) {
                return blobs.put(in);
            }
        } finally {
            Files.deleteIfExists(scratch);
        }
    }

    @Override
    public void run(Tx tx, RunRow run) {}
}
