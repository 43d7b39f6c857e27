package dev.duru.app.cli;

import dev.duru.pipeline.RunView;
import dev.duru.pipeline.state.State;
import dev.duru.pipeline.state.StepRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs and their jobs as lines of text, as they are at one moment. */
final class JobTree {
    private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    private final Paint paint;
    private final int columns;

    /**
     * @param columns how wide a line may be
     */
    JobTree(Paint paint, int columns) {
        this.paint = paint;
        this.columns = columns;
    }

    /**
     * All lines.
     *
     * @param frame counts up, for what turns
     * @param output what each job printed last, by its name
     */
    List<String> lines(List<RunView> runs, Map<String, String> output, int frame, Instant now) {
        List<String> lines = new ArrayList<>();
        for (RunView view : runs) {
            lines.add(
                    paint.bold(cut(view.run().name(), columns / 2))
                            + paint.dim(
                                    cut(
                                            " "
                                                    + view.run().workflow()
                                                    + " ("
                                                    + view.run().event()
                                                    + ")",
                                            columns / 2)));
            int width = width(view);
            for (RunView.Job job : view.jobs()) {
                lines.add(job(job, width, output, frame, now));
            }
        }
        return lines;
    }

    private int width(RunView view) {
        int longest =
                view.jobs().stream().mapToInt(job -> job.row().name().length()).max().orElse(0);
        return Math.min(longest, Math.max(10, columns / 3));
    }

    private String job(
            RunView.Job job, int width, Map<String, String> output, int frame, Instant now) {
        State state = job.row().state();
        String name = cut(job.row().name(), width);
        String time = state == State.WAITING ? "" : seconds(job.row().duration(now));
        String head =
                String.format(
                        Locale.ROOT, "  %s %-" + Math.max(1, width) + "s %7s  ", "•", name, time);
        String rest = cut(rest(job, output), columns - head.length() - 1);
        return head.replace("•", icon(state, frame))
                + (state == State.FAILED || state == State.ERRORED
                        ? paint.bad(rest)
                        : paint.dim(rest));
    }

    private static String rest(RunView.Job job, Map<String, String> output) {
        return switch (job.row().state()) {
            case WAITING ->
                    job.row().needs().isEmpty()
                            ? ""
                            : "waits for " + String.join(", ", job.row().needs());
            case QUEUED -> "queued";
            case RUNNING, CANCELLING -> {
                String step =
                        job.steps().stream()
                                .filter(each -> each.state() == State.RUNNING)
                                .map(StepRow::name)
                                .findFirst()
                                .orElse("");
                String last = output.getOrDefault(job.row().name(), "");
                yield last.isEmpty() ? step : step + " │ " + last;
            }
            case SUCCESS -> "";
            case FAILED, ERRORED, CANCELLED, SKIPPED -> {
                String why = job.row().message();
                yield job.row().state().word() + (why.isEmpty() ? "" : ": " + why);
            }
        };
    }

    private String icon(State state, int frame) {
        return switch (state) {
            case WAITING, QUEUED -> paint.dim("○");
            case RUNNING, CANCELLING ->
                    paint.busy(String.valueOf(SPINNER.charAt(frame % SPINNER.length())));
            case SUCCESS -> paint.good("✓");
            case FAILED -> paint.bad("✗");
            case ERRORED -> paint.warn("!");
            case CANCELLED -> paint.warn("–");
            case SKIPPED -> paint.dim("–");
        };
    }

    static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return millis < 60_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                : millis / 60_000 + ":" + String.format(Locale.ROOT, "%02d", millis / 1000 % 60);
    }

    /** One line of plain text, no longer than that; wide characters count for two. */
    private static String cut(String text, int width) {
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int c : text.codePoints().toArray()) {
            int wide = c >= 0x1100 && (Character.isIdeographic(c) || c >= 0xAC00) ? 2 : 1;
            if (used + wide > Math.max(1, width)) {
                return kept.isEmpty() ? "" : kept.substring(0, kept.length() - 1) + "…";
            }
            kept.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
            used += wide;
        }
        return kept.toString();
    }
}
