/**
 * The part of Elasticsearch's HTTP API that shippers and searches of logs need, below {@code
 * /api/v1/projects/OWNER/PROJECT/elasticsearch}.
 *
 * <p>{@link dev.duru.observe.logs.elastic.ElasticRoutes} answers handshakes and hands on; {@code
 * Bulk} takes documents in, {@code ElasticQuery} reads the query DSL into the expressions of
 * lib/logs, {@code ElasticSearch} answers searches, {@code Hits} shows lines, and the kinds of
 * {@code Aggregation} count and measure, within one {@code Budget} for each request.
 *
 * <p>Rules: lines are only added, so that updates and deletes are refused one by one; a query or an
 * aggregation that is not understood is named, never left out. Templates and policies are accepted
 * and not kept: fields are found without them.
 */
@NullMarked
package dev.duru.observe.logs.elastic;

import org.jspecify.annotations.NullMarked;
