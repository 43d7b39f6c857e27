package dev.duru.tsdb.store;

import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.block.Block;
import dev.duru.tsdb.block.BlockMeta;
import dev.duru.tsdb.chunk.ChunkSource;
import dev.duru.tsdb.chunk.PlacedChunk;
import dev.duru.tsdb.log.NoJournal;
import dev.duru.tsdb.log.WriteLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a reading of a whole store found.
 *
 * @param blocks that could be opened
 * @param damage files and places; a segment whose end is cut off is what a crash leaves
 */
public record StoreCheck(List<BlockMeta> blocks, List<String> damage) {
    /**
     * Reads all files of a store and changes nothing. The store may be in use.
     *
     * @throws IOException when a file cannot be read
     */
    public static StoreCheck of(Path folder) throws IOException {
        List<String> damage = new ArrayList<>();
        List<BlockMeta> found = new ArrayList<>();
        for (Path one : Blocks.folders(folder.resolve("blocks"))) {
            try {
                Block block = Block.open(one, Long.MAX_VALUE, UnaryOperator.identity());
                found.add(block.meta());
                damage.addAll(of(List.of(block)));
            } catch (TsdbException e) {
                damage.add(String.valueOf(e.getMessage()));
            }
        }
        if (Files.isDirectory(folder.resolve("log"))) {
            Path head = folder.resolve("head");
            Map<Integer, ChunkSource> files = new HashMap<>();
            Placed placed = new Placed();
            damage.addAll(
                    WriteLog.check(
                            folder.resolve("log"),
                            number -> files.computeIfAbsent(number, n -> HeadFiles.open(head, n)),
                            placed));
            damage.addAll(placed.damage);
        }
        return new StoreCheck(found, damage);
    }

    /** Reads the chunks that a log names. */
    private static final class Placed extends NoJournal {
        private final Set<String> damage = new LinkedHashSet<>();

        @Override
        public void placed(int series, PlacedChunk chunk) {
            try {
                chunk.chunk();
            } catch (TsdbException e) {
                damage.add(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Reads blocks; what is damaged in them is named. */
    static List<String> of(List<Block> blocks) {
        List<String> damage = new ArrayList<>();
        for (Block block : blocks) {
            try {
                block.check();
            } catch (TsdbException e) {
                damage.add(String.valueOf(e.getMessage()));
            }
        }
        return damage;
    }
}
