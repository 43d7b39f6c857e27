package dev.duru.app.cli;

import dev.duru.pipeline.LocalRun;
import dev.duru.pipeline.RunView;
import dev.duru.pipeline.log.Ansi;
import dev.duru.pipeline.log.LogLine;
import dev.duru.pipeline.state.State;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows a local run: on a terminal as a live tree of jobs, and at its end what the jobs that failed
 * printed; elsewhere line by line, as {@code job | text}.
 */
final class RunScreen implements LocalRun.Listener {
    /** How much of a job that failed is shown again under the tree. */
    private static final int LAST = 40;

    private final PrintStream out;
    private final Paint paint;
    private final @Nullable Canvas canvas;
    private final Map<String, String> newest = new HashMap<>();
    private final Map<String, Deque<String>> last = new HashMap<>();
    private final Map<String, State> states = new HashMap<>();
    private int frame;

    RunScreen(Surroundings surroundings, boolean json) {
        // With --json, standard output is for the JSON alone.
        this.out = json ? surroundings.err() : surroundings.out();
        this.paint = new Paint(surroundings.coloured() && !json);
        boolean redraw =
                surroundings.terminal()
                        && !json
                        && !surroundings.environment().getOrDefault("TERM", "").equals("dumb");
        this.canvas = redraw ? new Canvas(out, Canvas.Size.ofTerminal()) : null;
    }

    @Override
    public void changed(List<RunView> runs) {
        if (canvas == null) {
            runs.forEach(this::tellChanges);
            return;
        }
        frame++;
        canvas.draw(new JobTree(paint, canvas.columns()).lines(runs, newest, frame, Instant.now()));
    }

    @Override
    public void line(String job, LogLine line) {
        String text = Ansi.plain(line.text());
        String shown =
                switch (line.kind()) {
                    case OUTPUT, SYSTEM -> text;
                    case GROUP -> paint.bold("▸ " + text);
                    case END_GROUP, DEBUG -> "";
                    case NOTICE -> "notice: " + text;
                    case WARNING -> paint.warn("warning: ") + text;
                    case ERROR -> paint.bad("error: ") + text;
                    case COMMAND -> paint.dim("  " + text);
                };
        if (shown.isEmpty() && line.kind() != LogLine.Kind.OUTPUT) {
            return;
        }
        if (canvas == null) {
            out.println(job + " | " + shown);
            return;
        }
        if (!text.isBlank()) {
            newest.put(job, text);
        }
        Deque<String> lines = last.computeIfAbsent(job, any -> new ArrayDeque<>());
        lines.addLast(shown);
        if (lines.size() > LAST) {
            lines.removeFirst();
        }
    }

    /** Says at the end what came of it. */
    void finish(List<RunView> runs) {
        for (RunView view : runs) {
            if (canvas != null) {
                view.jobs().stream()
                        .filter(job ->
                                job.row().state() == State.FAILED
                                        || job.row().state() == State.ERRORED)
                        .forEach(job -> showAgain(job.row().name()));
            }
            String message = view.run().message();
            out.println(
                    view.run().name()
                            + ": "
                            + paint.state(view.run().state().word())
                            + " in "
                            + JobTree.seconds(view.run().duration(Instant.now()))
                            + (message.isEmpty() ? "" : ": " + message));
        }
    }

    private void showAgain(String job) {
        out.println(paint.bold("── " + job));
        last.getOrDefault(job, new ArrayDeque<>()).forEach(line -> out.println("   " + line));
    }

    private void tellChanges(RunView view) {
        for (RunView.Job job : view.jobs()) {
            State now = job.row().state();
            State before = states.put(view.run().id() + "/" + job.row().id(), now);
            if (before != now && (now == State.RUNNING || now.isFinal())) {
                String why = job.row().message();
                out.println(
                        job.row().name()
                                + " : "
                                + paint.state(now.word())
                                + (why.isEmpty() ? "" : ": " + why));
            }
        }
    }
}
