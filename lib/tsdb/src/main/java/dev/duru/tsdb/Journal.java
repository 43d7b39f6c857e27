package dev.duru.tsdb;

/** Is told of each sample that a store keeps, so that a restart finds it again. */
@FunctionalInterface
public interface Journal {
    /** A sample was kept. Must be quick. */
    void kept(Labels labels, long timeMillis, double value);
}
