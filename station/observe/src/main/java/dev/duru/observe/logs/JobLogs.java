package dev.duru.observe.logs;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.logs.Draft;
import dev.duru.logs.Origin;
import dev.duru.logs.query.LogExpr;
import dev.duru.logs.store.LogStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes the logs of jobs in when their run has ended. How far it came is committed with the lines,
 * so that a fact that is seen twice, or after a crash, doubles nothing.
 */
final class JobLogs {
    private static final String MARK = "run";
    private static final int PIECE = 5_000;
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final long MILLI = 1_000_000L;

    private final LogStores stores;
    private final JobOutput output;

    JobLogs(LogStores stores, JobOutput output) {
        this.stores = stores;
        this.output = output;
    }

    void start(Ledger ledger) {
        ledger.consume("observe-job-logs").on(Fact.RunFinished.class, this::take).start();
    }

    /** Up to where the jobs of a run were taken. */
    private record Place(long run, int job, long line) {
        static Place of(String mark, long run) {
            String[] parts = mark.split(" ");
            return parts.length == 3 && parts[0].equals(Long.toString(run))
                    ? new Place(run, Integer.parseInt(parts[1]), Long.parseLong(parts[2]))
                    : new Place(run, 0, 1);
        }

        String mark() {
            return run + " " + job + " " + line;
        }
    }

    private void take(Fact.RunFinished fact) {
        ProjectName project = fact.project();
        List<JobOutput.Job> jobs = output.jobs(project, fact.number());
        if (jobs.isEmpty()) {
            return;
        }
        LogStore store = stores.of(project);
        Place place = Place.of(store.marks().getOrDefault(MARK, ""), fact.number());
        for (int job = place.job(); job < jobs.size(); job++) {
            Origin origin =
                    new Origin(
                            Map.of(
                                    "source",
                                    "job",
                                    "run",
                                    Long.toString(fact.number()),
                                    "job",
                                    jobs.get(job).name(),
                                    "version",
                                    fact.commit()));
            long from =
                    job == place.job() && place.line() > 1
                            ? place.line()
                            : taken(store, origin) + 1;
            List<JobOutput.Printed> lines = jobs.get(job).lines().read(from, PIECE);
            while (!lines.isEmpty()) {
                from = lines.getLast().number() + 1;
                store.append(
                        drafts(origin, lines),
                        Map.of(MARK, new Place(fact.number(), job, from).mark()));
                lines = jobs.get(job).lines().read(from, PIECE);
            }
        }
        store.append(List.of(), Map.of(MARK, new Place(fact.number(), jobs.size(), 1).mark()));
    }

    /** How many lines of a job there are already: its run may end again when jobs are run again. */
    private static long taken(LogStore store, Origin origin) {
        return store.counts(new LogExpr.SaidBy(Set.of(origin.key())), 0, Long.MAX_VALUE, 1, LONGEST)
                .total();
    }

    private static List<Draft> drafts(Origin origin, List<JobOutput.Printed> lines) {
        List<Draft> drafts = new ArrayList<>(lines.size());
        for (JobOutput.Printed line : lines) {
            Map<String, String> given = new LinkedHashMap<>();
            given.put("step", Integer.toString(line.step()));
            if (!line.level().isEmpty()) {
                given.put("level", line.level());
            }
            drafts.add(
                    new Draft(
                            line.atMillis() * MILLI, origin, LineCutter.plain(line.text()), given));
        }
        return drafts;
    }
}
