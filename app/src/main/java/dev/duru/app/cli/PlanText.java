package dev.duru.app.cli;

import java.io.PrintStream;
import tools.jackson.databind.JsonNode;

/** A plan in lines that people read. */
final class PlanText {
    private PlanText() {}

    static void print(JsonNode plan, PrintStream out) {
        long number = plan.path("number").asLong();
        String problem = Json.text(plan, "problem");
        out.println(
                (number == 0 ? "plan" : "plan " + number + " (" + Json.text(plan, "state") + ")")
                        + ": "
                        + (problem.isEmpty() ? Json.text(plan, "summary") : "cannot be read"));
        problem.lines().forEach(line -> out.println("  " + line));
        if (number > 0 && !plan.path("steps").isEmpty()) {
            out.println("  " + progress(plan.path("progress"), Json.text(plan, "state")));
        }
        for (JsonNode step : plan.path("steps")) {
            out.println();
            out.println(
                    "  "
                            + Json.text(step, "action")
                            + " "
                            + Json.text(step, "environment")
                            + ": "
                            + Json.text(step, "why"));
            if (number > 0) {
                String note = Json.text(step, "note");
                out.println(
                        "    "
                                + state(Json.text(step, "state"))
                                + (note.isEmpty() ? "" : ": " + note));
            }
            Table table = new Table();
            for (JsonNode line : step.path("differences")) {
                String effect = Json.text(line, "effect");
                boolean quiet = effect.equals("none") || Json.text(step, "action").equals("create");
                table.row(
                        "   ",
                        Json.text(line, "attribute"),
                        shown(Json.text(line, "before")) + " -> " + shown(Json.text(line, "after")),
                        quiet ? "" : effect.equals("restart") ? "(restarts)" : "(moves)");
            }
            table.print(out);
        }
    }

    /** What is in force, what is not, and how to go on. */
    private static String progress(JsonNode progress, String state) {
        long applied = progress.path("applied").asLong();
        long begun = progress.path("begun").asLong();
        long failed = progress.path("failed").asLong();
        long left = progress.path("left").asLong();
        StringBuilder text = new StringBuilder();
        text.append(applied)
                .append(" of ")
                .append(applied + begun + failed + left)
                .append(" steps in force");
        if (begun > 0) {
            text.append(", ").append(begun).append(" begun, which go on by themselves");
        }
        if (failed > 0) {
            text.append(", ").append(failed).append(" failed, of which nothing is in force");
        }
        if (left > 0) {
            text.append(", ").append(left).append(" of which nothing was done");
        }
        if (state.equals("current") && failed + left > 0) {
            text.append("; duru apply goes on");
        }
        return text.toString();
    }

    private static String shown(String value) {
        return value.isEmpty() ? "\"\"" : value;
    }

    private static String state(String state) {
        return switch (state) {
            case "approval" -> "waits for approval";
            case "release" -> "comes with the release of its commit, or by duru apply";
            case "confirm" -> "waits for duru apply --destroy NAME";
            case "applying" -> "has begun";
            case "applied" -> "is in force";
            case "failed" -> "was not applied";
            default -> state;
        };
    }
}
