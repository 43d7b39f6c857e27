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

/** One connection to a backend: hands what arrives to the exchange that uses it. */
final class BackHandler extends ChannelInboundHandlerAdapter {
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Exchange exchange;
    private @Nullable UpstreamPool pool;
    private String backend = "";
    private long idleSinceNanos;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.ctx = context;
    }

    Channel channel() {
        return Objects.requireNonNull(ctx).channel();
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    void use(Exchange user) {
        this.exchange = user;
        this.pool = null;
    }

    /** Back in the pool; whatever arrives now ends the connection. */
    void idle(UpstreamPool owner, String backendName) {
        this.exchange = null;
        this.pool = owner;
        this.backend = backendName;
        this.idleSinceNanos = System.nanoTime();
    }

    /** Nobody wants to hear from it any more. */
    void abandon() {
        this.exchange = null;
        channel().close();
    }

    /** From here on bytes go both ways as they are. */
    void becomeTunnel() {
        channel().pipeline().remove("http");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Exchange user = exchange;
        if (user == null) {
            ReferenceCountUtil.release(message);
            if (pool != null) {
                context.close();
            }
            return;
        }
        if (message instanceof ByteBuf bytes) {
            user.tunnelToClient(bytes);
            return;
        }
        if (message instanceof HttpResponse response) {
            user.response(response);
        }
        if (message instanceof HttpContent content) {
            if (exchange == user) {
                user.responseContent(content);
            } else {
                content.release();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        Exchange user = exchange;
        if (user == null) {
            context.read();
        } else {
            user.backendReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Exchange user = exchange;
        if (user != null && context.channel().isWritable()) {
            user.backendWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Exchange user = exchange;
        exchange = null;
        if (user != null) {
            user.backendClosed();
        } else if (pool != null) {
            pool.gone(backend, this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
