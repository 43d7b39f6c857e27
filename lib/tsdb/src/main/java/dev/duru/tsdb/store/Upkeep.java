package dev.duru.tsdb.store;

import dev.duru.tsdb.TsdbException;
import dev.duru.tsdb.block.Block;
import dev.duru.tsdb.block.SeriesCursor;
import dev.duru.tsdb.block.SeriesMerge;
import dev.duru.tsdb.chunk.ChunkSource;
import dev.duru.tsdb.log.WriteLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is done with a store on disk now and then. For one thread at a time. */
final class Upkeep {
    private static final long LOG_BYTES = 32L << 20;
    private static final int BLOCKS_IN_RETENTION = 10;
    private static final int LONGEST_BLOCK_DAYS = 31;
    private static final long DAY = 86_400_000;

    private final Head head;
    private final HeadFiles files;
    private final WriteLog log;
    private final Blocks blocks;
    private final Readers readers;
    private final StoreSettings settings;
    private final long span;

    private final Set<Block> unreadable = new HashSet<>();
    private String problem = "";

    /** Up to here all has been cut since the start. */
    private long cutBefore = Head.NEVER;

    Upkeep(
            Head head,
            HeadFiles files,
            WriteLog log,
            Blocks blocks,
            Readers readers,
            StoreSettings settings) {
        this.head = head;
        this.files = files;
        this.log = log;
        this.blocks = blocks;
        this.readers = readers;
        this.settings = settings;
        this.span = settings.blockSpan().toMillis();
    }

    void run() throws IOException {
        if (head.newest() == Head.NEVER) {
            return;
        }
        long until = Math.floorDiv(head.newest() - span / 2, span) * span;
        boolean isDue = until > cutBefore && head.oldest() < until;
        if (isDue) {
            cut(until);
        }
        cutBefore = until;
        if (isDue || log.bytes() > Math.max(LOG_BYTES, log.checkpointBytes())) {
            checkpoint();
        }
        compact();
        forget();
    }

    /**
     * Full chunks go into files, and the log begins anew with what is left. Files of chunks that
     * are in blocks by now, or nowhere, go when no log names them any more.
     */
    void checkpoint() throws IOException {
        files.move(head);
        log.checkpoint(head::state);
        Set<ChunkSource> used = new HashSet<>();
        head.each(series -> {
            synchronized (series) {
                series.files(used);
            }
        });
        files.retain(used);
    }

    /** Puts all that is older than a time into blocks. */
    private void cut(long until) throws IOException {
        head.freeze(until);
        forgetDamaged();
        for (long start : head.spans(until)) {
            List<HeadSeries> series = head.select(List.of());
            Set<String> symbols = new HashSet<>();
            series.forEach(one ->
                    one.labels.each((name, value) -> {
                        symbols.add(name);
                        symbols.add(value);
                    }));
            blocks.write(new HeadCursor(series), symbols, start, start + span - 1, List.of());
        }
        readers.awaitOlder();
        head.forgetBefore(until);
    }

    /** One chunk that is damaged keeps no other from its block. */
    private void forgetDamaged() {
        LostChunks lost = new LostChunks();
        head.each(series -> {
            synchronized (series) {
                series.forgetDamaged(lost);
            }
        });
        if (!lost.told().isEmpty()) {
            problem = "samples are lost: " + String.join("; ", lost.told());
        }
    }

    private void compact() throws IOException {
        long longest =
                Math.min(
                        LONGEST_BLOCK_DAYS * DAY,
                        settings.retention().toMillis() / BLOCKS_IN_RETENTION);
        while (!Thread.currentThread().isInterrupted()) {
            List<Block> sound =
                    blocks.byTime().stream().filter(b -> !unreadable.contains(b)).toList();
            List<Block> plan = CompactionPlan.next(sound, span, longest, head.oldestInOrder());
            if (plan.isEmpty()) {
                // What was deleted from it takes no more room.
                plan = sound.stream().filter(Block::hasTombstones).limit(1).toList();
            }
            if (plan.isEmpty()) {
                return;
            }
            try {
                together(plan);
            } catch (TsdbException e) {
                unreadable.addAll(plan);
                problem = plan + " stay as they are: " + e.getMessage();
            }
        }
    }

    /** Which blocks are damaged and so not put together; empty when none are. */
    String problem() {
        return problem;
    }

    private void together(List<Block> plan) throws IOException {
        List<Block> strongest =
                plan.stream().sorted(Comparator.comparingInt(b -> b.meta().number())).toList();
        Set<String> symbols = new HashSet<>();
        List<SeriesCursor> sources = new ArrayList<>();
        for (Block block : strongest) {
            block.symbols(symbols);
            sources.add(block.select(List.of()));
        }
        blocks.write(new SeriesMerge(sources), symbols, Long.MIN_VALUE, Long.MAX_VALUE, strongest);
    }

    /** Deletes what is too old, and the oldest of what is too much. */
    private void forget() throws IOException {
        long oldest = head.newest() - settings.retention().toMillis();
        long room = settings.mostBytes();
        List<Block> old = new ArrayList<>();
        for (Block block : blocks.byTime().reversed()) {
            room -= block.bytes();
            if (block.meta().maxTime() < oldest || room < 0) {
                old.add(block);
            }
        }
        if (!old.isEmpty()) {
            blocks.forget(old);
        }
    }
}
