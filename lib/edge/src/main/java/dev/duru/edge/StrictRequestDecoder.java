package dev.duru.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder without its leniency. Two readers of one request must never disagree about where
 * it ends (RFC 9112 section 11.2), so both Content-Length and Transfer-Encoding, folded lines and
 * bare line feeds are refused instead of mended.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
    private final Runnable onBytes;
    private @Nullable ByteBuf current;
    private boolean inHeader;

    /**
     * A decoder for one connection.
     *
     * @param onBytes told whenever bytes of the client arrived
     */
    StrictRequestDecoder(int maxHeaderBytes, Runnable onBytes) {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(8192)
                        .setMaxHeaderSize(maxHeaderBytes)
                        .setMaxChunkSize(32 * 1024)
                        .setStrictLineParsing(true)
                        .setUseRfc9112TransferEncoding(true)
                        .setAllowDuplicateContentLengths(false)
                        .setValidateHeaders(true));
        this.onBytes = onBytes;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
            throws Exception {
        onBytes.run();
        current = buffer;
        if (inHeader) {
            refuseFoldedLines(buffer);
        }
        int before = out.size();
        super.decode(ctx, buffer, out);
        if (out.size() > before) {
            inHeader = false;
        }
        current = null;
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) throws Exception {
        inHeader = true;
        if (current != null) {
            refuseFoldedLines(current);
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new DecoderException("both Content-Length and Transfer-Encoding");
    }

    /** The reader index is at the begin of a header line here: Netty takes whole lines only. */
    private static void refuseFoldedLines(ByteBuf buffer) {
        int at = buffer.readerIndex();
        int end = buffer.writerIndex();
        while (at < end) {
            byte first = buffer.getByte(at);
            if (first == ' ' || first == '\t') {
                throw new DecoderException("a header line that begins with a space");
            }
            if (first == '\r' || first == '\n') {
                return;
            }
            int lineFeed = buffer.indexOf(at, end, (byte) '\n');
            if (lineFeed < 0) {
                return;
            }
            at = lineFeed + 1;
        }
    }
}
