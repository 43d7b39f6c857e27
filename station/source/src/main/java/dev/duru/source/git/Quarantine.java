package dev.duru.source.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Repository;

/**
 * Where the objects of one push arrive: a repository that reads its project's refs and objects and
 * writes new objects into a folder of its own. They join the project by {@link #adopt} or vanish
 * with {@link #close}.
 */
public final class Quarantine implements AutoCloseable {
    private final Repository repository;
    private final Path folder;
    private final Path objects;

    Quarantine(Repository repository, Path folder, Path objects) {
        this.repository = repository;
        this.folder = folder;
        this.objects = objects;
    }

    /** The project's repository with the new objects in it. */
    public Repository repository() {
        return repository;
    }

    /** Moves the new objects into the project's repository, durably. */
    public void adopt() {
        try {
            Path packs = objects.resolve("pack");
            Files.createDirectories(packs);
            boolean moved = false;
            for (Path file : arrived()) {
                Files.move(
                        file,
                        packs.resolve(file.getFileName()),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                moved = true;
            }
            if (moved) {
                Repositories.sync(packs);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the objects of the push could not be kept: " + e.getMessage(), e);
        }
    }

    /** Packs before their indexes: a reader that finds an index may rely on its pack. */
    private List<Path> arrived() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("objects").resolve("pack"))) {
            return files.filter(file -> !file.toString().endsWith(".keep"))
                    .sorted(Comparator.comparing((Path file) -> file.toString().endsWith(".idx")))
                    .toList();
        }
    }

    @Override
    public void close() {
        repository.close();
        try {
            Repositories.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
