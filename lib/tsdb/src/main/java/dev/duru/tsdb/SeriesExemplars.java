package dev.duru.tsdb;

import java.util.List;

/**
 * The exemplars of one series, oldest first.
 *
 * @param labels which series
 */
public record SeriesExemplars(Labels labels, List<Exemplar> exemplars) {}
