package dev.duru.pipeline;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.state.CoverageStore;
import dev.duru.pipeline.state.RunRow;
import java.util.Map;
import java.util.OptionalDouble;

/** How much of the code the tests of jobs reach, in percent. */
record Coverage(Database database) {
    /** By the job's id. */
    Map<Long, Double> of(RunRow run) {
        return database.read(sql -> new CoverageStore().of(sql, run.id()));
    }

    /** The mean of the newest run of a ref that says it. */
    OptionalDouble of(ProjectName project, String ref) {
        return database.read(sql -> new CoverageStore().newest(sql, project, ref));
    }
}
