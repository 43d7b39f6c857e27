package dev.duru.tsdb.block;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Writes the files of a block into a folder. Series come sorted by labels. For one thread. */
public final class BlockWriter implements AutoCloseable {
    static final String INDEX = "index";
    static final String CHUNKS = "chunks";

    private final Path folder;
    private final ChunkWriter chunks;
    private final IndexWriter index;
    private long minTime = Long.MAX_VALUE;
    private long maxTime = Long.MIN_VALUE;
    private long series;
    private long chunkCount;
    private long samples;

    /**
     * Begins.
     *
     * @param folder is made, and must not be there
     * @param symbols all names and values of the labels to come
     */
    public BlockWriter(Path folder, Collection<String> symbols) throws IOException {
        this.folder = Files.createDirectory(folder);
        this.chunks = new ChunkWriter(folder.resolve(CHUNKS));
        String[] sorted = symbols.toArray(String[]::new);
        Arrays.sort(sorted);
        this.index = new IndexWriter(folder.resolve(INDEX), sorted);
    }

    /**
     * Adds a series. Its chunks come by growing time and do not overlap; without any it is left
     * out.
     */
    public void add(Labels labels, List<Chunk> found) throws IOException {
        if (found.isEmpty()) {
            return;
        }
        index.series(labels, found, chunks.position());
        for (Chunk chunk : found) {
            chunks.add(chunk);
            samples += chunk.count();
        }
        series++;
        chunkCount += found.size();
        minTime = Math.min(minTime, found.getFirst().minTime());
        maxTime = Math.max(maxTime, found.getLast().maxTime());
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return series == 0;
    }

    /** Makes all files durable. */
    public BlockMeta finish(int number, int level, List<Integer> sources) throws IOException {
        BlockMeta.Contents data = chunks.finish();
        BlockMeta meta =
                new BlockMeta(
                        number,
                        level,
                        minTime,
                        maxTime,
                        new BlockMeta.Counts(series, chunkCount, samples),
                        sources,
                        index.finish(),
                        data);
        meta.write(folder);
        Durable.folder(folder);
        return meta;
    }

    @Override
    public void close() throws IOException {
        try {
            chunks.close();
        } finally {
            index.close();
        }
    }
}
