package dev.duru.edge;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between the codec of an HTTP/2 stream, where a message without a body is one frame, and this
 * package, where head and end are two. gRPC tells "trailers only" from an answer without trailers
 * by just that.
 */
final class WholeMessages extends ChannelDuplexHandler {
    /** What the codec adds to a message's header for itself. */
    private static final List<HttpConversionUtil.ExtensionHeaderNames> OWN =
            List.of(HttpConversionUtil.ExtensionHeaderNames.values());

    private @Nullable HttpMessage held;
    private @Nullable ChannelPromise heldPromise;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpMessage received) {
            for (HttpConversionUtil.ExtensionHeaderNames name : OWN) {
                received.headers().remove(name.text());
            }
        }
        if (!(message instanceof FullHttpMessage full)) {
            ctx.fireChannelRead(message);
            return;
        }
        HttpMessage head;
        if (full instanceof FullHttpRequest request) {
            head =
                    new DefaultHttpRequest(
                            request.protocolVersion(),
                            request.method(),
                            request.uri(),
                            request.headers());
        } else {
            FullHttpResponse response = (FullHttpResponse) full;
            head =
                    new DefaultHttpResponse(
                            response.protocolVersion(), response.status(), response.headers());
        }
        head.setDecoderResult(full.decoderResult());
        ReferenceCountUtil.release(full);
        ctx.fireChannelRead(head);
        ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpMessage head && !(message instanceof FullHttpMessage)) {
            pass(ctx);
            held = head;
            heldPromise = promise;
            return;
        }
        HttpMessage head = held;
        boolean ends =
                message instanceof LastHttpContent last
                        && !last.content().isReadable()
                        && last.trailingHeaders().isEmpty();
        if (head == null || !ends) {
            pass(ctx);
            ctx.write(message, promise);
            return;
        }
        ReferenceCountUtil.release(message);
        ChannelPromise first = heldPromise;
        held = null;
        heldPromise = null;
        if (first != null) {
            promise.addListener(done -> first.trySuccess());
        }
        ctx.write(whole(head), promise);
    }

    private static FullHttpMessage whole(HttpMessage head) {
        var empty = io.netty.buffer.Unpooled.EMPTY_BUFFER;
        if (head instanceof HttpRequest request) {
            return new DefaultFullHttpRequest(
                    request.protocolVersion(),
                    request.method(),
                    request.uri(),
                    empty,
                    request.headers(),
                    EmptyHttpHeaders.INSTANCE);
        }
        HttpResponse response = (HttpResponse) head;
        return new DefaultFullHttpResponse(
                response.protocolVersion(),
                response.status(),
                empty,
                response.headers(),
                EmptyHttpHeaders.INSTANCE);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        pass(ctx);
        ctx.flush();
    }

    private void pass(ChannelHandlerContext ctx) {
        HttpMessage head = held;
        ChannelPromise promise = heldPromise;
        held = null;
        heldPromise = null;
        if (head != null && promise != null) {
            ctx.write(head, promise);
        }
    }
}
