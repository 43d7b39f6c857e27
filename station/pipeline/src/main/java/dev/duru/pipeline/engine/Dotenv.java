package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import java.util.ArrayList;
import java.util.List;

/** Variables that jobs report to later ones; they travel among the outputs of the job. */
final class Dotenv {
    /** Outputs with this in front hold reports; the rest is the node that wrote it. */
    static final String OUTPUT = "dotenv ";

    private Dotenv() {}

    /**
     * What the cells of an earlier job wrote, in their order.
     *
     * @param needs the {@code needs} context of the later one
     */
    static List<Variable> of(Obj needs, String job) {
        List<Variable> variables = new ArrayList<>();
        if (needs.at(job) instanceof Obj result && result.at("outputs") instanceof Obj outputs) {
            for (Obj.Member member : outputs.members()) {
                if (member.key().startsWith(OUTPUT)
                        && member.value() instanceof Value.Str(String text)) {
                    text.lines()
                            .filter(line -> line.indexOf('=') > 0)
                            .forEach(line -> {
                                int end = line.indexOf('=');
                                variables.add(
                                        Variable.raw(
                                                line.substring(0, end), line.substring(end + 1)));
                            });
                }
            }
        }
        return variables;
    }
}
