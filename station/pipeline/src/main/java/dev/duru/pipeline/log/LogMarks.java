package dev.duru.pipeline.log;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Where a log has its steps, groups, warnings and errors, kept in a file beside a large one so that
 * a page can be laid out without reading the log. A record is 13 bytes: line (8), step (4), and
 * what is there: {@code S} a step's first line, {@code g} and {@code e} a group's begin and end,
 * {@code w} and {@code x} a warning and an error.
 *
 * @param steps first lines
 * @param groups in the order of their first lines
 * @param remarks warnings and errors
 * @param whole false when there were more than {@value #MOST} marks; the rest are left out
 */
public record LogMarks(
        List<StepStart> steps, List<Group> groups, List<Remark> remarks, boolean whole) {
    /** Those of a log without a line. */
    static final LogMarks NONE = new LogMarks(List.of(), List.of(), List.of(), true);

    /** So many marks a log may have. */
    static final int MOST = 100_000;

    /** The size of a mark in its file. */
    static final int BYTES = Long.BYTES + Integer.BYTES + 1;

    private static final char STEP = 'S';

    /** The first line of a step. */
    public record StepStart(int step, long line) {}

    /**
     * Lines that can be folded away.
     *
     * @param first the line with the title
     * @param last the line that ends it; 0 while it is open
     * @param depth how many groups are around it
     * @param bad whether there is an error within
     */
    public record Group(long first, long last, int depth, boolean bad) {}

    /** A warning or an error. */
    public record Remark(long line, boolean error) {}

    /** Writes marks as lines come. */
    static final class Writer implements AutoCloseable {
        private final DataOutputStream out;
        private int step = -1;
        private int written;

        Writer(DataOutputStream out) {
            this.out = out;
        }

        void line(LogLine line) throws IOException {
            if (line.step() != step) {
                step = line.step();
                mark(line, STEP);
            }
            switch (line.kind()) {
                case GROUP, END_GROUP, WARNING, ERROR -> mark(line, line.kind().code());
                case OUTPUT, SYSTEM, DEBUG, NOTICE, COMMAND -> {}
            }
        }

        private void mark(LogLine line, char what) throws IOException {
            if (written++ <= MOST) {
                out.writeLong(line.number());
                out.writeInt(line.step());
                out.writeByte(what);
            }
        }

        void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    static LogMarks read(InputStream from) throws IOException {
        Reader reader = new Reader();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(from))) {
            while (reader.count <= MOST) {
                reader.mark(in.readLong(), in.readInt(), (char) in.readUnsignedByte());
            }
        } catch (EOFException e) {
            return reader.marks();
        }
        return reader.marks();
    }

    private static final class Reader {
        private final List<StepStart> steps = new ArrayList<>();
        private final List<Group> groups = new ArrayList<>();
        private final List<Remark> remarks = new ArrayList<>();
        private final Deque<Integer> open = new ArrayDeque<>();
        private int count;

        void mark(long line, int step, char what) {
            count++;
            switch (what) {
                case STEP -> {
                    // A group does not outlive its step.
                    while (!open.isEmpty()) {
                        end(line - 1);
                    }
                    if (steps.stream().noneMatch(start -> start.step() == step)) {
                        steps.add(new StepStart(step, line));
                    }
                }
                case 'g' -> {
                    groups.add(new Group(line, 0, open.size(), false));
                    open.push(groups.size() - 1);
                }
                case 'e' -> {
                    if (!open.isEmpty()) {
                        end(line);
                    }
                }
                case 'x' -> {
                    remarks.add(new Remark(line, true));
                    for (int at : open) {
                        Group group = groups.get(at);
                        groups.set(at, new Group(group.first(), 0, group.depth(), true));
                    }
                }
                case 'w' -> remarks.add(new Remark(line, false));
                default -> throw new IllegalStateException("an unknown mark " + what);
            }
        }

        private void end(long last) {
            int at = open.pop();
            Group group = groups.get(at);
            groups.set(at, new Group(group.first(), last, group.depth(), group.bad()));
        }

        LogMarks marks() {
            return new LogMarks(
                    List.copyOf(steps), List.copyOf(groups), List.copyOf(remarks), count <= MOST);
        }
    }
}
