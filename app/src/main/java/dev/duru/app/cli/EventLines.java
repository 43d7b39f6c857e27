package dev.duru.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Makes events of the lines of a stream of server-sent events; each with its kind and its data,
 * which may be empty. Source: the HTML standard, "Server-sent events", interpretation of a stream.
 */
final class EventLines implements Consumer<String> {
    private final BiConsumer<String, String> onEvent;
    private final List<String> data = new ArrayList<>();
    private String kind = "";

    EventLines(BiConsumer<String, String> onEvent) {
        this.onEvent = onEvent;
    }

    @Override
    public void accept(String line) {
        if (line.isEmpty()) {
            if (!data.isEmpty()) {
                onEvent.accept(kind, String.join("\n", data));
            }
            data.clear();
            kind = "";
            return;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        String bare = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "event" -> kind = bare;
            case "data" -> data.add(bare);
            default -> {
                // comments, and fields that nobody here asks for
            }
        }
    }
}
