package dev.duru.oci;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Gzip (RFC 1952) whose header says nothing of the machine: no time, no name, unknown system. The
 * body is that of the JDK's Deflater at level 6, so two machines agree bit for bit if their JDKs
 * carry the same zlib.
 */
final class GzipOutput extends DeflaterOutputStream {
    private static final int LEVEL = 6;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final CRC32 crc = new CRC32();
    private boolean finished;

    GzipOutput(OutputStream out) throws IOException {
        super(out, new Deflater(LEVEL, true), 64 * 1024);
        out.write(HEADER);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        super.write(bytes, offset, length);
        crc.update(bytes, offset, length);
    }

    @Override
    public void finish() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        super.finish();
        writeInt((int) crc.getValue());
        writeInt((int) def.getBytesRead());
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            def.end();
        }
    }

    private void writeInt(int value) throws IOException {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >>> shift & 0xff);
        }
    }
}
