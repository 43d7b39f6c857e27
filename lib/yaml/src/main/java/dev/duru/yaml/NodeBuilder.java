package dev.duru.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Builds one document from events with a stack of its own, so that no input overflows ours. */
final class NodeBuilder {
    private static final String MERGE = "<<";

    /** What an anchor names; {@code node} is missing while its collection is still open. */
    private static final class Anchored {
        final String name;
        final Position position;
        @Nullable YamlNode node;
        long weight;
        int depth;
        int uses;

        Anchored(String name, Position position) {
            this.name = name;
            this.position = position;
        }
    }

    /** A finished node with its size when aliases are expanded. */
    private record Weighed(YamlNode node, long weight, int depth) {}

    /** A collection that is still open. */
    private static final class Open {
        final boolean mapping;
        final Position position;
        final String tag;
        final @Nullable Anchored anchor;
        final List<YamlNode> children = new ArrayList<>();
        long weight = 1;
        int depth = 1;

        Open(boolean mapping, Position position, String tag, @Nullable Anchored anchor) {
            this.mapping = mapping;
            this.position = position;
            this.tag = tag;
            this.anchor = anchor;
        }
    }

    private final String file;
    private final YamlOptions options;
    private final SourceLines lines;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final List<Anchored> allAnchors = new ArrayList<>();
    private final List<YamlProblem> problems = new ArrayList<>();
    private Position start;
    private @Nullable YamlNode root;
    private boolean failed;

    NodeBuilder(String file, SourceLines lines, YamlOptions options) {
        this.file = file;
        this.options = options;
        this.lines = lines;
        this.start = Position.startOf(file);
    }

    void start(Event event) {
        start = place(event);
    }

    /** Takes the next event; false means that a limit was passed and reading must stop. */
    boolean accept(Event event) {
        switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case Alias -> alias((AliasEvent) event);
            case MappingStart -> push(true, (CollectionStartEvent) event);
            case SequenceStart -> push(false, (CollectionStartEvent) event);
            case MappingEnd, SequenceEnd -> pop();
            case Comment, DocumentEnd, DocumentStart, StreamEnd, StreamStart -> {}
        }
        return !failed;
    }

    void fail(YamlProblem problem) {
        problems.add(problem);
        failed = true;
    }

    boolean failed() {
        return failed;
    }

    YamlDocument finish() {
        List<YamlAnchor> named =
                allAnchors.stream().map(a -> new YamlAnchor(a.name, a.position, a.uses)).toList();
        boolean empty = root != null && root.isNull() && root.position().equals(start);
        return new YamlDocument(empty ? null : root, start, named, problems);
    }

    private Position place(Event event) {
        return event.getStartMark().map(this::place).orElse(Position.startOf(file));
    }

    private Position place(Mark mark) {
        return new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private @Nullable Anchored declare(NodeEvent event) {
        if (event.getAnchor().isEmpty()) {
            return null;
        }
        Anchored anchor = new Anchored(event.getAnchor().get().getValue(), place(event));
        anchors.put(anchor.name, anchor);
        allAnchors.add(anchor);
        return anchor;
    }

    private void scalar(ScalarEvent event) {
        Anchored anchor = declare(event);
        YamlScalar.Style style =
                switch (event.getScalarStyle()) {
                    case PLAIN -> YamlScalar.Style.PLAIN;
                    case SINGLE_QUOTED -> YamlScalar.Style.SINGLE_QUOTED;
                    case DOUBLE_QUOTED, JSON_SCALAR_STYLE -> YamlScalar.Style.DOUBLE_QUOTED;
                    case LITERAL -> YamlScalar.Style.LITERAL;
                    case FOLDED -> YamlScalar.Style.FOLDED;
                };
        String text = event.getValue();
        String derived =
                style == YamlScalar.Style.PLAIN ? CoreSchema.resolve(text) : CoreSchema.STR;
        String tag = event.getTag().filter(t -> !t.equals("!")).orElse(derived);
        Position position = place(event);
        if (!CoreSchema.fits(tag, derived)) {
            problems.add(
                    YamlProblem.error(
                            position,
                            "`"
                                    + shortened(text)
                                    + "` is no "
                                    + tag.replace(CoreSchema.PREFIX, "!!"),
                            "remove the tag, or write a value of its type without quotes"));
            tag = CoreSchema.STR;
        }
        Position content = lines.content(position, style, text);
        close(new Weighed(new YamlScalar(position, tag, text, style, content), 1, 0), anchor);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private void alias(AliasEvent event) {
        String name = event.getAlias().getValue();
        Anchored anchor = anchors.get(name);
        if (anchor != null && anchor.node != null) {
            anchor.uses++;
            add(new Weighed(anchor.node, anchor.weight, anchor.depth));
            return;
        }
        if (anchor == null) {
            problems.add(
                    YamlProblem.error(
                            place(event),
                            "the alias `*" + name + "` has no anchor above it",
                            "write `&" + name + "` before the value that it should repeat"));
        } else {
            anchor.uses++;
            problems.add(
                    YamlProblem.error(
                            place(event),
                            "the alias `*"
                                    + name
                                    + "` stands inside its own anchor of line "
                                    + anchor.position.line(),
                            "a value cannot contain itself: write out what is meant"));
        }
        Position here = place(event);
        add(new Weighed(new YamlScalar(here, "!alias", "", YamlScalar.Style.PLAIN, here), 1, 0));
    }

    private void push(boolean mapping, CollectionStartEvent event) {
        String tag = event.getTag().orElse(mapping ? CoreSchema.MAP : CoreSchema.SEQ);
        open.push(new Open(mapping, place(event), tag, declare(event)));
        if (open.size() > options.maxDepth()) {
            tooDeep(place(event));
        }
    }

    private void tooDeep(Position position) {
        fail(
                YamlProblem.error(
                        position,
                        "more than " + options.maxDepth() + " collections inside each other",
                        "nest less deeply"));
    }

    private void pop() {
        Open done = open.pop();
        YamlNode node =
                done.mapping ? mapping(done) : new YamlList(done.position, done.tag, done.children);
        close(new Weighed(node, done.weight, done.depth), done.anchor);
    }

    private void close(Weighed node, @Nullable Anchored anchor) {
        if (anchor != null) {
            anchor.node = node.node();
            anchor.weight = node.weight();
            anchor.depth = node.depth();
        }
        add(node);
    }

    private void add(Weighed node) {
        Open parent = open.peek();
        if (parent == null) {
            root = node.node();
            return;
        }
        parent.children.add(node.node());
        parent.weight += node.weight();
        parent.depth = Math.max(parent.depth, node.depth() + 1);
        if (open.size() + node.depth() > options.maxDepth()) {
            tooDeep(node.node().position());
        }
        if (parent.weight > options.maxNodes()) {
            fail(
                    YamlProblem.error(
                            parent.position,
                            "more than %,d values once aliases are expanded"
                                    .formatted(options.maxNodes()),
                            "use fewer aliases of aliases"));
        }
    }

    private YamlMap mapping(Open done) {
        Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
        List<YamlMap.Entry> merges = new ArrayList<>();
        Set<String> merged = new HashSet<>();
        for (int i = 0; i + 1 < done.children.size(); i += 2) {
            YamlNode value = done.children.get(i + 1);
            if (!(done.children.get(i) instanceof YamlScalar key)) {
                YamlNode bad = done.children.get(i);
                problems.add(
                        YamlProblem.error(
                                bad.position(),
                                bad.describe() + " cannot be a key",
                                "use plain text as the key; quote `{` or `[` if it is meant as text"));
                continue;
            }
            YamlMap.Entry entry = new YamlMap.Entry(key, value);
            boolean merge = key.text().equals(MERGE) && key.style() == YamlScalar.Style.PLAIN;
            if (merge && options.merges() == YamlOptions.Merges.FILL) {
                merges.add(entry);
            } else if (merge && options.merges() == YamlOptions.Merges.IN_ORDER) {
                Map<String, YamlMap.Entry> pulled = new LinkedHashMap<>();
                merge(pulled, value);
                entries.putAll(pulled);
                merged.addAll(pulled.keySet());
            } else if (merged.remove(entry.name())) {
                entries.put(entry.name(), entry);
            } else {
                put(entries, entry);
            }
        }
        for (YamlMap.Entry merge : merges) {
            merge(entries, merge.value());
        }
        return new YamlMap(done.position, done.tag, List.copyOf(entries.values()));
    }

    private void put(Map<String, YamlMap.Entry> entries, YamlMap.Entry entry) {
        YamlMap.Entry before = entries.get(entry.name());
        if (before == null) {
            entries.put(entry.name(), entry);
            return;
        }
        boolean lastWins = options.duplicates() == YamlOptions.Duplicates.LAST_WINS;
        problems.add(
                new YamlProblem(
                        lastWins ? YamlProblem.Severity.WARNING : YamlProblem.Severity.ERROR,
                        entry.key().position(),
                        "the key `"
                                + entry.name()
                                + "` is there twice, first in line "
                                + before.key().position().line(),
                        "remove or rename one of the two"));
        if (lastWins) {
            entries.put(entry.name(), entry);
        }
    }

    /** YAML's merge: what is already there stays; of several merged mappings the earlier wins. */
    private void merge(Map<String, YamlMap.Entry> entries, YamlNode value) {
        switch (value) {
            case YamlMap map -> map.entries().forEach(e -> entries.putIfAbsent(e.name(), e));
            case YamlList list when list.items().stream().allMatch(i -> i instanceof YamlMap) ->
                    list.items().forEach(item -> merge(entries, item));
            case YamlList _, YamlScalar _ ->
                    problems.add(
                            YamlProblem.error(
                                    value.position(),
                                    "`<<` needs a mapping, or a list of mappings, to merge but found "
                                            + value.describe(),
                                    "point it to an anchor of a mapping: `<<: *name`"));
        }
    }
}
