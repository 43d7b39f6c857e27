/**
 * Queries: the port through which PromQL is asked, and its two adapters.
 *
 * <p>{@link dev.duru.observe.query.OwnQueries} answers from Duru's own store; {@link
 * dev.duru.observe.query.ServerQueries} lets another server answer, a Prometheus or anything that
 * speaks its HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/). The pages, the
 * API, the rules and the gates of delivery ask {@link dev.duru.observe.query.Queries} and do not
 * know which. Facts: none.
 *
 * <p>Rules: both adapters pass the same suite of tests; a query that is narrowed to one project
 * finds nothing of another, whoever answers; what the other server says is bounded in size and time
 * and not trusted in shape.
 */
@NullMarked
package dev.duru.observe.query;

import org.jspecify.annotations.NullMarked;
