package dev.duru.tsdb.query.eval;

import dev.duru.tsdb.SeriesReader;

/**
 * What is the same for all parts of a query.
 *
 * @param lookback how old the newest sample may be, in milliseconds
 * @param subqueryStep the step of subqueries that name none, in milliseconds
 */
record Query(
        SeriesReader reader,
        Planner.Plan plan,
        long lookback,
        long subqueryStep,
        Budget budget,
        Annotations annotations) {}
