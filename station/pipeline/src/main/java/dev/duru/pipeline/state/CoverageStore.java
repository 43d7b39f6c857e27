package dev.duru.pipeline.state;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jdbi.v3.core.Handle;

/** How much of the code the tests of jobs reach, in percent. */
public final class CoverageStore {
    /**
     * Keeps a figure.
     *
     * @param replaces whether it counts more than one that is there
     */
    public void keep(Tx tx, long job, double percent, boolean replaces) {
        tx.sql()
                .execute(
                        "insert into job_coverage (job_id, percent) values (?, ?) on conflict (job_id) do "
                                + (replaces ? "update set percent = excluded.percent" : "nothing"),
                        job,
                        percent);
    }

    /** Those of a run's jobs, by the job's id, in the order of the file. */
    public Map<Long, Double> of(Handle sql, long run) {
        Map<Long, Double> figures = new LinkedHashMap<>();
        sql.createQuery(
                        """
                        select c.job_id, c.percent from job_coverage c join job j on j.id = c.job_id
                        where j.run_id = :run and j.superseded = 0 order by j.ordinal
                        """)
                .bind("run", run)
                .map((rs, ctx) -> Map.entry(rs.getLong("job_id"), rs.getDouble("percent")))
                .forEach(entry -> figures.put(entry.getKey(), entry.getValue()));
        return figures;
    }

    /** The mean of the jobs of the newest run of a ref that has any. */
    public OptionalDouble newest(Handle sql, ProjectName project, String ref) {
        return sql.createQuery(
                        """
                        select avg(c.percent) as mean from job_coverage c
                        join job j on j.id = c.job_id and j.superseded = 0
                        where j.run_id = (select max(r.id) from run r join job k on k.run_id = r.id
                            join job_coverage d on d.job_id = k.id
                            where r.project = :project and r.ref = :ref)
                        """)
                .bind("project", project.toString())
                .bind("ref", ref)
                .map((rs, ctx) -> {
                    double mean = rs.getDouble("mean");
                    return rs.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(mean);
                })
                .one();
    }
}
