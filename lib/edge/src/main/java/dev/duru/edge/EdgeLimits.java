package dev.duru.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long and how much the edge bears.
 *
 * @param head from a connection's or a request's first byte until its header is complete (408)
 * @param keepAlive an unused client connection is closed after this
 * @param stall neither side moves a byte of a body that is under way, or the client does not read
 * @param response the backend has the whole request and says nothing (504)
 * @param stream between two pieces of a response that has begun (event streams, long polls)
 * @param tunnel an upgraded connection (WebSocket) without a byte
 * @param connect until a backend accepts the connection
 * @param maxHeaderBytes all header fields of a request together (431)
 * @param maxConnections of clients; more are answered 503 and closed
 * @param trustForwarded whether X-Forwarded-* of the client are believed (another proxy is before
 *     this one) or replaced
 */
public record EdgeLimits(
        Duration head,
        Duration keepAlive,
        Duration stall,
        Duration response,
        Duration stream,
        Duration tunnel,
        Duration connect,
        int maxHeaderBytes,
        int maxConnections,
        boolean trustForwarded) {

    /** What is right for the open Internet and ordinary web applications. */
    public static EdgeLimits standard() {
        return new EdgeLimits(
                Duration.ofSeconds(15),
                Duration.ofSeconds(75),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofMinutes(30),
                Duration.ofHours(1),
                Duration.ofSeconds(3),
                32 * 1024,
                10_000,
                false);
    }

    /** The same, with X-Forwarded-* of clients believed. */
    public EdgeLimits trusting() {
        return new EdgeLimits(
                head,
                keepAlive,
                stall,
                response,
                stream,
                tunnel,
                connect,
                maxHeaderBytes,
                maxConnections,
                true);
    }

    /** The same, with what the document says about it. */
    EdgeLimits with(FrontSettings.@Nullable Limits own) {
        return own == null
                ? this
                : new EdgeLimits(
                        millis(own.headMillis(), head),
                        millis(own.keepAliveMillis(), keepAlive),
                        millis(own.stallMillis(), stall),
                        response,
                        stream,
                        tunnel,
                        connect,
                        maxHeaderBytes,
                        own.connections() == null ? maxConnections : own.connections(),
                        trustForwarded);
    }

    private static Duration millis(@Nullable Integer millis, Duration otherwise) {
        return millis == null ? otherwise : Duration.ofMillis(millis);
    }
}
