package dev.duru.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;

/** Part of a channel as a stream: ends after a number of bytes; closing it closes the channel. */
final class SlicedStream extends FilterInputStream {
    private final SeekableByteChannel channel;
    private long left;

    SlicedStream(SeekableByteChannel channel, long size) {
        super(Channels.newInputStream(channel));
        this.channel = channel;
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left <= 0) {
            return -1;
        }
        int n = channel.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, left)));
        left -= Math.max(n, 0);
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        long step = Math.clamp(n, 0, left);
        channel.position(channel.position() + step);
        left -= step;
        return step;
    }

    @Override
    public int available() {
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
