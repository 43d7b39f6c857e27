package dev.duru.tsdb.block;

import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import java.util.ArrayList;
import java.util.List;

/** Goes through the series of many sources side by side. */
public final class SeriesMerge implements SeriesCursor {
    private final List<SeriesCursor> waiting;
    private final List<SeriesCursor> here = new ArrayList<>();

    /** Sources, the strongest first. */
    public SeriesMerge(List<SeriesCursor> sources) {
        waiting = new ArrayList<>(sources);
        waiting.removeIf(source -> !source.advance());
    }

    @Override
    public boolean advance() {
        for (SeriesCursor source : here) {
            if (!source.advance()) {
                waiting.remove(source);
            }
        }
        here.clear();
        for (SeriesCursor source : waiting) {
            int beside = here.isEmpty() ? 0 : source.labels().compareTo(here.getFirst().labels());
            if (beside < 0) {
                here.clear();
            }
            if (beside <= 0) {
                here.add(source);
            }
        }
        return !here.isEmpty();
    }

    @Override
    public Labels labels() {
        return here.getFirst().labels();
    }

    @Override
    public List<Chunk> chunks(long from, long to) {
        List<Chunk> found = new ArrayList<>();
        for (SeriesCursor source : here) {
            found.addAll(source.chunks(from, to));
        }
        return found;
    }

    @Override
    public boolean hasSamples(long from, long to) {
        return here.stream().anyMatch(source -> source.hasSamples(from, to));
    }
}
