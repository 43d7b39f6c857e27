package dev.duru.tsdb.log;

import dev.duru.tsdb.Exemplar;
import dev.duru.tsdb.Labels;
import dev.duru.tsdb.chunk.Chunk;
import dev.duru.tsdb.chunk.PlacedChunk;

/** Writes nothing down: for a store in memory, and for who only wants to know what is damaged. */
public class NoJournal implements Journal {
    @Override
    public void series(int number, Labels labels) {}

    @Override
    public void sample(int series, long timeMillis, double value) {}

    @Override
    public void chunk(int series, Chunk chunk) {}

    @Override
    public void placed(int series, PlacedChunk chunk) {}

    @Override
    public void exemplar(Labels series, Exemplar exemplar) {}

    @Override
    public void delete(int series, long fromMillis, long toMillis) {}
}
