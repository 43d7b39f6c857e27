package dev.duru.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices changes below a folder. What tools write is passed over: {@code .git} and folders for
 * builds and dependencies.
 */
final class FolderWatch implements AutoCloseable {
    private static final Set<String> PASSED_OVER =
            Set.of(".git", "node_modules", "target", "build", ".gradle", "__pycache__", ".venv");

    private final Path root;
    private final WatchService service;
    private final Map<WatchKey, Path> folders = new HashMap<>();

    FolderWatch(Path root) {
        this.root = root;
        try {
            this.service = root.getFileSystem().newWatchService();
            register(root);
        } catch (IOException e) {
            throw new UncheckedIOException(root + " cannot be watched", e);
        }
    }

    private void register(Path from) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        if (PASSED_OVER.contains(String.valueOf(folder.getFileName()))) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        WatchKey key =
                                folder.register(
                                        service,
                                        StandardWatchEventKinds.ENTRY_CREATE,
                                        StandardWatchEventKinds.ENTRY_MODIFY,
                                        StandardWatchEventKinds.ENTRY_DELETE);
                        folders.put(key, folder);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /**
     * Waits for a change, and then until nothing has changed for a while.
     *
     * @return what changed, relative to the root; at least one
     * @throws InterruptedException if the thread is interrupted
     */
    Set<String> await(Duration quiet) throws InterruptedException {
        Set<String> changed = new TreeSet<>();
        try {
            while (true) {
                WatchKey key =
                        changed.isEmpty()
                                ? service.take()
                                : service.poll(quiet.toMillis(), TimeUnit.MILLISECONDS);
                if (key == null) {
                    return changed;
                }
                take(key, changed);
            }
        } catch (ClosedWatchServiceException e) {
            throw new InterruptedException("the watch was closed");
        }
    }

    private void take(WatchKey key, Set<String> changed) {
        Path folder = folders.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (folder != null && event.context() instanceof Path name) {
                note(folder.resolve(name), changed);
            } else {
                // Too much happened at once to be told one by one.
                changed.add(".");
            }
        }
        if (!key.reset()) {
            folders.remove(key);
        }
    }

    private void note(@Nullable Path file, Set<String> changed) {
        if (file == null || PASSED_OVER.contains(String.valueOf(file.getFileName()))) {
            return;
        }
        changed.add(root.relativize(file).toString());
        if (Files.isDirectory(file)) {
            try {
                register(file);
            } catch (IOException gone) {
                // it was deleted meanwhile, which the folder above tells
                return;
            }
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
