package dev.duru.observe.logs;

import dev.duru.kernel.ProjectName;
import dev.duru.logs.LogEntry;
import dev.duru.logs.LogsException;
import dev.duru.logs.store.LogStore;
import dev.duru.logs.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** A store for each project, opened when it is first needed, below one folder. */
final class LogStores implements AutoCloseable {
    static final String FILE_MARK = "file:";

    private final Path folder;
    private final LogSettings settings;
    private final InstantSource clock;
    private final BiConsumer<ProjectName, List<LogEntry>> kept;
    private final Map<ProjectName, LogStore> stores = new ConcurrentHashMap<>();

    /**
     * Opens nothing yet.
     *
     * @param kept is told of all lines once they are kept
     */
    LogStores(
            LogSettings settings,
            InstantSource clock,
            BiConsumer<ProjectName, List<LogEntry>> kept) {
        this.folder = settings.folder();
        this.settings = settings;
        this.kept = kept;
        this.clock = clock;
    }

    /** The store of a project, made when there is none. */
    LogStore of(ProjectName project) {
        return stores.computeIfAbsent(project, this::opened);
    }

    /** The store of a project, if it has one. */
    Optional<LogStore> existing(ProjectName project) {
        LogStore known = stores.get(project);
        if (known != null) {
            return Optional.of(known);
        }
        return Files.isDirectory(folderOf(project)) ? Optional.of(of(project)) : Optional.empty();
    }

    private Path folderOf(ProjectName project) {
        return folder.resolve(project.owner()).resolve(project.name());
    }

    private LogStore opened(ProjectName project) {
        LogStore store =
                LogStore.open(
                        StoreSettings.standard(folderOf(project))
                                .keeping(settings.longest(), settings.mostBytes()));
        List<String> gone =
                store.marks().keySet().stream()
                        .filter(mark -> mark.startsWith(FILE_MARK))
                        .filter(mark ->
                                Files.notExists(Path.of(mark.substring(FILE_MARK.length()))))
                        .toList();
        store.forgetMarks(gone);
        store.watch(entries -> kept.accept(project, entries));
        return store;
    }

    /** Drops what is too old or too much. */
    void sweep() {
        Instant now = clock.instant();
        stores.values().forEach(store -> store.sweep(now));
    }

    @Override
    public void close() {
        LogsException failure = null;
        for (LogStore store : stores.values()) {
            try {
                store.close();
            } catch (LogsException e) {
                failure = e;
            }
        }
        stores.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
