package dev.duru.pipeline.gitlab;

import dev.duru.dialects.gitlab.include.Location;
import dev.duru.dialects.gitlab.include.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads includes from a folder and from the web; those of other projects cannot be reached, but the
 * folder's own components can.
 */
public final class FolderSources implements Sources {
    private final Path folder;
    private final String project;
    private final RemoteFiles remotes;
    private final Instant began = Instant.now();

    /**
     * @param project of the folder, such as {@code owner/name}
     */
    public FolderSources(Path folder, String project, RemoteFiles remotes) {
        this.folder = folder.toAbsolutePath().normalize();
        this.project = project;
        this.remotes = remotes;
    }

    @Override
    public Answer read(Location location) {
        return switch (location) {
            case Location.Remote remote -> remotes.read(remote, began);
            case Location.Component(String address) -> component(location, address);
            case Location.File _, Location.Template _ -> file(location);
        };
    }

    private Answer component(Location location, String text) {
        Optional<ComponentAddress> address = ComponentAddress.parse(text);
        if (address.filter(known -> known.project().equals(project)).isEmpty()) {
            return elsewhere(location);
        }
        for (String path : address.get().paths()) {
            if (file(new Location.File("", "", path)) instanceof Found(String found, _, _)) {
                return new Found(
                        found,
                        Optional.of(new Location.File("", "", path)),
                        address.get().context("", address.get().version()));
            }
        }
        return new Missing(
                "there is no such component",
                "write it as templates/" + address.get().name() + ".yml");
    }

    private Answer file(Location location) {
        if (!(location instanceof Location.File(String other, _, String path))
                || !other.isEmpty()) {
            return elsewhere(location);
        }
        try {
            Path file = folder.resolve(path);
            // What is written with dots is in no commit either.
            boolean inside =
                    file.equals(file.normalize())
                            && Files.isRegularFile(file)
                            && file.toRealPath().startsWith(folder.toRealPath());
            return inside
                    ? new Found(Files.readString(file, StandardCharsets.UTF_8))
                    : new Missing("there is no such file", "write its path from the root");
        } catch (IOException | InvalidPathException e) {
            return new Missing("it cannot be read: " + e.getMessage(), "mend the file");
        }
    }

    /** What to do about a file that is not of this repository. */
    public static Missing elsewhere(Location location) {
        String mend = "save it in this repository and include it with `local:`";
        return switch (location) {
            case Location.File _ -> new Missing("it is in another project", mend);
            case Location.Remote _ -> new Missing("it is on the web", mend);
            case Location.Template _ -> new Missing("Duru has no such template", mend);
            case Location.Component _ -> new Missing("it is in another project", mend);
        };
    }

    @Override
    public List<String> paths(String other, String ref) {
        List<String> paths = new ArrayList<>();
        if (!other.isEmpty()) {
            return paths;
        }
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                            return dir.endsWith(".git")
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                            paths.add(folder.relativize(file).toString());
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return paths;
    }
}
