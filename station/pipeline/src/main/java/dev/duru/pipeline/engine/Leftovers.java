package dev.duru.pipeline.engine;

import dev.duru.kernel.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folders of jobs that an earlier Duru left when it was killed. */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final String OLD = "old-";

    private Leftovers() {}

    /**
     * Moves them out of the way of new jobs now and deletes them later.
     *
     * @param jobs the folder of all jobs' folders; no job of this Duru has begun
     */
    static void clear(Path jobs, Background background) {
        if (!Files.isDirectory(jobs)) {
            return;
        }
        try (Stream<Path> folders = Files.list(jobs)) {
            for (Path folder : folders.toList()) {
                Path old = aside(folder);
                background.execute(() -> delete(old));
            }
        } catch (IOException e) {
            LOG.warn("what an earlier Duru left in {} stays behind", jobs, e);
        }
    }

    private static Path aside(Path folder) throws IOException {
        if (String.valueOf(folder.getFileName()).startsWith(OLD)) {
            return folder;
        }
        Path old = folder.resolveSibling(OLD + folder.getFileName() + "-" + System.nanoTime());
        return Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path old) {
        try {
            Folders.delete(old);
        } catch (IOException e) {
            LOG.warn("{}, left by an earlier Duru, stays behind", old, e);
        }
    }
}
