package dev.duru.containers;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Takes apart the stream in which an engine sends standard output and error together: before each
 * piece stand eight bytes, of which the first says the stream and the last four the length.
 */
final class Frames {
    private Frames() {}

    /** Reads to the end. */
    static void read(InputStream in, Output output) throws IOException {
        byte[] head = new byte[8];
        byte[] buffer = new byte[32 * 1024];
        while (true) {
            int got = in.readNBytes(head, 0, head.length);
            if (got == 0) {
                return;
            }
            if (got < head.length || head[0] > 3 || head[1] != 0 || head[2] != 0 || head[3] != 0) {
                throw new EOFException("the engine's stream broke off");
            }
            long left = 0;
            for (int i = 4; i < 8; i++) {
                left = left << 8 | head[i] & 0xFF;
            }
            Output.Channel channel = head[0] == 1 ? Output.Channel.OUT : Output.Channel.ERR;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new EOFException("the engine's stream broke off");
                }
                output.bytes(channel, buffer, 0, count);
                left -= count;
            }
        }
    }
}
