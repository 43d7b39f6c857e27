package dev.duru.delivery.runtime.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is on disk of one replica, for a Duru that comes after this one. */
public final class ReplicaFolder {
    private static final int TAIL_BYTES = 4096;
    private static final int TAIL_LINES = 12;

    private final Path folder;

    public ReplicaFolder(Path folder) {
        this.folder = folder;
    }

    public Path path() {
        return folder;
    }

    public Path output() {
        return folder.resolve("output.log");
    }

    public Optional<Integer> port() {
        return text("port").filter(t -> t.matches("\\d{1,5}")).map(Integer::valueOf);
    }

    /** How the application ended, by the launcher; empty while it runs or when both were killed. */
    public Optional<String> exit() {
        return text("exit").filter(t -> !t.isEmpty());
    }

    /** How the application ended before it was started again. */
    public Optional<String> ended() {
        return text("ended").filter(t -> !t.isEmpty());
    }

    /** When processes were started here, oldest first. */
    public Restarts starts() {
        List<Instant> starts = new ArrayList<>();
        text("starts")
                .ifPresent(text ->
                        text.lines()
                                .filter(line -> line.matches("\\d{1,18}"))
                                .forEach(line ->
                                        starts.add(Instant.ofEpochMilli(Long.parseLong(line)))));
        return new Restarts(starts);
    }

    /** When it was asked to end. */
    public Optional<Instant> stopping() {
        return text("stopping")
                .filter(t -> t.matches("\\d{1,18}"))
                .map(t -> Instant.ofEpochMilli(Long.parseLong(t)));
    }

    public void keepStopping(Instant at) {
        write("stopping", String.valueOf(at.toEpochMilli()));
    }

    /** Notes a start that comes next. */
    public void keepStart(int port, Restarts restarts) {
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve("pid"));
            Files.deleteIfExists(folder.resolve("stopping"));
            if (Files.exists(folder.resolve("exit"))) {
                Files.move(
                        folder.resolve("exit"),
                        folder.resolve("ended"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            write("port", String.valueOf(port));
            StringBuilder lines = new StringBuilder();
            restarts.starts().forEach(start -> lines.append(start.toEpochMilli()).append('\n'));
            write("starts", lines.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Forgets the process, keeps the output. */
    public void forget() {
        try {
            for (String name :
                    List.of(
                            "pid",
                            "exit",
                            "ended",
                            "port",
                            "starts",
                            "stopping",
                            "container",
                            "pod",
                            "restarts",
                            "group",
                            "breach")) {
                Files.deleteIfExists(folder.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** The last lines that the application printed, at most twelve. */
    public String lastLines() {
        try (RandomAccessFile file = new RandomAccessFile(output().toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL_BYTES);
            file.seek(from);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException none) {
            return "";
        }
    }

    /**
     * Keeps the output within bounds: what is over the limit goes to {@code output.log.1}, in the
     * place of what was there. The application goes on writing to the same file, which it has open
     * for appending; a line that it writes in this very moment may be lost.
     */
    public void boundOutput(long limit) {
        try {
            if (Files.exists(output()) && Files.size(output()) > limit) {
                Files.copy(
                        output(),
                        folder.resolve("output.log.1"),
                        StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel channel = FileChannel.open(output(), StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(output() + " cannot be bounded", e);
        }
    }

    /** Adds to the output what Duru itself has to say. */
    public void print(String text) {
        try {
            Files.createDirectories(folder);
            Files.writeString(output(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Keeps a word for the next Duru. */
    public void write(String name, String text) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** What is kept under a name; empty when nothing is. */
    public Optional<String> text(String name) {
        try {
            return Optional.of(Files.readString(folder.resolve(name)).strip());
        } catch (IOException none) {
            return Optional.empty();
        }
    }
}
