package dev.duru.observe.file;

import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;

/** Files that a configuration names by patterns. */
public final class FilePatterns {
    private FilePatterns() {}

    /**
     * Files that fit a path with {@code *} and {@code ?} in its last part, sorted.
     *
     * @param file the configuration; paths begin beside it
     */
    public static List<Path> matching(Path file, String pattern) {
        Path path = file.toAbsolutePath().resolveSibling(pattern).normalize();
        Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path.getFileName());
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> matcher.matches(f.getFileName())).sorted().toList();
        } catch (IOException e) {
            throw ProblemException.user(folder + " cannot be read: " + e);
        }
    }
}
