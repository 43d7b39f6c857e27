package dev.duru.pipeline.engine;

import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.state.Annotation;
import dev.duru.pipeline.state.StepRow;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a job ended and what it gave out.
 *
 * @param message why, or {@code ""}
 * @param tolerated whether a failure does not count
 * @param harvest what to keep, done in the transaction that ends the job
 */
record JobEnd(
        Fact.Result result,
        String message,
        boolean tolerated,
        Obj outputs,
        String summary,
        List<Annotation> annotations,
        List<StepRow> steps,
        Consumer<Tx> harvest) {

    static JobEnd errored(String message) {
        return new JobEnd(
                Fact.Result.ERRORED,
                message,
                false,
                Obj.empty(),
                "",
                List.of(),
                List.of(),
                tx -> {});
    }
}
