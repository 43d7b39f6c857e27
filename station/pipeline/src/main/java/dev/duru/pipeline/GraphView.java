package dev.duru.pipeline;

import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.State;
import dev.duru.web.Html;
import dev.duru.web.Ui;
import gg.jte.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run's jobs as a picture: columns from left to right by what each needs. */
final class GraphView {
    private static final int WIDTH = 208;
    private static final int HEIGHT = 40;
    private static final int GAP_X = 56;
    private static final int GAP_Y = 14;
    private static final int MARGIN = 12;

    /** More boxes than this in a column make a picture that nobody can read. */
    private static final int MOST_CELLS = 40;

    private final List<JobRow> jobs;
    private final String base;
    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<String, List<int[]>> places = new LinkedHashMap<>();
    private final StringBuilder boxes = new StringBuilder();
    private final StringBuilder edges = new StringBuilder();

    private GraphView(List<JobRow> jobs, String base) {
        this.jobs = jobs;
        this.base = base;
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
        Map<Integer, List<JobRow>> byColumn = new TreeMap<>();
        for (JobRow job : jobs) {
            byColumn.computeIfAbsent(column(job.key(), 0), unused -> new ArrayList<>()).add(job);
        }
        int tallest = 0;
        for (Map.Entry<Integer, List<JobRow>> column : byColumn.entrySet()) {
            List<JobRow> shown =
                    column.getValue().subList(0, Math.min(MOST_CELLS, column.getValue().size()));
            for (int row = 0; row < shown.size(); row++) {
                box(shown.get(row), column.getKey(), row);
            }
            tallest = Math.max(tallest, shown.size());
        }
        connect();
        int width = byColumn.size() * (WIDTH + GAP_X) - GAP_X + 2 * MARGIN;
        int height = tallest * (HEIGHT + GAP_Y) - GAP_Y + 2 * MARGIN;
        return "<svg class=\"job-graph\" role=\"group\" viewBox=\"0 0 "
                + width
                + " "
                + height
                + "\" width=\""
                + width
                + "\" height=\""
                + height
                + "\">"
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
        for (JobRow job : jobs) {
            if (job.key().equals(key) && depth < 200) {
                for (String need : job.needs()) {
                    column = Math.max(column, column(need, depth + 1) + 1);
                }
                break;
            }
        }
        columns.put(key, column);
        return column;
    }

    private void box(JobRow job, int column, int row) {
        int x = MARGIN + column * (WIDTH + GAP_X);
        int y = MARGIN + row * (HEIGHT + GAP_Y);
        places.computeIfAbsent(job.key(), unused -> new ArrayList<>()).add(new int[] {x, y});
        String time =
                job.startedAt().isPresent() ? Ui.durationText(job.duration(Instant.now())) : "";
        String name = job.name();
        String shown = name.length() > 21 ? name.substring(0, 20) + "…" : name;
        boxes.append("<a href=\"")
                .append(base)
                .append("/jobs/")
                .append(job.id())
                .append("\"><title>")
                .append(Html.escape(name + ": " + job.state().word()))
                .append("</title><rect class=\"job-box ")
                .append(tone(job.state()))
                .append(
                        "\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
                                .formatted(x, y, WIDTH, HEIGHT))
                .append("<circle class=\"job-box ")
                .append(tone(job.state()))
                .append("\" cx=\"%d\" cy=\"%d\" r=\"5\"/>".formatted(x + 16, y + HEIGHT / 2))
                .append("<text class=\"job-label\" x=\"%d\" y=\"%d\">".formatted(x + 30, y + 18))
                .append(Html.escape(shown))
                .append(
                        "</text><text class=\"job-note\" x=\"%d\" y=\"%d\">"
                                .formatted(x + 30, y + 33))
                .append(Html.escape(job.state().word() + (time.isEmpty() ? "" : " · " + time)))
                .append("</text></a>");
    }

    private void connect() {
        for (JobRow job : jobs) {
            for (String need : job.needs()) {
                line(
                        places.getOrDefault(need, List.of()),
                        places.getOrDefault(job.key(), List.of()));
            }
        }
    }

    /** Between matrices the first and last cells are enough: each pair would be a tangle. */
    private void line(List<int[]> from, List<int[]> to) {
        for (int[] a : ends(from)) {
            for (int[] b : ends(to)) {
                int x1 = a[0] + WIDTH;
                int y1 = a[1] + HEIGHT / 2;
                int x2 = b[0];
                int y2 = b[1] + HEIGHT / 2;
                int middle = x2 - GAP_X / 2;
                String path =
                        "<path class=\"job-edge\" d=\"M%d %d H%d C%d %d %d %d %d %d\"/>"
                                .formatted(
                                        x1, y1, middle - GAP_X / 2, middle, y1, middle, y2, x2, y2);
                if (edges.indexOf(path) < 0) {
                    edges.append(path);
                }
            }
        }
    }

    private static List<int[]> ends(List<int[]> places) {
        return places.size() <= 6
                ? places
                : List.of(places.getFirst(), places.get(places.size() / 2), places.getLast());
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
