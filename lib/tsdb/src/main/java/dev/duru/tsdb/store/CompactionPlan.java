package dev.duru.tsdb.store;

import dev.duru.tsdb.block.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which blocks are put together next. */
final class CompactionPlan {
    private static final int GROWTH = 3;

    private CompactionPlan() {}

    /**
     * Blocks that overlap each other; else those of the smallest longer span of time that is over.
     *
     * @param blocks the oldest first
     * @param span length of the smallest block
     * @param longest length of the largest
     * @param settledBefore no new block comes before this time
     * @return empty when there is nothing to do
     */
    static List<Block> next(List<Block> blocks, long span, long longest, long settledBefore) {
        List<Block> overlapping = overlapping(blocks);
        if (!overlapping.isEmpty()) {
            return overlapping;
        }
        for (long length = span * GROWTH; length <= longest; length *= GROWTH) {
            Map<Long, List<Block>> groups = new TreeMap<>();
            for (Block block : blocks) {
                long first = Math.floorDiv(block.meta().minTime(), length);
                if (first == Math.floorDiv(block.meta().maxTime(), length)
                        && (first + 1) * length <= settledBefore) {
                    groups.computeIfAbsent(first, f -> new ArrayList<>()).add(block);
                }
            }
            for (List<Block> group : groups.values()) {
                if (group.size() > 1) {
                    return group;
                }
            }
        }
        return List.of();
    }

    private static List<Block> overlapping(List<Block> blocks) {
        List<Block> group = new ArrayList<>();
        long end = Long.MIN_VALUE;
        for (Block block : blocks) {
            if (!group.isEmpty() && block.meta().minTime() > end) {
                if (group.size() > 1) {
                    return group;
                }
                group.clear();
            }
            group.add(block);
            end = Math.max(end, block.meta().maxTime());
        }
        return group.size() > 1 ? group : List.of();
    }
}
