package dev.duru.tsdb.block;

import dev.duru.tsdb.TsdbException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * What a block is.
 *
 * @param number of the block
 * @param level 1 for one that was cut from memory, one more each time blocks are put together
 * @param minTime of its first sample, milliseconds since 1970
 * @param maxTime of its last sample
 * @param counts how much is in it
 * @param sources numbers of the blocks that it replaces
 * @param index the index file
 * @param chunks the file of chunks
 */
public record BlockMeta(
        int number,
        int level,
        long minTime,
        long maxTime,
        Counts counts,
        List<Integer> sources,
        Contents index,
        Contents chunks) {
    static final String FILE = "meta";
    private static final String VERSION = "duru-block 1";

    /** How much a block holds. */
    public record Counts(long series, long chunks, long samples) {}

    /**
     * A file of a block.
     *
     * @param bytes its length
     * @param checksum CRC-32C of all of it
     */
    public record Contents(long bytes, int checksum) {}

    void write(Path folder) throws IOException {
        String text =
                VERSION
                        + "\nnumber "
                        + number
                        + "\nlevel "
                        + level
                        + "\nmin "
                        + minTime
                        + "\nmax "
                        + maxTime
                        + "\nseries "
                        + counts.series()
                        + "\nchunks "
                        + counts.chunks()
                        + "\nsamples "
                        + counts.samples()
                        + "\nsources "
                        + sources.stream().map(String::valueOf).collect(Collectors.joining(","))
                        + "\nindex "
                        + index.bytes()
                        + ":"
                        + Integer.toHexString(index.checksum())
                        + "\ndata "
                        + chunks.bytes()
                        + ":"
                        + Integer.toHexString(chunks.checksum())
                        + "\n";
        Durable.write(
                folder.resolve(FILE),
                (text + "checksum " + Integer.toHexString(checksum(text)) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static int checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    static BlockMeta read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf("checksum ");
        if (end < 0
                || !text.startsWith(VERSION + "\n")
                || !text.substring(end)
                        .equals(
                                "checksum "
                                        + Integer.toHexString(checksum(text.substring(0, end)))
                                        + "\n")) {
            throw new TsdbException(file + ": its checksum is wrong");
        }
        Map<String, String> fields = new HashMap<>();
        text.lines()
                .forEach(line -> {
                    int space = line.indexOf(' ');
                    fields.put(line.substring(0, space), line.substring(space + 1));
                });
        try {
            return new BlockMeta(
                    Math.toIntExact(number(fields, "number")),
                    Math.toIntExact(number(fields, "level")),
                    number(fields, "min"),
                    number(fields, "max"),
                    new Counts(
                            number(fields, "series"),
                            number(fields, "chunks"),
                            number(fields, "samples")),
                    Arrays.stream(field(fields, "sources").split(",", -1))
                            .filter(s -> !s.isEmpty())
                            .map(Integer::valueOf)
                            .toList(),
                    contents(field(fields, "index")),
                    contents(field(fields, "data")));
        } catch (NumberFormatException e) {
            throw new TsdbException(file + ": " + e.getMessage());
        }
    }

    private static String field(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(field(fields, name));
    }

    private static Contents contents(String text) {
        int colon = text.indexOf(':');
        return new Contents(
                Long.parseLong(text.substring(0, Math.max(0, colon))),
                Integer.parseUnsignedInt(text.substring(colon + 1), 16));
    }
}
