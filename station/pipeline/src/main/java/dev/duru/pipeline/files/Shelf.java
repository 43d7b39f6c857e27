package dev.duru.pipeline.files;

import dev.duru.kernel.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder of folders that were fetched and can be fetched again, such as actions and tools. When
 * all together take more than they may, those that were not used for longest go. One goes by a
 * rename into the folder for scratch, so that a kill leaves nothing half in its place.
 *
 * @param root the whole
 * @param scratch on the same disk; what lies there for long is anybody's to delete
 * @param depth how deep below the root the kept folders lie
 */
public record Shelf(Path root, Path scratch, int depth) {
    /** What was used within this time may be in use. */
    private static final Duration BUSY = Duration.ofHours(1);

    private record Kept(Path folder, Instant used, long bytes) {}

    /** Notes that a kept folder is used now. */
    public static void used(Path folder) {
        try {
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
        } catch (NoSuchFileException gone) {
            // Whoever uses it finds out, and fetches it again.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Removes what is too much.
     *
     * @param most bytes of all together
     */
    public void evict(long most, Instant now) {
        long total = 0;
        for (Kept kept : newestFirst()) {
            total += kept.bytes();
            if (total > most && kept.used().isBefore(now.minus(BUSY))) {
                remove(kept.folder());
                total -= kept.bytes();
            }
        }
    }

    private List<Kept> newestFirst() {
        List<Kept> all = new ArrayList<>();
        for (Path folder : below(root, depth)) {
            try {
                Instant used = Files.getLastModifiedTime(folder).toInstant();
                all.add(new Kept(folder, used, bytes(folder)));
            } catch (NoSuchFileException gone) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        all.sort(Comparator.comparing(Kept::used).reversed());
        return all;
    }

    private List<Path> below(Path folder, int levels) {
        if (levels == 0) {
            return List.of(folder);
        }
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> Files.isDirectory(child) && !child.equals(scratch))
                    .flatMap(child -> below(child, levels - 1).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private void remove(Path folder) {
        try {
            Files.createDirectories(scratch);
            Path away = scratch.resolve(UUID.randomUUID().toString());
            Files.move(folder, away, StandardCopyOption.ATOMIC_MOVE);
            Folders.delete(away);
        } catch (NoSuchFileException gone) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " could not be removed", e);
        }
    }
}
