package dev.duru.edge;

import org.jspecify.annotations.Nullable;

/** What one request adds to the meters: once, to its release or to what belongs to none. */
final class Tally {
    private static final int CLIENT_CLOSED = 499;

    private final Meters meters;
    private final long startedNanos = System.nanoTime();
    private @Nullable ReleaseMeter meter;
    private long requestBytes;
    private long responseBytes;

    Tally(Meters meters) {
        this.meters = meters;
    }

    void began(ReleaseMeter of) {
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

    /**
     * The release did not answer as it should.
     *
     * @param afterGoodStatus the client saw a status that does not tell of it
     */
    void upstreamFailed(String reason, boolean afterGoodStatus) {
        if (meter != null) {
            meter.upstreamFailed(reason, afterGoodStatus);
        }
    }

    void answered(int status, boolean tunnel) {
        if (meter == null) {
            meters.unrouted(status);
            return;
        }
        long now = System.nanoTime();
        meter.answered(status, now - startedNanos, tunnel, now);
        meter.bytes(requestBytes, responseBytes);
    }

    /** The client went away; for a tunnel that is a good end. */
    void clientLeft(boolean tunnel) {
        if (tunnel) {
            answered(101, true);
        } else if (meter == null) {
            meters.unrouted(CLIENT_CLOSED);
        } else {
            meter.clientLeft(System.nanoTime());
            meter.bytes(requestBytes, responseBytes);
        }
    }
}
