package dev.duru.tsdb.block;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the index file of a block. For one thread. */
final class IndexWriter implements AutoCloseable {
    static final byte[] MAGIC = "DURUIX01".getBytes(StandardCharsets.US_ASCII);

    /** Bytes of a chunk in the file of chunks beside its data. */
    static final int CHUNK_FRAME = 4;

    private final FileWriter out;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Offsets symbolOffsets = new Offsets();
    private final Offsets seriesOffsets = new Offsets();
    private final TreeMap<Integer, TreeMap<Integer, Offsets>> postings = new TreeMap<>();
    private final long seriesStart;

    /** Numbers that fit into 32 bits, in the order in which they came. */
    private static final class Offsets {
        private int[] all = new int[4];
        private int size;

        void add(long number) {
            if (size == all.length) {
                all = Arrays.copyOf(all, size * 2);
            }
            if (number >>> 32 != 0) {
                throw new IllegalStateException("a section of an index is larger than 4 GiB");
            }
            all[size++] = (int) number;
        }

        void write(FileWriter out) throws IOException {
            for (int i = 0; i < size; i++) {
                out.fixed(all[i]);
            }
        }
    }

    IndexWriter(Path file, String[] symbols) throws IOException {
        out = new FileWriter(file);
        out.bytes(MAGIC);
        long start = out.position();
        for (String symbol : symbols) {
            numbers.put(symbol, numbers.size());
            symbolOffsets.add(out.position() - start);
            byte[] bytes = symbol.getBytes(StandardCharsets.UTF_8);
            out.number(bytes.length);
            out.bytes(bytes);
        }
        seriesStart = out.position();
    }

    private int symbol(String text) {
        Integer number = numbers.get(text);
        if (number == null) {
            throw new IllegalStateException("'" + text + "' is not among the symbols");
        }
        return number;
    }

    void series(Labels labels, List<Chunk> chunks, long offset) throws IOException {
        int number = seriesOffsets.size;
        seriesOffsets.add(out.position() - seriesStart);
        out.number(labels.size());
        List<Integer> pairs = new ArrayList<>(labels.size() * 2);
        labels.each((name, value) -> {
            int nameSymbol = symbol(name);
            int valueSymbol = symbol(value);
            pairs.add(nameSymbol);
            pairs.add(valueSymbol);
            postings.computeIfAbsent(nameSymbol, n -> new TreeMap<>())
                    .computeIfAbsent(valueSymbol, v -> new Offsets())
                    .add(number);
        });
        for (int symbol : pairs) {
            out.number(symbol);
        }
        out.number(chunks.size());
        out.number(offset);
        long last = 0;
        for (Chunk chunk : chunks) {
            long delta = chunk.minTime() - last;
            out.number(delta << 1 ^ delta >> 63);
            out.number(chunk.maxTime() - chunk.minTime());
            out.number((long) chunk.count() << 2 | chunk.kind().code());
            out.number(chunk.data().length);
            last = chunk.maxTime();
        }
    }

    BlockMeta.Contents finish() throws IOException {
        long symbolTable = out.position();
        symbolOffsets.write(out);
        long seriesTable = out.position();
        seriesOffsets.write(out);
        long postingsStart = out.position();
        Offsets values = new Offsets();
        Offsets names = new Offsets();
        for (Map.Entry<Integer, TreeMap<Integer, Offsets>> name : postings.entrySet()) {
            names.add(name.getKey());
            names.add(name.getValue().size());
            for (Map.Entry<Integer, Offsets> value : name.getValue().entrySet()) {
                values.add(value.getKey());
                values.add(out.position() - postingsStart);
                postings(value.getValue());
            }
        }
        long valueTable = out.position();
        values.write(out);
        long nameTable = out.position();
        names.write(out);
        out.fixed(seriesStart);
        out.fixed(symbolTable);
        out.fixed(seriesTable);
        out.fixed(postingsStart);
        out.fixed(valueTable);
        out.fixed(nameTable);
        return out.finish();
    }

    private void postings(Offsets series) throws IOException {
        out.number(series.size);
        int last = 0;
        for (int i = 0; i < series.size; i++) {
            out.number(series.all[i] - (long) last);
            last = series.all[i];
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
