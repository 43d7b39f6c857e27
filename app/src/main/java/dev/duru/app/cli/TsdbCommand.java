package dev.duru.app.cli;

import dev.duru.tsdb.block.BlockMeta;
import dev.duru.tsdb.store.StoreCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duru tsdb check}. */
@Command(
        name = "tsdb",
        description = {
            "Reads a store of samples and names every file and place that is damaged.",
            "Changes nothing; the store may be in use. Ends with 1 when something is damaged."
        })
final class TsdbCommand implements Callable<Integer> {
    private static final String CHECK = "check";

    private final Surroundings surroundings;

    @Parameters(index = "0", paramLabel = CHECK, description = "What to do: check.")
    private String what = CHECK;

    @Parameters(
            index = "1",
            paramLabel = "DIR",
            description = "The store's folder: observe/samples below Duru's data folder.")
    private Path folder = Path.of("");

    @Option(names = "--json", description = "Print blocks and damage as JSON.")
    private boolean json;

    TsdbCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!what.equals(CHECK)) {
            throw new WrongUsage("duru tsdb knows only check, not " + what);
        }
        Path store = surroundings.folder().resolve(folder).normalize();
        if (!Files.isDirectory(store.resolve("log"))
                && !Files.isDirectory(store.resolve("blocks"))) {
            throw new WrongUsage("there is no store of samples in " + store);
        }
        StoreCheck found;
        try {
            found = StoreCheck.of(store);
        } catch (IOException e) {
            throw new UncheckedIOException(store + " cannot be read: " + e.getMessage(), e);
        }
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("blocks", found.blocks().stream().map(TsdbCommand::fields).toList());
            fields.put("damage", found.damage());
            surroundings.out().println(Json.write(fields));
        } else {
            show(found);
        }
        return found.damage().isEmpty() ? 0 : 1;
    }

    private static Map<String, Object> fields(BlockMeta block) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", block.number());
        fields.put("level", block.level());
        fields.put("from", Instant.ofEpochMilli(block.minTime()).toString());
        fields.put("to", Instant.ofEpochMilli(block.maxTime()).toString());
        fields.put("series", block.counts().series());
        fields.put("samples", block.counts().samples());
        fields.put("bytes", block.index().bytes() + block.chunks().bytes());
        return fields;
    }

    private void show(StoreCheck found) {
        for (BlockMeta block : found.blocks()) {
            surroundings.out().println(String.join("  ", shown(fields(block))));
        }
        Paint paint = new Paint(surroundings.coloured());
        found.damage()
                .forEach(one -> surroundings.out().println(paint.bad("damaged") + ": " + one));
        surroundings
                .err()
                .println(
                        found.blocks().size()
                                + " blocks, "
                                + (found.damage().isEmpty()
                                        ? "nothing damaged"
                                        : found.damage().size() + " places damaged"));
    }

    private static List<String> shown(Map<String, Object> fields) {
        return fields.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList();
    }
}
