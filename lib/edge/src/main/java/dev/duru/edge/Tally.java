package dev.duru.edge;

import org.jspecify.annotations.Nullable;

/**
 * What one request adds to the meters: once, to its release or to what belongs to none; and its
 * line in the access log.
 */
final class Tally {
    private static final int CLIENT_CLOSED = 499;

    private final EdgeCore core;
    private final Meters meters;
    private final RequestHead head;
    private final Peer peer;
    private final int protocol;
    private final long startedNanos = System.nanoTime();
    private @Nullable ReleaseMeter meter;
    private @Nullable LiveRoute route;
    private @Nullable Attempts attempts;
    private @Nullable String trouble;
    private long requestBytes;
    private long responseBytes;

    Tally(EdgeCore core, RequestHead head, Peer peer, int protocol) {
        this.core = core;
        this.meters = core.meters();
        this.head = head;
        this.peer = peer;
        this.protocol = protocol;
    }

    void entered(LiveRoute of) {
        route = of;
        of.flow().entered(of.settings().retry());
    }

    void began(Attempts by, ReleaseMeter of) {
        attempts = by;
        meter = of;
        of.began();
    }

    void fromClient(int bytes) {
        requestBytes += bytes;
    }

    void toClient(int bytes) {
        responseBytes += bytes;
    }

    long requestBytes() {
        return requestBytes;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** What the edge itself has to say about the request's end. */
    void trouble(String reason) {
        trouble = reason;
    }

    /**
     * The release did not answer as it should.
     *
     * @param afterGoodStatus the client saw a status that does not tell of it
     */
    void upstreamFailed(String reason, boolean afterGoodStatus) {
        trouble = reason;
        if (meter != null) {
            meter.upstreamFailed(reason, afterGoodStatus);
        }
    }

    void answered(int status, boolean tunnel) {
        long now = System.nanoTime();
        if (meter == null) {
            meters.unrouted(status);
        } else {
            meter.answered(status, now - startedNanos, tunnel, now);
            meter.bytes(requestBytes, responseBytes);
        }
        end(status, now);
    }

    /** The client went away; for a tunnel that is a good end. */
    void clientLeft(boolean tunnel) {
        if (tunnel) {
            answered(101, true);
            return;
        }
        long now = System.nanoTime();
        if (meter == null) {
            meters.unrouted(CLIENT_CLOSED);
        } else {
            meter.clientLeft(now);
            meter.bytes(requestBytes, responseBytes);
        }
        trouble = "client left";
        end(CLIENT_CLOSED, now);
    }

    private void end(int status, long now) {
        LiveRoute through = route;
        route = null;
        if (through != null) {
            through.flow().left();
        }
        AccessLog log = core.accessLog();
        boolean unwanted = through != null && Boolean.FALSE.equals(through.settings().accessLog());
        if (log == null || unwanted) {
            return;
        }
        Attempts by = attempts;
        LiveRelease release = by == null ? null : by.release();
        Backend backend = by == null ? null : by.backend();
        log.write(
                new AccessLog.Entry(
                        System.currentTimeMillis(),
                        peer.client(
                                head.request().headers().getAll("X-Forwarded-For"), core.trust()),
                        protocol,
                        head.request().method().name(),
                        peer.scheme(),
                        head.host(),
                        head.target(),
                        status,
                        (now - startedNanos) / 1_000,
                        requestBytes,
                        responseBytes,
                        through == null
                                ? null
                                : through.spec().host() + through.spec().pathPrefix(),
                        release == null ? null : release.spec().labels(),
                        backend == null ? null : backend.name(),
                        by == null ? 0 : by.again(),
                        trouble,
                        head.request().headers().get("User-Agent")));
    }
}
