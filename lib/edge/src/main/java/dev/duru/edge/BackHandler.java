package dev.duru.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One connection, or stream of HTTP/2, to a backend: hands what arrives to who uses it. */
final class BackHandler extends ChannelInboundHandlerAdapter {
    private final boolean stream;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable BackUser user;
    private @Nullable UpstreamPool pool;
    private @Nullable Flight flight;
    private String backend = "";
    private long idleSinceNanos;

    /** For a stream it is used once. */
    BackHandler(boolean stream) {
        this.stream = stream;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.ctx = context;
    }

    Channel channel() {
        return Objects.requireNonNull(ctx).channel();
    }

    boolean isStream() {
        return stream;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    /** The release and copy whose request is on the connection. */
    record Flight(ReleaseMeter meter, String backend) {}

    /**
     * From now on it is used.
     *
     * @param counted for whom; null for what is no request of a client
     */
    void use(BackUser by, @Nullable Flight counted) {
        this.user = by;
        this.pool = null;
        this.flight = counted;
        if (counted != null) {
            counted.meter().sent(counted.backend());
        }
    }

    private void landed() {
        Flight known = flight;
        flight = null;
        if (known != null) {
            known.meter().freed(known.backend());
        }
    }

    /** Back in the pool; whatever arrives now ends the connection. */
    void idle(UpstreamPool owner, String backendName) {
        landed();
        this.user = null;
        this.pool = owner;
        this.backend = backendName;
        this.idleSinceNanos = System.nanoTime();
    }

    /** Nobody wants to hear from it any more. */
    void abandon() {
        landed();
        this.user = null;
        channel().close();
    }

    /** From here on bytes go both ways as they are. */
    void becomeTunnel() {
        channel().pipeline().remove("http");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        BackUser by = user;
        if (by == null) {
            ReferenceCountUtil.release(message);
            if (pool != null) {
                context.close();
            }
            return;
        }
        if (message instanceof ByteBuf bytes) {
            by.tunnelToClient(bytes);
            return;
        }
        if (message instanceof HttpResponse response) {
            by.response(response);
        }
        if (message instanceof HttpContent content) {
            if (user == by) {
                by.responseContent(content);
            } else {
                content.release();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        BackUser by = user;
        if (by == null) {
            context.read();
        } else {
            by.backendReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        BackUser by = user;
        if (by != null && context.channel().isWritable()) {
            by.backendWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        BackUser by = user;
        user = null;
        landed();
        if (by != null) {
            by.backendClosed();
        } else if (pool != null) {
            pool.gone(backend, this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
