package dev.duru.git;

import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.errors.TooLargePackException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.transport.PackParser;

/** A bare repository that takes so many bytes of a pack and no more. */
final class BoundedRepository extends FileRepository {
    private final Limits limits;
    private final BooleanSupplier stop;

    BoundedRepository(File folder, Limits limits, BooleanSupplier stop) throws IOException {
        super(folder);
        this.limits = limits;
        this.stop = stop;
    }

    /** One fetch leaves nothing to tidy. */
    @Override
    public void autoGC(ProgressMonitor monitor) {}

    @Override
    public ObjectInserter newObjectInserter() {
        ObjectInserter plain = super.newObjectInserter();
        return new ObjectInserter.Filter() {
            @Override
            protected ObjectInserter delegate() {
                return plain;
            }

            @Override
            public PackParser newPackParser(InputStream in) throws IOException {
                PackParser parser = plain.newPackParser(new Bounded(in));
                parser.setMaxObjectSizeLimit(limits.fileBytes());
                return parser;
            }
        };
    }

    /** Counts what is read, and ends when it is too much or nobody wants it any more. */
    private final class Bounded extends FilterInputStream {
        private long count;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            counted(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            counted(Math.max(0, read));
            return read;
        }

        private void counted(int bytes) throws IOException {
            count += bytes;
            if (count > limits.packBytes()) {
                throw new TooLargePackException(limits.packBytes());
            }
            if (stop.getAsBoolean()) {
                throw new IOException("stopped");
            }
        }
    }
}
