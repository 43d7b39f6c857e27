package dev.duru.tsdb.store;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.block.Block;
import dev.duru.tsdb.block.BlockWriter;
import dev.duru.tsdb.block.Durable;
import dev.duru.tsdb.block.SeriesCursor;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.ChunkList;
import dev.duru.tsdb.chunk.ChunkMerge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The blocks on disk. One thread changes them, others may read. */
final class Blocks {
    private static final String UNFINISHED = "unfinished";
    private static final String DELETED = "deleted";

    private final Path folder;
    private final long span;
    private final UnaryOperator<Labels> own;
    private final List<String> damage = new ArrayList<>();
    private volatile List<Block> all = List.of();
    private int last;

    /** Opens all blocks of a folder; those that are damaged are named and left as they are. */
    Blocks(Path folder, long span, UnaryOperator<Labels> own) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.span = span;
        this.own = own;
        Durable.delete(folder.resolve(UNFINISHED));
        Durable.delete(folder.resolve(DELETED));
        List<Block> found = new ArrayList<>();
        for (Path one : folders(folder)) {
            last = Math.max(last, Integer.parseInt(one.getFileName().toString()));
            try {
                found.add(Block.open(one, span, own));
            } catch (IOException | TsdbException e) {
                damage.add(String.valueOf(e.getMessage()));
            }
        }
        all = List.copyOf(withoutReplaced(found));
    }

    /** The folders of all blocks, the oldest first. */
    static List<Path> folders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches("[0-9]{8}"))
                    .sorted()
                    .toList();
        }
    }

    /** A crash may have come between the renaming of a block and the end of those it replaces. */
    private List<Block> withoutReplaced(List<Block> found) throws IOException {
        Set<Integer> replaced = new HashSet<>();
        found.forEach(block -> replaced.addAll(block.meta().sources()));
        List<Block> kept = new ArrayList<>();
        for (Block block : found) {
            if (replaced.contains(block.meta().number())) {
                delete(List.of(block));
            } else {
                kept.add(block);
            }
        }
        return kept;
    }

    /** What was damaged when the folder was opened. */
    List<String> damage() {
        return List.copyOf(damage);
    }

    /** All, the strongest first. */
    List<Block> all() {
        return all;
    }

    /**
     * Writes a block of all samples in a span of time with both its ends, and puts it in the place
     * of others. One without samples is not written.
     */
    void write(SeriesCursor series, Set<String> symbols, long from, long to, List<Block> replaced)
            throws IOException {
        int highest = replaced.stream().mapToInt(b -> b.meta().level()).max().orElse(0);
        int level = replaced.size() == 1 ? highest : highest + 1;
        List<Integer> sources = replaced.stream().map(b -> b.meta().number()).toList();
        Path made = folder.resolve(UNFINISHED);
        Durable.delete(made);
        List<Block> next = new ArrayList<>(all);
        next.removeAll(replaced);
        try (BlockWriter writer = new BlockWriter(made, symbols)) {
            while (series.advance()) {
                writer.add(series.labels(), settled(series.chunks(from, to), from, to));
            }
            if (!writer.isEmpty()) {
                writer.finish(last + 1, level, sources);
                last++;
                Path place = folder.resolve(String.format(Locale.ROOT, "%08d", last));
                Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
                Durable.folder(folder);
                next.add(Block.open(place, span, own));
            }
        } finally {
            Durable.delete(made);
        }
        all = List.copyOf(next);
        delete(replaced);
    }

    /** Chunks that follow each other and do not reach out of the block. */
    private List<Chunk> settled(List<Chunk> chunks, long from, long to) {
        boolean inside = chunks.stream().allMatch(c -> c.minTime() >= from && c.maxTime() <= to);
        return inside && ChunkMerge.inOrder(chunks)
                ? chunks
                : ChunkList.of(ChunkMerge.read(chunks, from, to), span);
    }

    /** Forgets blocks and deletes them. */
    void forget(List<Block> old) throws IOException {
        List<Block> next = new ArrayList<>(all);
        next.removeAll(old);
        all = List.copyOf(next);
        delete(old);
    }

    /** A block is there as a whole or not at all, so it gets another name first. */
    private void delete(List<Block> old) throws IOException {
        Path gone = folder.resolve(DELETED);
        for (Block block : old) {
            Durable.delete(gone);
            Files.move(block.folder(), gone, StandardCopyOption.ATOMIC_MOVE);
            Durable.delete(gone);
        }
        Durable.folder(folder);
    }

    /** The oldest first. */
    List<Block> byTime() {
        return all.stream().sorted(Comparator.comparingLong(b -> b.meta().minTime())).toList();
    }
}
