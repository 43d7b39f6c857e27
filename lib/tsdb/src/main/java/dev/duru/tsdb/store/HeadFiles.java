package dev.duru.tsdb.store;

import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.block.ChunkFile;
import dev.duru.tsdb.block.ChunkWriter;
import dev.duru.tsdb.block.Durable;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.ChunkSource;
import dev.duru.tsdb.chunk.PlacedChunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The full chunks of a head in files, where they take no memory and a start need not make them
 * again. Only a checkpoint names them: until then the log has their samples too, and a start
 * deletes the files. A file never changes. For one thread; the files may be read by many.
 */
final class HeadFiles {
    private static final long MOST_BYTES = 32L << 20;

    private final Path folder;
    private final Map<Integer, ChunkSource> known = new HashMap<>();
    private int last;

    HeadFiles(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        for (Path file : all()) {
            last = Math.max(last, number(file));
        }
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches("[0-9]{8}")).toList();
        }
    }

    private static int number(Path file) {
        return Integer.parseInt(file.getFileName().toString());
    }

    private static Path path(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "%08d", number));
    }

    /** The file of a number; one that is not there says so when it is read. */
    ChunkSource file(int number) {
        // No other file gets the number of one that is lost.
        last = Math.max(last, number);
        return known.computeIfAbsent(number, n -> open(folder, n));
    }

    /** A file of a folder; one that is not there says so when it is read. */
    static ChunkSource open(Path folder, int number) {
        Path file = path(folder, number);
        try {
            return ChunkFile.open(file, number);
        } catch (IOException e) {
            return new Lost(number, file + ": it cannot be read: " + e);
        } catch (TsdbException e) {
            return new Lost(number, String.valueOf(e.getMessage()));
        }
    }

    private record Lost(int number, String why) implements ChunkSource {
        @Override
        public byte[] read(int offset, int size) {
            throw new TsdbException(why);
        }
    }

    /** Writes all full chunks that are in memory into files, and lets go of them. */
    void move(Head head) throws IOException {
        try (Move move = new Move()) {
            head.each(move::of);
            move.end();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private record Moved(HeadSeries series, Chunk chunk, int offset) {}

    /** On the way into files. */
    private final class Move implements AutoCloseable {
        private final List<Moved> moved = new ArrayList<>();
        private @Nullable ChunkWriter writer;

        void of(HeadSeries series) {
            List<Chunk> found;
            synchronized (series) {
                found = series.fullInMemory();
            }
            try {
                for (Chunk chunk : found) {
                    add(series, chunk);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void add(HeadSeries series, Chunk chunk) throws IOException {
            ChunkWriter into = writer;
            if (into == null) {
                Path file = path(folder, last + 1);
                Files.deleteIfExists(file);
                into = new ChunkWriter(file);
                writer = into;
            }
            moved.add(new Moved(series, chunk, Math.toIntExact(into.position())));
            into.add(chunk);
            if (into.position() > MOST_BYTES) {
                end();
            }
        }

        /** Once a file is durable its chunks leave the memory. */
        void end() throws IOException {
            ChunkWriter full = writer;
            if (full == null) {
                return;
            }
            full.finish();
            Durable.folder(folder);
            full.close();
            writer = null;
            last++;
            ChunkSource file = ChunkFile.open(path(folder, last), last);
            known.put(last, file);
            for (Moved one : moved) {
                Chunk chunk = one.chunk();
                PlacedChunk placed =
                        new PlacedChunk(
                                file,
                                one.offset(),
                                chunk.data().length,
                                chunk.kind(),
                                chunk.count(),
                                chunk.minTime(),
                                chunk.maxTime());
                synchronized (one.series()) {
                    one.series().replace(chunk, placed);
                }
            }
            moved.clear();
        }

        @Override
        public void close() throws IOException {
            if (writer != null) {
                writer.close();
                Files.deleteIfExists(path(folder, last + 1));
            }
        }
    }

    /** Deletes the files that nobody has asked for: the log that was read names none of them. */
    void forgetUnknown() throws IOException {
        for (Path file : all()) {
            if (!known.containsKey(number(file))) {
                Files.delete(file);
            }
        }
    }

    /** Deletes all others: to be called when neither the head nor a checkpoint needs them. */
    void retain(Set<ChunkSource> used) throws IOException {
        known.values().retainAll(used);
        forgetUnknown();
    }
}
