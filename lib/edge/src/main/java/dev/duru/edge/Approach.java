package dev.duru.edge;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Finds the copy that takes a request: a kept connection or a new one, and the next when refused.
 */
final class Approach {
    private final Exchange exchange;
    private final EdgeCore core;
    private final Attempts attempts;
    private final LiveRelease release;
    private final RouteSettings.Timeouts timeouts;
    private boolean connecting;
    private boolean reused;

    Approach(
            Exchange exchange,
            EdgeCore core,
            Attempts attempts,
            LiveRelease release,
            RouteSettings.Timeouts timeouts) {
        this.exchange = exchange;
        this.core = core;
        this.attempts = attempts;
        this.release = release;
        this.timeouts = timeouts;
    }

    boolean connecting() {
        return connecting;
    }

    /** Whether the connection served another request before. */
    boolean reused() {
        return reused;
    }

    /**
     * Goes to the next copy.
     *
     * @param twice whether the request may be sent twice, so that an older connection will do
     */
    void next(boolean twice) {
        Backend target = attempts.next();
        if (target == null) {
            boolean tried = attempts.anyTried();
            exchange.failed(
                    tried ? HttpResponseStatus.BAD_GATEWAY : HttpResponseStatus.SERVICE_UNAVAILABLE,
                    Unavailable.noCopy(release, attempts.tries()),
                    tried ? "refused" : "no backend");
            return;
        }
        BackHandler kept = attempts.wasTried(target) ? null : core.pool().take(target, !twice);
        if (kept != null) {
            reused = true;
            exchange.attach(kept);
            return;
        }
        dial(target, twice);
    }

    /** The same copy by a new connection. */
    void anew(boolean twice) {
        Backend target = attempts.backend();
        if (target != null) {
            dial(target, twice);
        }
    }

    private void dial(Backend target, boolean twice) {
        connecting = true;
        reused = false;
        core.pool()
                .connect(
                        target,
                        timeouts.connectMillis(),
                        opened -> {
                            connecting = false;
                            if (opened == null) {
                                // Nothing was sent, so any request may go to another copy.
                                attempts.refused(target);
                                if (!exchange.over()) {
                                    next(twice);
                                }
                            } else if (exchange.over()) {
                                opened.abandon();
                            } else {
                                exchange.attach(opened);
                            }
                        });
    }
}
