package dev.duru.pipeline;

import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.State;
import dev.duru.web.Html;
import dev.duru.web.Ui;
import gg.jte.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run's jobs as a picture: columns from left to right by what each needs. The cells of a matrix
 * stand together in one box, one line each, and the jobs of a called workflow in a frame.
 */
final class GraphView {
    private static final int WIDTH = 216;
    private static final int HEIGHT = 40;
    private static final int HEAD = 26;
    private static final int ROW = 24;
    private static final int GAP_X = 56;
    private static final int GAP_Y = 14;
    private static final int MARGIN = 12;
    private static final int FRAME_HEAD = 24;

    /** How much wider a frame is than what is in it; not many fit between two columns. */
    private static final int FRAME = 8;

    private static final int WIDEST_FRAME = 3 * FRAME;

    /** More cells than this in a box make a picture that nobody can read; the list has them all. */
    private static final int MOST_CELLS = 12;

    private final String base;
    private final List<GraphUnit> units;
    private final Map<String, GraphUnit.Entry> entries = new LinkedHashMap<>();
    private final List<GraphUnit.Group> groups = new ArrayList<>();
    private final Map<String, Integer> columns = new HashMap<>();

    /** Where lines end: left, right and middle of a unit, by its path. */
    private final Map<String, int[]> places = new HashMap<>();

    /** Frames and lines by how deep they lie: what passes a frame goes on below it. */
    private final SortedMap<Integer, Set<String>> layers = new TreeMap<>();

    private final StringBuilder boxes = new StringBuilder();

    private GraphView(List<GraphUnit> units, String base) {
        this.base = base;
        this.units = units;
        collect(units);
    }

    private void collect(List<GraphUnit> all) {
        for (GraphUnit unit : all) {
            switch (unit) {
                case GraphUnit.Entry entry -> entries.put(entry.path(), entry);
                case GraphUnit.Group group -> {
                    groups.add(group);
                    collect(group.units());
                }
            }
        }
    }

    /**
     * The picture.
     *
     * @param calls the paths of the jobs that call workflows
     * @param base path of the run's page
     */
    static Content of(List<JobRow> jobs, Collection<String> calls, String base) {
        return Html.trusted(new GraphView(GraphUnit.of(jobs, calls), base).draw());
    }

    private String draw() {
        int last = entries.keySet().stream().mapToInt(this::column).max().orElse(0);
        int side = MARGIN + (groups.isEmpty() ? 0 : WIDEST_FRAME - FRAME);
        int bottom = place(units, side, MARGIN);
        connect();
        int width = (last + 1) * (WIDTH + GAP_X) - GAP_X + 2 * side;
        return "<svg class=\"job-graph\" role=\"group\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">"
                        .formatted(width, bottom + MARGIN, width, bottom + MARGIN)
                + layers.values().stream().flatMap(Set::stream).collect(Collectors.joining())
                + boxes
                + "</svg>";
    }

    private int column(String path) {
        Integer known = columns.get(path);
        if (known != null) {
            return known;
        }
        // A circle of needs, which no file has, would end here.
        columns.put(path, 0);
        int column = 0;
        for (String need : needs(path)) {
            for (GraphUnit source : named(need)) {
                int after = source.entries().mapToInt(each -> column(each.path())).max().orElse(-1);
                column = Math.max(column, after + 1);
            }
        }
        columns.put(path, column);
        return column;
    }

    private List<String> needs(String path) {
        GraphUnit.Entry entry = entries.get(path);
        return entry == null ? List.of() : entry.jobs().getFirst().needs();
    }

    /** What an entry of a file has become: itself, a called workflow, or one for each cell. */
    private List<GraphUnit> named(String key) {
        GraphUnit.Entry entry = entries.get(key);
        if (entry != null) {
            return List.of(entry);
        }
        return groups.stream()
                .<GraphUnit>map(group -> group)
                .filter(group ->
                        group.path().equals(key)
                                || (group.path().startsWith(key + "/")
                                        && group.path()
                                                .substring(key.length() + 1)
                                                .matches("[0-9]{1,9}")))
                .toList();
    }

    /** Draws units from the top on, each below what its columns hold already; returns the end. */
    private int place(List<GraphUnit> all, int side, int top) {
        Map<Integer, Integer> free = new HashMap<>();
        int bottom = top;
        for (GraphUnit unit : all) {
            int first = unit.entries().mapToInt(each -> column(each.path())).min().orElse(0);
            int last = unit.entries().mapToInt(each -> column(each.path())).max().orElse(0);
            int y = top;
            for (int column = first; column <= last; column++) {
                y = Math.max(y, free.getOrDefault(column, top));
            }
            int x = side + first * (WIDTH + GAP_X);
            int width = (last - first) * (WIDTH + GAP_X) + WIDTH;
            int height =
                    switch (unit) {
                        case GraphUnit.Entry entry -> box(entry, x, y);
                        case GraphUnit.Group group -> frame(group, side, x, y, width);
                    };
            for (int column = first; column <= last; column++) {
                free.put(column, y + height + GAP_Y);
            }
            bottom = Math.max(bottom, y + height);
        }
        return bottom;
    }

    /** Draws a called workflow; returns its height. */
    private int frame(GraphUnit.Group group, int side, int x, int y, int width) {
        int more = Math.min(WIDEST_FRAME, FRAME * group.height());
        int height = place(group.units(), side, y + FRAME_HEAD) + FRAME - y;
        State worst = worst(group.entries().flatMap(entry -> entry.jobs().stream()));
        layer(
                2 * depth(group.path()) + 1,
                "<rect class=\"job-frame %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
                        .formatted(tone(worst), x - more, y, width + 2 * more, height));
        text("job-note", x, y + 16, cut(group.label(), width / 7));
        places.put(
                group.path(), new int[] {x - more, x + width + more, y + FRAME_HEAD + HEIGHT / 2});
        return height;
    }

    private void layer(int height, String drawn) {
        layers.computeIfAbsent(height, unused -> new LinkedHashSet<>()).add(drawn);
    }

    /** How many frames are around an entry or a frame. */
    private int depth(String path) {
        return (int) groups.stream().filter(group -> path.startsWith(group.path() + "/")).count();
    }

    private static State worst(Stream<JobRow> jobs) {
        return jobs.map(JobRow::state)
                .min(Comparator.comparingInt(GraphView::weight))
                .orElse(State.WAITING);
    }

    /** Draws an entry; returns its height. */
    private int box(GraphUnit.Entry entry, int x, int y) {
        int height = HEIGHT;
        if (entry.jobs().size() == 1) {
            single(entry.jobs().getFirst(), entry.label(), x, y);
        } else {
            height = matrix(entry.label(), entry.jobs(), x, y);
        }
        places.put(entry.path(), new int[] {x, x + WIDTH, y + HEIGHT / 2});
        return height;
    }

    private void single(JobRow job, String label, int x, int y) {
        link(job);
        rect(tone(job.state()), x, y, HEIGHT);
        dot(job, x + 16, y + HEIGHT / 2);
        text("job-label", x + 30, y + 18, cut(label, 22));
        text("job-note", x + 30, y + 33, note(job));
        boxes.append("</a>");
    }

    private int matrix(String label, List<JobRow> cells, int x, int y) {
        List<JobRow> shown =
                cells.size() <= MOST_CELLS
                        ? cells
                        : cells.stream()
                                .sorted(Comparator.comparingInt(job -> weight(job.state())))
                                .limit(MOST_CELLS - 1L)
                                .toList();
        int rows = shown.size() + (shown.size() < cells.size() ? 1 : 0);
        int height = HEAD + rows * ROW + 6;
        rect(tone(worst(cells.stream())), x, y, height);
        long good = cells.stream().filter(job -> job.state() == State.SUCCESS).count();
        text("job-label", x + 12, y + 18, cut(label, 18));
        text("job-note", x + WIDTH - 42, y + 18, good + " / " + cells.size());
        int at = y + HEAD;
        for (JobRow job : shown) {
            link(job);
            boxes.append(
                    "<rect class=\"job-row\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
                            .formatted(x + 4, at, WIDTH - 8, ROW));
            dot(job, x + 16, at + ROW / 2);
            text("job-cell", x + 30, at + 16, cut(cell(job), 24));
            boxes.append("</a>");
            at += ROW;
        }
        if (shown.size() < cells.size()) {
            text("job-note", x + 30, at + 16, "+ " + (cells.size() - shown.size()));
        }
        return height;
    }

    /** What tells a cell from the others. */
    private static String cell(JobRow job) {
        String name = job.name();
        int open = name.indexOf(" (");
        return open > 0 && name.endsWith(")") ? name.substring(open + 2, name.length() - 1) : name;
    }

    private void link(JobRow job) {
        boxes.append("<a href=\"")
                .append(base)
                .append("/jobs/")
                .append(job.id())
                .append("\"><title>")
                .append(Html.escape(job.name() + ": " + job.state().word()))
                .append("</title>");
    }

    private void rect(String tone, int x, int y, int height) {
        boxes.append(
                "<rect class=\"job-box %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
                        .formatted(tone, x, y, WIDTH, height));
    }

    private void dot(JobRow job, int x, int y) {
        boxes.append(
                "<circle class=\"job-dot %s\" cx=\"%d\" cy=\"%d\" r=\"5\"/>"
                        .formatted(tone(job.state()), x, y));
    }

    private void text(String style, int x, int y, String text) {
        boxes.append("<text class=\"%s\" x=\"%d\" y=\"%d\">".formatted(style, x, y))
                .append(Html.escape(text))
                .append("</text>");
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most - 1) + "…" : text;
    }

    private static String note(JobRow job) {
        String time =
                job.startedAt().isPresent()
                        ? " · " + Ui.durationText(job.duration(Instant.now()))
                        : "";
        return job.state().word() + time;
    }

    private void connect() {
        for (GraphUnit.Entry entry : entries.values()) {
            for (String need : needs(entry.path())) {
                named(need).forEach(source -> line(source, entry));
            }
        }
    }

    /** A line to an entry, or to the outermost frame around it that is not around the source. */
    private void line(GraphUnit source, GraphUnit.Entry entry) {
        String target =
                groups.stream()
                        .map(GraphUnit.Group::path)
                        .filter(group -> entry.path().startsWith(group + "/"))
                        .filter(group -> !source.path().startsWith(group + "/"))
                        .findFirst()
                        .orElse(entry.path());
        int[] a = places.get(source.path());
        int[] b = places.get(target);
        if (a == null || b == null) {
            return;
        }
        int x1 = a[1];
        int x2 = b[0];
        // The bend lies in the gap before the target, whatever the line passes on its way.
        int middle = x2 - Math.min(GAP_X, x2 - x1) / 2;
        layer(
                2 * depth(target),
                "<path class=\"job-edge\" d=\"M%d %d H%d C%d %d %d %d %d %d\"/>"
                        .formatted(
                                x1, a[2], 2 * middle - x2, middle, a[2], middle, b[2], x2, b[2]));
    }

    /** The worse, the smaller. */
    private static int weight(State state) {
        return switch (state) {
            case FAILED -> 0;
            case ERRORED -> 1;
            case CANCELLED -> 2;
            case RUNNING, CANCELLING -> 3;
            case QUEUED, WAITING -> 4;
            case SUCCESS -> 5;
            case SKIPPED -> 6;
        };
    }

    /** The tone of a state, as the style sheet calls it. */
    static String tone(State state) {
        return switch (state) {
            case SUCCESS -> "is-good";
            case FAILED -> "is-bad";
            case ERRORED -> "is-warn";
            case RUNNING, CANCELLING -> "is-busy";
            case WAITING, QUEUED -> "is-wait";
            case CANCELLED, SKIPPED -> "is-off";
        };
    }
}
