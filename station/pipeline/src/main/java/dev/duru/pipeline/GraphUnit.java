package dev.duru.pipeline;

import dev.duru.pipeline.state.JobRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the picture of a run is made of. */
sealed interface GraphUnit {
    /** Stands between the names of a call and of a job in it. */
    String STEP_DOWN = " / ";

    /**
     * An entry of a file: a job, or the cells of its matrix.
     *
     * @param path its key within the whole run
     * @param label what tells it from the others of its group
     */
    record Entry(String path, String label, List<JobRow> jobs) implements GraphUnit {
        @Override
        public Stream<Entry> entries() {
            return Stream.of(this);
        }
    }

    /**
     * A called workflow.
     *
     * @param path of the job that calls it
     * @param units in the order of its file
     */
    record Group(String path, String label, List<GraphUnit> units) implements GraphUnit {
        @Override
        public Stream<Entry> entries() {
            return units.stream().flatMap(GraphUnit::entries);
        }

        /** How many groups lie within each other here, at least one. */
        int height() {
            return 1
                    + units.stream()
                            .mapToInt(unit -> unit instanceof Group group ? group.height() : 0)
                            .max()
                            .orElse(0);
        }
    }

    String path();

    /** All entries of it. */
    Stream<Entry> entries();

    /**
     * The jobs of a run in groups.
     *
     * @param calls the paths of the jobs that call workflows
     */
    static List<GraphUnit> of(List<JobRow> jobs, Collection<String> calls) {
        Map<String, List<JobRow>> byKey = new LinkedHashMap<>();
        jobs.forEach(job -> byKey.computeIfAbsent(job.key(), unused -> new ArrayList<>()).add(job));
        List<GraphUnit> top = new ArrayList<>();
        Map<String, Group> groups = new LinkedHashMap<>();
        byKey.forEach((key, cells) -> {
            List<GraphUnit> into = top;
            int depth = 0;
            int prefix = 0;
            List<String> chain =
                    calls.stream()
                            .filter(call -> key.startsWith(call + "/"))
                            .sorted(Comparator.comparingInt(String::length))
                            .toList();
            for (String call : chain) {
                Group group = groups.get(call);
                if (group == null) {
                    group = new Group(call, part(cells.getFirst(), depth), new ArrayList<>());
                    groups.put(call, group);
                    into.add(group);
                }
                into = group.units();
                depth++;
                prefix = call.length() + 1;
            }
            String label =
                    cells.size() == 1
                            ? within(cells.getFirst().name(), depth)
                            : key.substring(prefix);
            into.add(new Entry(key, label, cells));
        });
        return top;
    }

    private static String part(JobRow job, int depth) {
        String[] parts = job.name().split(STEP_DOWN);
        return depth < parts.length ? parts[depth] : job.key();
    }

    /** A job's name without those of the calls that lead to it. */
    private static String within(String name, int depth) {
        String rest = name;
        for (int level = 0; level < depth; level++) {
            int end = rest.indexOf(STEP_DOWN);
            rest = end < 0 ? rest : rest.substring(end + STEP_DOWN.length());
        }
        return rest;
    }
}
