package dev.duru.observe;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.observe.events.Happening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happened to the releases of a project, from the record of facts. */
record Happenings(Ledger ledger) {
    private static final int MOST = 1_000;

    /**
     * The newest between two moments, oldest first.
     *
     * @param environment empty for all
     */
    List<Happening> of(ProjectName project, String environment, Instant from, Instant to) {
        List<Happening> all = new ArrayList<>();
        for (Entry entry : ledger.ofKinds(project, from, kinds())) {
            Happening happening = Happening.of(entry).orElse(null);
            if (happening != null
                    && !entry.at().isAfter(to)
                    && (environment.isEmpty() || environment.equals(happening.environment()))) {
                all.add(happening);
            }
        }
        return all.size() <= MOST ? all : all.subList(all.size() - MOST, all.size());
    }

    @SuppressWarnings("unchecked")
    private static Class<? extends Fact>[] kinds() {
        return Happening.KINDS.toArray(new Class[0]);
    }
}
