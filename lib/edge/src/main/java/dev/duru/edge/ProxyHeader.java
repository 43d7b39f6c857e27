package dev.duru.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.ProtocolDetectionResult;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import org.jspecify.annotations.Nullable;

/** The PROXY header that a proxy puts before a connection's own bytes, version 1 or 2. */
final class ProxyHeader {
    /** Longer is neither version: 107 bytes of text, or what a two-byte length can say. */
    private static final int MOST_BYTES = 16 + 65_535;

    private ProxyHeader() {}

    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * What was at the begin of a connection.
     *
     * @param address of the client, or null when none is told (LOCAL, UNKNOWN, no header)
     */
    record Found(@Nullable String address) {
        static final Found NOTHING = new Found(null);
        static final Found MORE = new Found("");
    }

    /**
     * Takes the header out of the bytes, if one is there.
     *
     * @return {@link Found#MORE} when it is not complete
     * @throws Malformed when it begins like one and is none
     */
    static Found read(ByteBuf bytes) {
        ProtocolDetectionResult<HAProxyProtocolVersion> version =
                HAProxyMessageDecoder.detectProtocol(bytes);
        if (version.state() == ProtocolDetectionState.INVALID) {
            return Found.NOTHING;
        }
        if (version.state() == ProtocolDetectionState.NEEDS_MORE_DATA) {
            return mayBecomeOne(bytes) ? Found.MORE : Found.NOTHING;
        }
        int length = length(bytes, version.detectedProtocol());
        if (length < 0) {
            return Found.MORE;
        }
        if (length > MOST_BYTES) {
            throw new Malformed("a PROXY header that is too long");
        }
        EmbeddedChannel decoder = new EmbeddedChannel(new HAProxyMessageDecoder());
        try {
            decoder.writeInbound(bytes.readRetainedSlice(length));
            HAProxyMessage message = decoder.readInbound();
            if (message == null) {
                throw new Malformed("a PROXY header that ends early");
            }
            String address = message.sourceAddress();
            message.release();
            return new Found(address);
        } catch (DecoderException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        } finally {
            decoder.finishAndReleaseAll();
        }
    }

    /** The header's bytes altogether, or -1 when that is not known yet. */
    private static int length(ByteBuf bytes, HAProxyProtocolVersion version) {
        int at = bytes.readerIndex();
        if (version == HAProxyProtocolVersion.V2) {
            if (bytes.readableBytes() < 16) {
                return -1;
            }
            int length = 16 + bytes.getUnsignedShort(at + 14);
            return bytes.readableBytes() < length ? -1 : length;
        }
        int end = bytes.indexOf(at, bytes.writerIndex(), (byte) '\n');
        if (end < 0) {
            if (bytes.readableBytes() > 107) {
                throw new Malformed("a PROXY line that is too long");
            }
            return -1;
        }
        return end - at + 1;
    }

    /** Netty wants 12 bytes before it says no; a request may be no longer than the first few. */
    private static boolean mayBecomeOne(ByteBuf bytes) {
        byte[] first = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
        byte[] text = {'P', 'R', 'O', 'X', 'Y', ' '};
        return begins(bytes, first) || begins(bytes, text);
    }

    private static boolean begins(ByteBuf bytes, byte[] with) {
        int most = Math.min(bytes.readableBytes(), with.length);
        for (int i = 0; i < most; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
