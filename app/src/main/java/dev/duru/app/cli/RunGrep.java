package dev.duru.app.cli;

import tools.jackson.databind.JsonNode;

/** Shows what a search over the logs of a run found, as grep does. */
final class RunGrep {
    private final Surroundings surroundings;
    private final Paint paint;

    RunGrep(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.paint = new Paint(surroundings.coloured());
    }

    /** Prints {@code job:line: text}; says on standard error what is left out. */
    void show(JsonNode found) {
        for (JsonNode job : found.path("jobs")) {
            String name = Json.text(job, "name");
            for (JsonNode hit : job.path("hits")) {
                surroundings
                        .out()
                        .println(
                                paint.dim(name + ":" + hit.path("line").asLong() + ":")
                                        + " "
                                        + Json.text(hit, "text"));
            }
            long more = job.path("count").asLong() - job.path("hits").size();
            if (more > 0) {
                surroundings.err().println("duru: " + name + " has " + more + " more such lines");
            }
        }
        if (!found.path("whole").asBoolean()) {
            surroundings
                    .err()
                    .println(
                            "duru: the logs are so long that the search ended before their end;"
                                    + " name a job by --job to read it");
        }
    }
}
