package dev.duru.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks copies again and again whether they are well. Owned by the event loop. */
final class HealthChecks {
    private final EventLoop loop;
    private final UpstreamPool pool;
    private final Map<Backend, Watch> watched = new HashMap<>();

    private record Watch(RouteSettings.Health rule, Future<?> timer) {}

    HealthChecks(EventLoop loop, UpstreamPool pool) {
        this.loop = loop;
        this.pool = pool;
    }

    /** From now on these and no others. */
    void follow(Map<Backend, RouteSettings.Health> wanted) {
        watched.entrySet()
                .removeIf(entry -> {
                    boolean other = !entry.getValue().rule().equals(wanted.get(entry.getKey()));
                    if (other) {
                        entry.getValue().timer().cancel(false);
                    }
                    return other;
                });
        wanted.forEach((backend, rule) ->
                watched.computeIfAbsent(backend, b -> new Watch(rule, start(b, rule))));
    }

    private Future<?> start(Backend backend, RouteSettings.Health rule) {
        return loop.scheduleAtFixedRate(
                () -> new Probe(backend, rule).start(), 0, rule.interval(), TimeUnit.MILLISECONDS);
    }

    /** One question. */
    private final class Probe implements BackUser {
        private final Backend backend;
        private final RouteSettings.Health rule;
        private @Nullable BackHandler back;
        private @Nullable Future<?> timer;
        private boolean over;

        Probe(Backend backend, RouteSettings.Health rule) {
            this.backend = backend;
            this.rule = rule;
        }

        void start() {
            timer =
                    loop.schedule(
                            () -> ill("did not answer within " + rule.timeout() + " ms"),
                            rule.timeout(),
                            TimeUnit.MILLISECONDS);
            pool.connect(
                    backend,
                    rule.timeout(),
                    opened -> {
                        if (opened == null) {
                            ill("does not accept connections");
                        } else if (over) {
                            opened.abandon();
                        } else {
                            ask(opened);
                        }
                    });
        }

        private void ask(BackHandler opened) {
            back = opened;
            opened.use(this, null);
            var request =
                    new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, rule.path());
            request.headers()
                    .set(HttpHeaderNames.HOST, backend.name())
                    .set(HttpHeaderNames.USER_AGENT, "duru-edge-health");
            opened.channel().writeAndFlush(request);
            opened.channel().read();
        }

        @Override
        public void response(HttpResponse response) {
            HttpStatusClass kind = response.status().codeClass();
            if (response.decoderResult().isFailure()) {
                ill("answered what is not HTTP");
            } else if (kind == HttpStatusClass.SUCCESS || kind == HttpStatusClass.REDIRECTION) {
                end();
                backend.probedWell(rule, System.nanoTime());
            } else if (kind != HttpStatusClass.INFORMATIONAL) {
                ill("answered " + response.status().code());
            }
        }

        private void ill(String why) {
            if (!over) {
                end();
                backend.probedIll(rule, rule.path() + " " + why);
            }
        }

        private void end() {
            over = true;
            if (timer != null) {
                timer.cancel(false);
            }
            BackHandler connection = back;
            back = null;
            if (connection != null) {
                connection.abandon();
            }
        }

        @Override
        public void responseContent(HttpContent content) {
            content.release();
        }

        @Override
        public void tunnelToClient(ByteBuf bytes) {
            bytes.release();
        }

        @Override
        public void backendReadComplete() {
            if (back != null) {
                back.channel().read();
            }
        }

        @Override
        public void backendWritable() {
            // a request without a body is written at once
        }

        @Override
        public void backendClosed() {
            ill("closed the connection without an answer");
        }
    }
}
