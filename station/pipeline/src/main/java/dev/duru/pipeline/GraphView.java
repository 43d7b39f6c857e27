package dev.duru.pipeline;

import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.State;
import dev.duru.web.Html;
import dev.duru.web.Ui;
import gg.jte.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run's jobs as a picture: columns from left to right by what each needs. The cells of a matrix
 * stand together in one box, one line each.
 */
final class GraphView {
    private static final int WIDTH = 216;
    private static final int HEIGHT = 40;
    private static final int HEAD = 26;
    private static final int ROW = 24;
    private static final int GAP_X = 56;
    private static final int GAP_Y = 14;
    private static final int MARGIN = 12;

    /** More cells than this in a box make a picture that nobody can read; the list has them all. */
    private static final int MOST_CELLS = 12;

    private final String base;

    /** The jobs of each entry of the file, in its order. */
    private final Map<String, List<JobRow>> entries = new LinkedHashMap<>();

    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<String, int[]> places = new LinkedHashMap<>();
    private final StringBuilder boxes = new StringBuilder();
    private final StringBuilder edges = new StringBuilder();

    private GraphView(List<JobRow> jobs, String base) {
        this.base = base;
        for (JobRow job : jobs) {
            entries.computeIfAbsent(job.key(), unused -> new ArrayList<>()).add(job);
        }
    }

    /**
     * The picture.
     *
     * @param base path of the run's page
     */
    static Content of(List<JobRow> jobs, String base) {
        return Html.trusted(new GraphView(jobs, base).draw());
    }

    private String draw() {
        Map<Integer, List<String>> byColumn = new TreeMap<>();
        for (String key : entries.keySet()) {
            byColumn.computeIfAbsent(column(key, 0), unused -> new ArrayList<>()).add(key);
        }
        int tallest = 0;
        for (Map.Entry<Integer, List<String>> column : byColumn.entrySet()) {
            int y = MARGIN;
            for (String key : column.getValue()) {
                int x = MARGIN + column.getKey() * (WIDTH + GAP_X);
                y += box(key, x, y) + GAP_Y;
            }
            tallest = Math.max(tallest, y - GAP_Y + MARGIN);
        }
        connect();
        int width = byColumn.size() * (WIDTH + GAP_X) - GAP_X + 2 * MARGIN;
        return "<svg class=\"job-graph\" role=\"group\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">"
                        .formatted(width, tallest, width, tallest)
                + edges
                + boxes
                + "</svg>";
    }

    private int column(String key, int depth) {
        Integer known = columns.get(key);
        if (known != null) {
            return known;
        }
        int column = 0;
        List<JobRow> jobs = entries.getOrDefault(key, List.of());
        if (!jobs.isEmpty() && depth < 200) {
            for (String need : jobs.getFirst().needs()) {
                column = Math.max(column, column(need, depth + 1) + 1);
            }
        }
        columns.put(key, column);
        return column;
    }

    /** Draws an entry; returns its height. */
    private int box(String key, int x, int y) {
        List<JobRow> cells = entries.getOrDefault(key, List.of());
        int height = HEIGHT;
        if (cells.size() == 1) {
            single(cells.getFirst(), x, y);
        } else {
            height = matrix(key, cells, x, y);
        }
        places.put(key, new int[] {x, y + Math.min(height, HEIGHT) / 2});
        return height;
    }

    private void single(JobRow job, int x, int y) {
        link(job);
        rect(tone(job.state()), x, y, HEIGHT);
        dot(job, x + 16, y + HEIGHT / 2);
        text("job-label", x + 30, y + 18, cut(job.name(), 22));
        text("job-note", x + 30, y + 33, note(job));
        boxes.append("</a>");
    }

    private int matrix(String key, List<JobRow> cells, int x, int y) {
        List<JobRow> shown =
                cells.size() <= MOST_CELLS
                        ? cells
                        : cells.stream()
                                .sorted(Comparator.comparingInt(job -> weight(job.state())))
                                .limit(MOST_CELLS - 1L)
                                .toList();
        int rows = shown.size() + (shown.size() < cells.size() ? 1 : 0);
        int height = HEAD + rows * ROW + 6;
        State worst =
                cells.stream()
                        .map(JobRow::state)
                        .min(Comparator.comparingInt(GraphView::weight))
                        .orElse(State.WAITING);
        rect(tone(worst), x, y, height);
        long good = cells.stream().filter(job -> job.state() == State.SUCCESS).count();
        text("job-label", x + 12, y + 18, cut(key, 18));
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
        entries.forEach((key, jobs) -> jobs.getFirst().needs().forEach(need -> line(need, key)));
    }

    private void line(String from, String to) {
        int[] a = places.get(from);
        int[] b = places.get(to);
        if (a == null || b == null) {
            return;
        }
        int x1 = a[0] + WIDTH;
        int x2 = b[0];
        int middle = x2 - GAP_X / 2;
        edges.append(
                "<path class=\"job-edge\" d=\"M%d %d H%d C%d %d %d %d %d %d\"/>"
                        .formatted(
                                x1,
                                a[1],
                                middle - GAP_X / 2,
                                middle,
                                a[1],
                                middle,
                                b[1],
                                x2,
                                b[1]));
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
