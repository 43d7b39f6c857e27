package dev.duru.tsdb.block;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.ChunkMerge;
import dev.duru.tsdb.chunk.Samples;
import dev.duru.tsdb.index.LabelIndex;
import dev.duru.tsdb.index.Postings;
import dev.duru.tsdb.index.Selection;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/** A block that is open for reading. Safe for many threads. */
public final class Block {
    private static final long PART = 1L << 24;

    private final Path folder;
    private final BlockMeta meta;
    private final BlockIndex index;
    private final ChunkFile chunks;
    private final long span;
    private volatile Tombstones tombstones;

    private Block(Path folder, BlockMeta meta, BlockIndex index, ChunkFile chunks, long span)
            throws IOException {
        this.folder = folder;
        this.meta = meta;
        this.index = index;
        this.chunks = chunks;
        this.span = span;
        this.tombstones = Tombstones.read(folder);
    }

    /**
     * Opens a block.
     *
     * @param span length of the spans of time over whose ends no chunk reaches, in milliseconds
     * @param own gives labels that are in memory already for equal ones
     * @throws TsdbException when a file is damaged
     */
    public static Block open(Path folder, long span, UnaryOperator<Labels> own) throws IOException {
        BlockMeta meta = BlockMeta.read(folder);
        MemorySegment index = map(folder.resolve(BlockWriter.INDEX), meta.index());
        Path data = folder.resolve(BlockWriter.CHUNKS);
        ChunkFile chunks = new ChunkFile(data, meta.number(), map(data, meta.chunks()));
        verify(folder.resolve(BlockWriter.INDEX), index, meta.index());
        return new Block(folder, meta, new BlockIndex(index, own), chunks, span);
    }

    private static MemorySegment map(Path file, BlockMeta.Contents expected) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != expected.bytes()) {
                throw new TsdbException(
                        file
                                + ": it has "
                                + channel.size()
                                + " bytes and should have "
                                + expected.bytes());
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        }
    }

    private static void verify(Path file, MemorySegment data, BlockMeta.Contents expected) {
        CRC32C crc = new CRC32C();
        for (long at = 0; at < data.byteSize(); at += PART) {
            ByteBuffer part = data.asSlice(at, Math.min(PART, data.byteSize() - at)).asByteBuffer();
            crc.update(part);
        }
        if ((int) crc.getValue() != expected.checksum()) {
            throw new TsdbException(file + ": its checksum is wrong");
        }
    }

    /**
     * Reads all of it.
     *
     * @throws TsdbException when something is damaged
     */
    public void check() {
        Path file = folder.resolve(BlockWriter.CHUNKS);
        verify(file, chunks.data(), meta.chunks());
        for (int i = 0; i < index.seriesCount(); i++) {
            for (Chunk chunk : chunks(i, Long.MIN_VALUE, Long.MAX_VALUE)) {
                Samples samples = ChunkMerge.read(List.of(chunk), Long.MIN_VALUE, Long.MAX_VALUE);
                if (samples.size() != chunk.count()
                        || samples.time(samples.size() - 1) != chunk.maxTime()) {
                    throw new TsdbException(
                            file + ": a chunk of " + index.labels(i) + " does not end at its end");
                }
            }
        }
    }

    /** What it is. */
    public BlockMeta meta() {
        return meta;
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }

    /** Its index. */
    public LabelIndex index() {
        return index;
    }

    /** Whether it may have samples in a span of time with both its ends. */
    public boolean overlaps(long from, long to) {
        return meta.minTime() <= to && meta.maxTime() >= from;
    }

    /** Puts all texts of its labels into a set. */
    public void symbols(Set<String> into) {
        index.symbols(into);
    }

    /** Bytes on disk, what was deleted counted too. */
    public long bytes() {
        return meta.index().bytes() + meta.chunks().bytes();
    }

    /** Whether something was deleted from it. */
    public boolean hasTombstones() {
        return !tombstones.isEmpty();
    }

    /** The chunks of a series in a span of time with both its ends, without what was deleted. */
    List<Chunk> chunks(int series, long from, long to) {
        List<BlockIndex.Place> places = index.places(series, from, to);
        List<Chunk> found = new ArrayList<>(places.size());
        for (BlockIndex.Place place : places) {
            found.add(chunk(series, place));
        }
        for (Tombstones.Span deleted : tombstones.of(series)) {
            found = ChunkMerge.without(found, deleted.from(), deleted.to(), span);
        }
        return found;
    }

    private Chunk chunk(int series, BlockIndex.Place place) {
        byte[] data =
                chunks.read(place.offset(), place.size(), () -> index.labels(series).toString());
        return new Chunk(place.kind(), place.count(), place.minTime(), place.maxTime(), data);
    }

    /** Its series that fulfil all matchers. */
    public SeriesCursor select(List<Matcher> matchers) {
        Postings found = Selection.of(index, matchers);
        return new SeriesCursor() {
            private int number;

            @Override
            public boolean advance() {
                number = found.next();
                return number != Postings.END;
            }

            @Override
            public Labels labels() {
                return index.labels(number);
            }

            @Override
            public List<Chunk> chunks(long from, long to) {
                return Block.this.chunks(number, from, to);
            }

            @Override
            public boolean hasSamples(long from, long to) {
                return hasTombstones()
                        ? !chunks(from, to).isEmpty()
                        : !index.places(number, from, to).isEmpty();
            }
        };
    }

    /**
     * Deletes samples, durably. One at a time.
     *
     * @return the labels of the series that have chunks in the span of time
     */
    public synchronized List<Labels> delete(List<Matcher> matchers, long from, long to)
            throws IOException {
        List<Integer> touched = new ArrayList<>();
        Postings found = Selection.of(index, matchers);
        for (int n = found.next(); n != Postings.END; n = found.next()) {
            if (!chunks(n, from, to).isEmpty()) {
                touched.add(n);
            }
        }
        if (!touched.isEmpty()) {
            Tombstones more = tombstones.with(touched, new Tombstones.Span(from, to));
            more.write(folder);
            tombstones = more;
        }
        return touched.stream().map(index::labels).toList();
    }

    @Override
    public String toString() {
        return folder.getFileName() + Arrays.asList(meta.minTime(), meta.maxTime()).toString();
    }
}
