package dev.duru.observe;

import dev.duru.observe.query.QueryServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What observe has to do with programs outside, as the operator says.
 *
 * @param queries answers queries in place of the own store; null for the own store
 * @param statsd where statsd's lines are taken, by UDP and TCP; null for nowhere
 * @param events a file that says who is told of deployments; null for nobody
 */
public record Outside(
        @Nullable QueryServer queries, @Nullable InetSocketAddress statsd, @Nullable Path events) {
    /** Nothing. */
    public static final Outside NONE = new Outside(null, null, null);
}
