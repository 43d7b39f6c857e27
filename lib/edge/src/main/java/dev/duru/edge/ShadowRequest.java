package dev.duru.edge;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a visitor's GET or HEAD for a release that nobody sees yet. Its answer is thrown away,
 * and counted for that release; the visitor's own request knows nothing of it.
 */
final class ShadowRequest implements BackUser {
    /** Tells the application that nobody waits for the answer. */
    static final String HEADER = "X-Edge-Shadow";

    private static final int MOST = 256;
    private static final int PATIENCE_MILLIS = 30_000;

    private final EdgeCore core;
    private final LiveRoute route;
    private final ReleaseMeter meter;
    private final Backend backend;
    private final long startedNanos = System.nanoTime();
    private @Nullable BackHandler back;
    private int status;
    private boolean informational;
    private boolean keepAlive;
    private boolean over;

    private ShadowRequest(EdgeCore core, LiveRoute route, ReleaseMeter meter, Backend backend) {
        this.core = core;
        this.route = route;
        this.meter = meter;
        this.backend = backend;
    }

    /**
     * Sends a copy where the route asks for one.
     *
     * @param chosen the release that answers the visitor
     */
    static void send(
            EdgeCore core, LiveRoute route, RequestHead head, Peer peer, LiveRelease chosen) {
        RouteSettings.Shadow rule = route.settings().shadow();
        LiveRelease shadow = rule == null ? null : route.named(rule.release());
        if (rule == null || shadow == null || shadow == chosen || !copies(head.request())) {
            return;
        }
        if (!route.flow().shadowDue(rule.percent()) || route.flow().shadows() >= MOST) {
            return;
        }
        Backend backend = shadow.next(Set.of(), route.slowStartNanos(), System.nanoTime());
        if (backend != null) {
            new ShadowRequest(core, route, shadow.meter(), backend).start(head, peer);
        }
    }

    /** Whether twice is as once, and there is no body that would have to be kept. */
    private static boolean copies(HttpRequest request) {
        return (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD))
                && !HttpUtil.isTransferEncodingChunked(request)
                && HttpUtil.getContentLength(request, 0L) == 0
                && !request.headers().contains(HttpHeaderNames.UPGRADE);
    }

    private void start(RequestHead head, Peer peer) {
        route.flow().shadowBegan();
        meter.began();
        HttpRequest copy = Forwarding.request(head, peer);
        copy.headers().set(HEADER, "1");
        if (head.authority().isEmpty()) {
            copy.headers().set(HttpHeaderNames.HOST, backend.name());
        }
        RouteSettings.Timeouts timeouts = route.settings().timeoutsOrNone();
        Integer total = timeouts.totalMillis();
        var unused =
                core.loop()
                        .schedule(
                                () -> failed("timeout", 504),
                                total == null ? PATIENCE_MILLIS : total,
                                TimeUnit.MILLISECONDS);
        BackHandler kept = core.pool().take(backend, false);
        if (kept != null) {
            attach(kept, copy);
            return;
        }
        core.pool()
                .connect(
                        backend,
                        timeouts.connectMillis(),
                        opened -> {
                            if (opened == null) {
                                failed("refused", 502);
                            } else if (over) {
                                opened.abandon();
                            } else {
                                attach(opened, copy);
                            }
                        });
    }

    private void attach(BackHandler connection, HttpRequest copy) {
        back = connection;
        connection.use(this, new BackHandler.Flight(meter, backend.name()));
        connection.channel().write(copy);
        connection.channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        connection.channel().read();
    }

    @Override
    public void response(HttpResponse response) {
        if (response.decoderResult().isFailure() || response.status().code() == 101) {
            failed("malformed", 502);
            return;
        }
        informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (!informational) {
            status = response.status().code();
            keepAlive = HttpUtil.isKeepAlive(response);
        }
    }

    @Override
    public void responseContent(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        boolean broken = content.decoderResult().isFailure();
        content.release();
        if (broken) {
            failed("malformed", 502);
        } else if (last && informational) {
            informational = false;
        } else if (last) {
            done();
        }
    }

    private void done() {
        BackHandler connection = back;
        back = null;
        if (connection != null && keepAlive && !connection.isStream()) {
            core.pool().put(backend, connection);
        } else if (connection != null) {
            connection.abandon();
        }
        end(status);
    }

    private void failed(String reason, int code) {
        if (over) {
            return;
        }
        BackHandler connection = back;
        back = null;
        if (connection != null) {
            connection.abandon();
        }
        meter.upstreamFailed(reason, false);
        end(code);
    }

    private void end(int code) {
        if (over) {
            return;
        }
        over = true;
        route.flow().shadowEnded();
        long now = System.nanoTime();
        meter.answered(code, now - startedNanos, false, now);
    }

    @Override
    public void backendReadComplete() {
        if (back != null) {
            back.channel().read();
        }
    }

    @Override
    public void backendWritable() {
        // All was written at once.
    }

    @Override
    public void backendClosed() {
        back = null;
        failed("closed", 502);
    }

    @Override
    public void tunnelToClient(ByteBuf bytes) {
        bytes.release();
    }
}
