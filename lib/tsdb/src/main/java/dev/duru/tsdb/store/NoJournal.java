package dev.duru.tsdb.store;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.log.Journal;

/** For a store in memory: nothing is written down. */
final class NoJournal implements Journal {
    @Override
    public void series(int number, Labels labels) {}

    @Override
    public void sample(int series, long timeMillis, double value) {}

    @Override
    public void chunk(int series, Chunk chunk) {}

    @Override
    public void exemplar(Labels series, Exemplar exemplar) {}

    @Override
    public void delete(int series, long fromMillis, long toMillis) {}
}
