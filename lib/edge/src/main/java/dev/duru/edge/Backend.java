package dev.duru.edge;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One running copy of a release, and how well it is. Touched by the event loop only.
 *
 * <p>Three things keep requests away from it: it refused a connection a moment ago, it failed
 * several times in turn (an outlier), or its health check says that it is ill. The first two are
 * guesses, so it is still asked when there is nothing better; the third is not.
 */
final class Backend {
    /** A copy that refused a connection is tried last for this long. */
    static final long DOWN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MOST_EJECTIONS = 10;

    private final String name;
    private final String host;
    private final int port;
    private final boolean http2;
    private long downUntilNanos = Long.MIN_VALUE;
    private long freshSinceNanos;
    private int failuresInTurn;
    private int ejections;
    private long ejectedUntilNanos = Long.MIN_VALUE;
    private @Nullable String illness;
    private int badInTurn;
    private int goodInTurn;
    private double slowCredit;

    Backend(String address, boolean http2, long nowNanos) {
        int colon = address.lastIndexOf(':');
        this.name = address;
        this.http2 = http2;
        this.freshSinceNanos = nowNanos;
        String bare = address.substring(0, colon);
        this.host = bare.startsWith("[") ? bare.substring(1, bare.length() - 1) : bare;
        this.port = Integer.parseInt(address.substring(colon + 1));
    }

    String name() {
        return name;
    }

    boolean http2() {
        return http2;
    }

    InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    void refused(long nowNanos) {
        downUntilNanos = nowNanos + DOWN_NANOS;
    }

    /** Whether it refused or was ejected lately. */
    boolean isDown(long nowNanos) {
        return downUntilNanos != Long.MIN_VALUE && nowNanos - downUntilNanos < 0
                || isEjected(nowNanos);
    }

    boolean isEjected(long nowNanos) {
        return ejectedUntilNanos != Long.MIN_VALUE && nowNanos - ejectedUntilNanos < 0;
    }

    boolean isIll() {
        return illness != null;
    }

    /** Why nothing is sent to it, or null. */
    @Nullable String trouble(long nowNanos) {
        if (illness != null) {
            return illness;
        }
        return isEjected(nowNanos) ? "failed again and again" : null;
    }

    void succeeded() {
        failuresInTurn = 0;
        if (ejections > 0 && !isEjected(System.nanoTime())) {
            ejections--;
        }
    }

    /**
     * An answer above 499, or none.
     *
     * @param mayEject whether enough of its siblings are left
     * @return whether it is left out from now on
     */
    boolean failed(RouteSettings.Outlier rule, boolean mayEject, long nowNanos) {
        failuresInTurn++;
        if (failuresInTurn < rule.failures() || !mayEject || isEjected(nowNanos)) {
            return false;
        }
        failuresInTurn = 0;
        ejections = Math.min(ejections + 1, MOST_EJECTIONS);
        ejectedUntilNanos =
                nowNanos + TimeUnit.MILLISECONDS.toNanos((long) rule.ejectMillis() * ejections);
        freshSinceNanos = ejectedUntilNanos;
        return true;
    }

    void probedWell(RouteSettings.Health rule, long nowNanos) {
        badInTurn = 0;
        goodInTurn++;
        if (illness != null && goodInTurn >= rule.good()) {
            illness = null;
            freshSinceNanos = nowNanos;
        }
    }

    void probedIll(RouteSettings.Health rule, String why) {
        goodInTurn = 0;
        badInTurn++;
        if (illness != null || badInTurn >= rule.bad()) {
            illness = why;
        }
    }

    /** Its health is no longer asked for. */
    void unprobed() {
        illness = null;
        badInTurn = 0;
        goodInTurn = 0;
    }

    /** Whether it is its turn although it has not its full share yet: a tenth at first. */
    boolean takesSlowly(long slowStartNanos, long nowNanos) {
        long age = nowNanos - freshSinceNanos;
        if (slowStartNanos == 0 || age >= slowStartNanos) {
            return true;
        }
        slowCredit += Math.max(0.1, (double) age / slowStartNanos);
        if (slowCredit >= 1) {
            slowCredit -= 1;
            return true;
        }
        return false;
    }
}
